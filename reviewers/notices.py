"""Mail that follows a decision: who is told what.

`after` hears every journal event and queues one task a recipient in the decision's own transaction. The worker that
does it asks once more who is to be told, as things stand then, writes the mail and sends it. So a mail server that is
down undoes no decision and loses no mail, and nobody is told what concerns them no longer.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from articles.journal import Decision
from articles.models import Event
from articles.permissions import CHIEF_EDITOR, EDITOR
from articles.states import IN_REVIEW
from reviewers.decisions import BoardDecision
from reviewers.models import Assignment

LANE = "mail"


def after(event: Event, **kwargs: Any) -> None:
    """Queue the mail that belongs to this event, if any (signal receiver of journal.recorded)."""
    for address in sorted(recipients(event)):
        tell.enqueue(event=event.pk, address=address)


def recipients(event: Event) -> set[str]:
    """The addresses of those who are to be told of this event, as things stand now; nobody is told what they did."""
    if event.kind not in RECIPIENTS:
        return set()
    concerned = get_user_model().objects.filter(email__in=RECIPIENTS[event.kind](event), is_active=True)
    return set(concerned.exclude(pk=event.actor_id).values_list("email", flat=True))


@task(queue_name=LANE)
def tell(*, event: int, address: str) -> None:
    """Tell one person of one event, if it still concerns them."""
    told = Event.objects.select_related("article", "revision", "actor").get(pk=event)
    if address not in recipients(told):
        return
    day = told.data.get("due") or told.data.get("next_review")
    mail(told.kind, address, event=told, due=date.fromisoformat(day) if day else None)


def tell_editors(name: str, **context: Any) -> None:
    """Queue a mail to every editor. name: of the templates in templates/email/; context: plain values for them."""
    for address in sorted(editors()):
        tell_editor.enqueue(name=name, address=address, context=context)


@task(queue_name=LANE)
def tell_editor(*, name: str, address: str, context: dict[str, Any]) -> None:
    """Send the mail `name` to somebody who edits, if they still do."""
    if address in editors():
        mail(name, address, **context)


def mail(name: str, address: str, **context: Any) -> None:
    """Write the mail `name` and send it."""
    context |= {"site_name": settings.SITE_NAME, "address": settings.SITE_ADDRESS}
    # In the language of the house: that of whoever decided need not be the recipient's.
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"email/{name}_subject.txt", context).split())
        body = render_to_string(f"email/{name}.txt", context)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])


def the_author(event: Event) -> Iterable[str]:
    return [event.article.author.email]


def editors() -> set[str]:
    """The addresses of everybody who edits."""
    people = get_user_model().objects.filter(is_active=True, groups__name__in=(EDITOR, CHIEF_EDITOR))
    return set(people.values_list("email", flat=True))


def the_editors(event: Event) -> Iterable[str]:
    return editors()


def the_author_and_reviewers(event: Event) -> Iterable[str]:
    """Those whose work on the revision ends: its author, and the members who had not stepped back."""
    asked = event.revision.assignments.filter(recused_at__isnull=True) if event.revision else Assignment.objects.none()
    return [event.article.author.email, *asked.values_list("member__user__email", flat=True)]


def the_member(event: Event) -> Iterable[str]:
    """Whom the review was asked of, while they are to do it: not after a recusal, a decision, or when they left."""
    asked = Assignment.objects.filter(revision=event.revision, member=event.data["member"], recused_at__isnull=True)
    standing = asked.filter(member__active=True, revision__state__in=IN_REVIEW)
    return standing.values_list("member__user__email", flat=True)


def the_assigners(event: Event) -> Iterable[str]:
    return event.revision.assignments.values_list("assigned_by__email", flat=True) if event.revision else []


RECIPIENTS = {
    BoardDecision.ASSIGNED.value: the_member,
    BoardDecision.RECUSED.value: the_assigners,
    Decision.SUBMITTED.value: the_editors,
    Decision.WITHDRAWN.value: the_author_and_reviewers,
    Decision.CHANGES_REQUESTED.value: the_author,
    Decision.APPROVED.value: the_author,
    Decision.CORRECTION.value: the_author,
    Decision.EXPRESSION_OF_CONCERN.value: the_author,
    Decision.RETRACTION.value: the_author,
}

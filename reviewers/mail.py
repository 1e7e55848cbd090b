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
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from articles.ancestry import last_approved, standing_notices
from articles.characters import shown
from articles.journal import Decision
from articles.models import Event
from articles.permissions import AUTHOR, CHIEF_EDITOR, EDITOR
from articles.states import IN_REVIEW
from reviewers.models import Assignment, Member
from reviewers.preconditions import BoardDecision

LANE = "mail"


def after(event: Event, **kwargs: Any) -> None:
    """Queue the mail that belongs to this event, if any (signal receiver of journal.recorded)."""
    for address in sorted(recipients(event)):
        tell_of.enqueue(event=event.pk, address=address)


def recipients(event: Event) -> set[str]:
    """The addresses of those who are to be told of this event, as things stand now; nobody is told what they did."""
    if event.kind not in RECIPIENTS:
        return set()
    # When all whom it concerns are gone or have lost the role, the decision must still reach somebody who can act.
    concerned = set(RECIPIENTS[event.kind](event)) or editors()
    return concerned - {event.actor.email}


@task(queue_name=LANE)
def tell_of(*, event: int, address: str) -> None:
    """Tell one person of one event, if it still concerns them."""
    told = Event.objects.select_related("article", "revision", "actor").get(pk=event)
    if address in recipients(told):
        mail(told.kind, address, **about(told))


def about(event: Event) -> dict[str, Any]:
    """What the templates of an event's mail are given."""
    day = event.data.get("due") or event.data.get("next_review")
    revision = event.revision
    return {
        "event": event,
        "due": date.fromisoformat(day) if day else None,
        # The words of the revision: the working copy may have moved on, and not all who are told may read it.
        "title": revision.document.title if revision else event.article.title,
        "notices": standing_notices(revision, last_approved(revision)) if revision else [],
    }


def tell_editors(template: str, **context: Any) -> None:
    """Queue a mail to every editor. template: its name in templates/email/; context: plain values for it."""
    for address in sorted(editors()):
        tell_editor.enqueue(template=template, address=address, context=context)


@task(queue_name=LANE)
def tell_editor(*, template: str, address: str, context: dict[str, Any]) -> None:
    """Send a mail to somebody who edits, if they still do."""
    if address in editors():
        mail(template, address, **context)


def mail(template: str, address: str, *, language: str | None = None, **context: Any) -> None:
    """Write the mail `template` (of templates/email/) to one address, and send it.

    language: of the recipient, where it is known; else that of the house, since who decides need not be who reads.
    """
    context |= {"site_name": settings.SITE_NAME, "address": settings.SITE_ADDRESS}
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = " ".join(shown(render_to_string(f"email/{template}_subject.txt", context)).split())
        body = shown(render_to_string(f"email/{template}.txt", context))
    deliver(subject, body, address)


def deliver(subject: str, body: str, address: str) -> None:
    """Hand one mail over. Every mail of the house goes through here, so that its headers are set in one place.

    In a request it is queued, in the transaction at hand; in a task it is sent, and a refusal of it is raised.
    """
    headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday note in return
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address], headers=headers).send()


def people(*roles: str, **which: Any) -> set[str]:
    """The addresses of those whose account is active and who have one of the roles now."""
    found = get_user_model().objects.filter(is_active=True, groups__name__in=roles, **which)
    return set(found.values_list("email", flat=True))


def members(**which: Any) -> set[str]:
    """The addresses of active board members."""
    found = Member.objects.filter(active=True, user__is_active=True, **which)
    return set(found.values_list("user__email", flat=True))


def editors() -> set[str]:
    """The addresses of everybody who edits."""
    return people(EDITOR, CHIEF_EDITOR)


def the_authors(event: Event) -> Iterable[str]:
    """Everybody whose text it is now: whose draft, and who is named with an account."""
    article = event.article
    return people(AUTHOR, EDITOR, CHIEF_EDITOR, pk__in={article.author_id} | article.named_accounts)


def both_sides(event: Event) -> Iterable[str]:
    """Whose draft it was, and whose it is."""
    return people(AUTHOR, EDITOR, CHIEF_EDITOR, pk__in=[event.data["from"], event.data["to"]])


def who_wrote_it(event: Event) -> Iterable[str]:
    """Its authors of a deleted draft: nobody is named in it any more, so the event says who was."""
    return people(AUTHOR, EDITOR, CHIEF_EDITOR, pk__in={event.article.author_id, *event.data["named"]})


def the_editors(event: Event) -> Iterable[str]:
    return editors()


def the_authors_and_reviewers(event: Event) -> Iterable[str]:
    """Those whose work on the revision ends: its authors, and the members who had not stepped back."""
    asked = Assignment.objects.filter(revision=event.revision, recused_at__isnull=True)
    return {*the_authors(event), *members(pk__in=asked.values("member"))}


def the_member(event: Event) -> Iterable[str]:
    """Whom the review was asked of, while they are to do it: not after a recusal, a decision, or when they left."""
    asked = Assignment.objects.filter(
        revision=event.revision, member=event.data["member"], recused_at__isnull=True, revision__state__in=IN_REVIEW
    )
    return members(pk__in=asked.values("member"))


def the_assigners(event: Event) -> Iterable[str]:
    """The editors who asked, as far as they still edit; whoever did this themselves need not be told."""
    assigners = Assignment.objects.filter(revision=event.revision).exclude(assigned_by=event.actor)
    return people(EDITOR, CHIEF_EDITOR, pk__in=assigners.values("assigned_by"))


RECIPIENTS = {
    Decision.HANDED_OVER.value: both_sides,
    Decision.ARCHIVED.value: the_authors,
    Decision.DELETED.value: who_wrote_it,
    BoardDecision.ASSIGNED.value: the_member,
    BoardDecision.RECUSED.value: the_assigners,
    Decision.SUBMITTED.value: the_editors,
    Decision.WITHDRAWN.value: the_authors_and_reviewers,
    Decision.CHANGES_REQUESTED.value: the_authors,
    Decision.APPROVED.value: the_authors,
    Decision.CORRECTION.value: the_authors,
    Decision.EXPRESSION_OF_CONCERN.value: the_authors,
    Decision.RETRACTION.value: the_authors,
}

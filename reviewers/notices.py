"""Mail that follows a decision, sent once the decision is committed.

`after` hears every journal event. Mail is a courtesy: a mail server that is down never undoes a decision, so failures
are logged, and the queue pages stay the place where work waits.
"""

import logging
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from articles.characters import shown
from articles.journal import Decision
from articles.models import Event
from articles.permissions import CHIEF_EDITOR, EDITOR
from reviewers.decisions import BoardDecision
from reviewers.models import Assignment, Member

logger = logging.getLogger(__name__)


def after(event: Event, **kwargs: Any) -> None:
    """Queue the mail that belongs to this event, if any (signal receiver of journal.recorded)."""
    if event.kind not in RECIPIENTS:
        return
    addresses = sorted(set(RECIPIENTS[event.kind](event)) - {event.actor.email})
    if addresses:
        transaction.on_commit(partial(send, event, addresses), robust=True)


def send(event: Event, addresses: list[str]) -> None:
    day = event.data.get("due") or event.data.get("next_review")
    mail(event.kind, addresses, event=event, due=date.fromisoformat(day) if day else None)


def tell_editors(name: str, **context: Any) -> None:
    """Mail every editor once the transaction is committed. name: of the templates in templates/email/."""

    def tell() -> None:
        mail(name, sorted(editors()), **context)

    transaction.on_commit(tell, robust=True)


def mail(name: str, addresses: Iterable[str], **context: Any) -> None:
    """Send the mail `name` to each address by itself; what cannot be sent is logged without the address."""
    context |= {"site_name": settings.SITE_NAME, "address": settings.SITE_ADDRESS}
    # In the language of the house: that of whoever decided need not be the recipient's.
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(shown(render_to_string(f"email/{name}_subject.txt", context)).split())
        body = shown(render_to_string(f"email/{name}.txt", context))
    for address in addresses:
        try:
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
        except OSError:
            logger.exception("Mail about %s to one recipient was not sent.", name)


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
    return [Member.objects.select_related("user").get(pk=event.data["member"]).user.email]


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

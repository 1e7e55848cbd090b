"""Mail that follows a decision, sent once the decision is committed.

`after` hears every journal event. Mail is a courtesy: a mail server that is down never undoes a decision, so failures
are logged, and the queue pages stay the place where work waits.
"""

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from articles.ancestry import last_approved, standing_notices
from articles.characters import shown
from articles.journal import Decision
from articles.models import Event
from articles.permissions import AUTHOR, CHIEF_EDITOR, EDITOR
from reviewers.models import Assignment, Member
from reviewers.preconditions import BoardDecision

logger = logging.getLogger(__name__)


def after(event: Event, **kwargs: Any) -> None:
    """Queue the mail that belongs to this event, if any (signal receiver of journal.recorded)."""
    if event.kind not in RECIPIENTS:
        return
    # When all whom it concerns are gone or have lost the role, the decision must still reach somebody who can act.
    concerned = set(RECIPIENTS[event.kind](event)) or editors()
    addresses = sorted(concerned - {event.actor.email})
    if not addresses:
        return

    # A function with a name, not a partial: Django logs a hook that fails by its name, and fails itself without one.
    def send_them() -> None:
        send(event, addresses)

    transaction.on_commit(send_them, robust=True)


def send(event: Event, addresses: list[str]) -> None:
    """Send the mail that belongs to this event."""
    day = event.data.get("due") or event.data.get("next_review")
    revision = event.revision
    context: dict[str, Any] = {
        "event": event,
        "due": date.fromisoformat(day) if day else None,
        # The words of the revision: the working copy may have moved on, and not all who are told may read it.
        "title": revision.document.title if revision else event.article.title,
        "notices": standing_notices(revision, last_approved(revision)) if revision else [],
    }
    mail(event.kind, addresses, **context)


def tell_editors(name: str, **context: Any) -> None:
    """Mail every editor once the transaction is committed. name: of the templates in templates/email/."""

    def tell_them() -> None:
        mail(name, sorted(editors()), **context)

    transaction.on_commit(tell_them, robust=True)


def tell(template: str, address: str, **context: Any) -> None:
    """Mail one address once the transaction is committed. template: the name in templates/email/."""

    def tell_one() -> None:
        mail(template, [address], **context)

    transaction.on_commit(tell_one, robust=True)


def mail(template: str, addresses: Iterable[str], *, language: str | None = None, **context: Any) -> None:
    """Send the mail `template` to each address by itself; what cannot be sent is logged without the address.

    language: of the recipient, where it is known; else that of the house, since who decides need not be who reads.
    """
    context |= {"site_name": settings.SITE_NAME, "address": settings.SITE_ADDRESS}
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = " ".join(shown(render_to_string(f"email/{template}_subject.txt", context)).split())
        body = shown(render_to_string(f"email/{template}.txt", context))
    for address in addresses:
        try:
            deliver(subject, body, address)
        except Exception:  # a mail server says no in many ways, and the next recipient has nothing to do with it
            logger.exception("Mail about %s to one recipient was not sent.", template)


def deliver(subject: str, body: str, address: str) -> None:
    """Hand one mail over. Every mail of the house goes through here, so that its headers are set in one place.

    Raises what the mail backend raises.
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


def the_author(event: Event) -> Iterable[str]:
    return people(AUTHOR, EDITOR, CHIEF_EDITOR, pk=event.article.author_id)


def the_editors(event: Event) -> Iterable[str]:
    return editors()


def the_author_and_reviewers(event: Event) -> Iterable[str]:
    """Those whose work on the revision ends: its author, and the members who had not stepped back."""
    asked = Assignment.objects.filter(revision=event.revision, recused_at__isnull=True)
    return {*the_author(event), *members(pk__in=asked.values("member"))}


def the_member(event: Event) -> Iterable[str]:
    return members(pk=event.data["member"])


def the_assigners(event: Event) -> Iterable[str]:
    """The editors who asked, as far as they still edit; whoever did this themselves need not be told."""
    assigners = Assignment.objects.filter(revision=event.revision).exclude(assigned_by=event.actor)
    return people(EDITOR, CHIEF_EDITOR, pk__in=assigners.values("assigned_by"))


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

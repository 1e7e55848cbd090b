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

from articles.ancestry import last_approved, standing_notices
from articles.journal import Decision
from articles.models import Event
from articles.permissions import AUTHOR, CHIEF_EDITOR, EDITOR
from reviewers.decisions import BoardDecision
from reviewers.models import Assignment, Member

logger = logging.getLogger(__name__)


def after(event: Event, **kwargs: Any) -> None:
    """Queue the mail that belongs to this event, if any (signal receiver of journal.recorded)."""
    if event.kind not in RECIPIENTS:
        return
    # When all whom it concerns are gone or have lost the role, the decision must still reach somebody who can act.
    concerned = set(RECIPIENTS[event.kind](event)) or editors()
    addresses = sorted(concerned - {event.actor.email})
    if addresses:
        transaction.on_commit(partial(send, event, addresses), robust=True)


def send(event: Event, addresses: list[str]) -> None:
    day = event.data.get("due") or event.data.get("next_review")
    revision = event.revision
    context = {
        "event": event,
        "due": date.fromisoformat(day) if day else None,
        # The words of the revision: the working copy may have moved on, and not all who are told may read it.
        "title": revision.document.title if revision else event.article.title,
        "notices": standing_notices(revision, last_approved(revision)) if revision else [],
    }
    mail(event.kind, addresses, **context)


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
        subject = " ".join(render_to_string(f"email/{name}_subject.txt", context).split())
        body = render_to_string(f"email/{name}.txt", context)
    for address in addresses:
        try:
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
        except OSError:
            logger.exception("Mail about %s to one recipient was not sent.", name)


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

"""Mail that follows a decision, sent once the decision is committed.

`after` hears every journal event. Mail is a courtesy: a mail server that is down never undoes a decision, so failures
are logged, and the queue pages stay the place where work waits.
"""

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from articles.journal import Decision
from articles.models import Event
from reviewers.decisions import BoardDecision
from reviewers.models import Member

logger = logging.getLogger(__name__)


def after(event: Event, **kwargs: Any) -> None:
    """Queue the mail that belongs to this event, if any (signal receiver of journal.recorded)."""
    if event.kind not in RECIPIENTS:
        return
    addresses = sorted(set(RECIPIENTS[event.kind](event)) - {event.actor.email})
    if addresses:
        transaction.on_commit(partial(send, event, addresses), robust=True)


def send(event: Event, addresses: list[str]) -> None:
    context = {"event": event, "site_name": settings.SITE_NAME, "address": settings.SITE_ADDRESS}
    # In the language of the house: that of whoever decided need not be the recipient's.
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"email/{event.kind}_subject.txt", context).split())
        body = render_to_string(f"email/{event.kind}.txt", context)
    for address in addresses:
        try:
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
        except OSError:
            logger.exception("Mail about %s to one recipient was not sent.", event.kind)


def the_author(event: Event) -> Iterable[str]:
    return [event.article.author.email]


def the_member(event: Event) -> Iterable[str]:
    return [Member.objects.select_related("user").get(pk=event.data["member"]).user.email]


def the_assigners(event: Event) -> Iterable[str]:
    return event.revision.assignments.values_list("assigned_by__email", flat=True) if event.revision else []


RECIPIENTS = {
    BoardDecision.ASSIGNED.value: the_member,
    BoardDecision.RECUSED.value: the_assigners,
    Decision.CHANGES_REQUESTED.value: the_author,
    Decision.APPROVED.value: the_author,
    Decision.RETRACTION.value: the_author,
}

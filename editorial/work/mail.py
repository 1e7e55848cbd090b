"""Mail goes through the queue: Django's own door, so that every mail of every library comes by here.

settings.EMAIL_BACKEND is `QueuedBackend`. A mail that is sent in a request is written down as one task a recipient, in
the sender's transaction. What a task of the mail lane sends goes out at once, through settings.MAIL_TRANSPORT; that
task is done or tried again as one (`send` below, reviewers/mail.py, readers' questions).

Each mail is sent at least once, and again only where the mail server's yes did not reach us: the worker was killed
before it had read that yes and left a note of it on the disk (notes.py), or the line broke, or it took longer than
SECONDS_FOR_A_YES. The mail has the same Message-ID then, by which mailboxes drop the second: better twice than never.
"""

from collections.abc import Sequence
from contextlib import suppress
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django_tasks import TaskResult, task

from editorial.work import notes
from editorial.work.worker import NotNow

LANE = "mail"  # of its own: a mail server that hangs keeps no page waiting
SECONDS_FOR_AN_ANSWER = 10  # of the mail server, where EMAIL_TIMEOUT says nothing else
# For its word on a mail. It may have taken the mail already, and whoever gives up sends it again: hence RFC 5321,
# 4.5.3.2.6, asks for patience. Shorter than the time of the task.
SECONDS_FOR_A_YES = 50


class NotSent(NotNow):
    """The mail server did not take it. Says how, without what it said: that may repeat the address."""


class QueuedBackend(BaseEmailBackend):
    """Queues each message, once for each recipient; in a task of the mail lane it sends them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if _now.task:
                _now.deliver(message)
            else:
                content = _content(message)
                for recipient in message.recipients():
                    send.enqueue(content=content, recipient=recipient)
        return len(email_messages)


@task(queue_name=LANE)
def send(*, content: dict[str, Any], recipient: str) -> None:
    """Send one mail to one person, unless they have an account here that was switched off meanwhile."""
    people = get_user_model().objects.filter(email__iexact=recipient)
    if people.exists() and not people.filter(is_active=True).exists():
        return
    alternatives = [tuple(each) for each in content["alternatives"]]
    EmailMultiAlternatives(**(content | {"alternatives": alternatives}), to=[recipient]).send()


def _content(message: EmailMessage) -> dict[str, Any]:
    if message.attachments:
        raise ValueError("Mail with attachments cannot be queued.")
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "reply_to": list(message.reply_to),
        "headers": {name: str(value) for name, value in message.extra_headers.items()},
        "alternatives": [[str(text), str(kind)] for text, kind in getattr(message, "alternatives", None) or []],
    }


class _Now:
    """The task of the mail lane that this process does now, and its talk with the mail server."""

    def __init__(self) -> None:
        self.task = ""
        self.sent = 0
        self.transport: BaseEmailBackend | None = None

    def deliver(self, message: EmailMessage) -> None:
        """Hand the mail to the real backend, unless an attempt before this one did. Raises NotSent."""
        number = f".{self.sent}" if self.sent else ""  # a second mail of the same task
        self.sent += 1
        if notes.left(self.task + number):
            return
        _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
        # From the task, so that each attempt has the same.
        message.extra_headers["Message-ID"] = f"<{self.task}{number}@{sender.rpartition('@')[2] or 'localhost'}>"
        timeout = settings.EMAIL_TIMEOUT or SECONDS_FOR_AN_ANSWER
        self.transport = self.transport or get_connection(settings.MAIL_TRANSPORT, timeout=timeout)
        try:
            self.transport.open()  # where a server that says nothing is found out
            if talk := getattr(self.transport, "connection", None):  # SMTP; other ways have none
                talk.sock.settimeout(max(timeout, SECONDS_FOR_A_YES))
            self.transport.send_messages([message])
        except OSError as error:
            raise NotSent(f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()) from None
        notes.leave(self.task + number)


_now = _Now()


def begin(task_result: TaskResult[Any], **kwargs: Any) -> None:
    """From here on mail goes out (receiver of task_started)."""
    end()
    _now.task, _now.sent = task_result.id if task_result.task.queue_name == LANE else "", 0


def end(**kwargs: Any) -> None:
    """Say good-bye to the mail server, after the task is written down as done and not before (of task_finished)."""
    transport, _now.task, _now.transport = _now.transport, "", None
    if transport:
        with suppress(OSError):  # it has hung up already
            transport.close()

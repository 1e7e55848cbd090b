"""The conversation about a revision: points raised at a place in it, replies, and when they are settled.

The only writer of threads and comments. Like board.py: keyword-only, atomic, the article row locked first, journalled.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import journal, workflow
from articles.models import Revision
from articles.permissions import Person
from articles.remarks import remark
from articles.states import IN_REVIEW, Refused
from reviewers.decisions import BoardDecision, require_may_comment, require_state, save
from reviewers.models import Comment, Severity, Thread


@transaction.atomic
def open_thread(
    *,
    revision: Revision,
    actor: Person,
    text: str,
    node: UUID | None = None,
    severity: Severity = Severity.MINOR,
    suggested_wording: str = "",
) -> Thread:
    """Raise a point about one node of the revision, or about all of it (node None).

    The same request twice is one thread.
    """
    article, revision = workflow.locked(revision)
    require_may_comment(actor, revision)
    require_state(revision, *IN_REVIEW)
    if not (text := remark(text)):
        raise Refused(_("The comment is empty. Nothing was saved."))
    if node is not None and node not in {each.id for each in revision.document.nodes()}:
        raise Refused(_("This part is not in the revision. Nothing was saved."))
    mine = Comment.objects.filter(author=actor, text=text, thread__node=node)
    if said := mine.filter(thread__revision=revision, thread__resolved_at__isnull=True).first():
        return said.thread
    thread = Thread(
        revision=revision,
        node=node,
        severity=Severity(severity),
        suggested_wording=remark(suggested_wording),
        opened_at=timezone.now(),
    )
    save(thread, actor)
    _add_comment(thread, actor, text)
    journal.append(
        article=article,
        kind=BoardDecision.COMMENTED,
        actor=actor,
        revision=revision,
        data={"thread": str(thread.pk), "severity": thread.severity, "node": str(node) if node else ""},
    )
    return thread


@transaction.atomic
def reply(*, thread: Thread, actor: Person, text: str) -> Comment:
    """Add to a thread; the author and the members answer each other here. The same request twice is one reply."""
    article, revision = workflow.locked(thread.revision)
    require_may_comment(actor, revision)
    if not (text := remark(text)):
        raise Refused(_("The comment is empty. Nothing was saved."))
    last = thread.comments.order_by("-written_at").first()
    if last and last.author_id == actor.pk and last.text == text:
        return last
    comment = _add_comment(thread, actor, text)
    journal.append(
        article=article,
        kind=BoardDecision.COMMENTED,
        actor=actor,
        revision=revision,
        data={"thread": str(thread.pk)},
    )
    return comment


@transaction.atomic
def resolve(*, thread: Thread, actor: Person) -> Thread:
    """Close a thread. Resolving it twice is resolving it once."""
    article, revision = workflow.locked(thread.revision)
    require_may_comment(actor, revision)
    thread = Thread.objects.get(pk=thread.pk)
    if thread.resolved_at:
        return thread
    thread.resolved_at, thread.resolved_by_name = timezone.now(), actor.get_full_name()
    save(thread, actor)
    journal.append(
        article=article,
        kind=BoardDecision.RESOLVED,
        actor=actor,
        revision=revision,
        data={"thread": str(thread.pk)},
    )
    return thread


def _add_comment(thread: Thread, actor: Person, text: str) -> Comment:
    comment = Comment(
        thread=thread,
        author=actor,
        author_name=actor.get_full_name(),
        text=text,
        written_at=timezone.now(),
    )
    save(comment, actor)
    return comment

"""The conversation about a revision: points raised at a place in it, replies and answers, and when they are settled.

The only writer of threads and comments. Like board.py: keyword-only, atomic, the article row locked first, journalled.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import journal, workflow
from articles.document import Statement
from articles.models import Revision
from articles.permissions import Person, account
from articles.remarks import remark
from articles.states import IN_REVIEW, Forbidden, Refused
from articles.values import Node
from reviewers import board
from reviewers.models import Comment, PointState, Severity, Thread
from reviewers.permissions import may_close, may_overrule
from reviewers.preconditions import BoardDecision, require_may_answer, require_may_comment, require_state, save
from reviewers.proof.decisions import comment_digest, suggestion_digest


@transaction.atomic
def open_thread(
    *,
    revision: Revision,
    actor: Person,
    text: str,
    node: UUID | None = None,
    severity: Severity = Severity.MINOR,
    suggested_wording: str = "",
    suggested_plain: str = "",
) -> Thread:
    """Raise a point about one node of the revision, or about all of it (node None).

    suggested_wording, suggested_plain: how a statement should read in either wording; of another part, the former only.
    The same request twice is one thread; the same words once more after it was closed are a point of their own.
    """
    article, revision = workflow.locked(revision)
    require_may_comment(actor, revision)
    require_state(revision, *IN_REVIEW)
    if not (text := remark(text)):
        raise Refused(_("The comment is empty. Nothing was saved."))
    part = next((each for each in revision.document.nodes() if each.id == node), None)
    if node is not None and part is None:
        raise Refused(_("This part is not in the revision. Nothing was saved."))
    suggested = _suggested(part, suggested_wording, suggested_plain)
    point = {"node": node, "severity": Severity(severity)} | suggested
    for same in revision.threads.filter(resolved_at__isnull=True, **point).prefetch_related("comments"):
        opening = same.comments.all()[0]
        if (opening.author_id, opening.text) == (actor.pk, text):
            return same
    thread = Thread(revision=revision, opened_at=timezone.now(), **point)
    save(thread, actor)
    comment = _add_comment(thread, actor, text)
    journal.append(
        article=article,
        kind=BoardDecision.COMMENTED,
        actor=actor,
        revision=revision,
        data=_named(comment)
        | {
            "severity": thread.severity,
            "node": str(node) if node else "",
            "suggestion_digest": suggestion_digest(thread),
        },
    )
    return thread


@transaction.atomic
def reply(*, thread: Thread, actor: Person, text: str) -> Comment:
    """Add to a thread; the author and the members talk to each other here. The same request twice is one reply.

    Whoever raised the point opens it again by replying to the answer: an answer that is enough they close.
    """
    article, revision = workflow.locked(thread.revision)
    require_may_comment(actor, revision)
    if not (text := remark(text)):
        raise Refused(_("The comment is empty. Nothing was saved."))
    thread = Thread.objects.get(pk=thread.pk)
    if said := _said_last(thread, actor, text):
        return said
    comment = _add_comment(thread, actor, text)
    opens_again = thread.state == PointState.ANSWERED and thread.opened_by_id == actor.pk
    if opens_again:
        thread.answer = None
        save(thread, actor)
    journal.append(
        article=article,
        kind=BoardDecision.COMMENTED,
        actor=actor,
        revision=revision,
        data=_named(comment) | ({"answered": False} if opens_again else {}),
    )
    return comment


@transaction.atomic
def answer(*, thread: Thread, actor: Person, text: str) -> Comment:
    """Answer a point and mark it answered, with one comment. The same request twice is one answer.

    It is not closed by that: whoever raised it closes it, or replies that it is not enough. Raises Forbidden for whom
    points are not addressed to, Refused once it is closed.
    """
    article, revision = workflow.locked(thread.revision)
    require_may_answer(actor, article)
    if not (text := remark(text)):
        raise Refused(_("The answer is empty. Nothing was saved."))
    thread = _not_closed(thread)
    comment = _said_last(thread, actor, text)
    if comment and thread.answer_id == comment.pk:
        return comment
    comment = comment or _add_comment(thread, actor, text)
    thread.answer = comment
    save(thread, actor)
    journal.append(
        article=article,
        kind=BoardDecision.ANSWERED,
        actor=actor,
        revision=revision,
        data=_named(comment),
    )
    return comment


@transaction.atomic
def take_answer_back(*, thread: Thread, actor: Person) -> Thread:
    """The point is not answered after all; what was said stays. Twice, it is taken back once. Raises as answer does."""
    article, revision = workflow.locked(thread.revision)
    require_may_answer(actor, article)
    thread = _not_closed(thread)
    if thread.answer_id is None:
        return thread
    thread.answer = None
    save(thread, actor)
    journal.append(
        article=article,
        kind=BoardDecision.ANSWER_TAKEN_BACK,
        actor=actor,
        revision=revision,
        data={"thread": str(thread.pk)},
    )
    return thread


@transaction.atomic
def resolve(*, thread: Thread, actor: Person, reason: str = "") -> Thread:
    """Close a thread; closing the last major point of a revision that is otherwise signed approves it (board.settle).

    reason: of a chief editor who closes a major point that another raised; kept in the thread and in the journal.
    Resolving it twice is resolving it once. Raises Forbidden for who may not close it, Refused without that reason.
    """
    article, revision = workflow.locked(thread.revision)
    require_may_comment(actor, revision)
    thread = Thread.objects.select_related("revision__article").get(pk=thread.pk)
    if thread.resolved_at:
        return thread
    data = {"thread": str(thread.pk)}
    if not may_close(actor, thread):
        if not may_overrule(actor, thread):
            raise Forbidden(
                _(
                    "A major point is closed by whoever raised it, or by a chief editor who did not write the text. "
                    "It is not closed: answer it, so that they see what you changed."
                )
            )
        if not (reason := remark(reason)):
            raise Refused(_("Give the reason why this major point is closed. It is not closed yet."))
        data = _named(_add_comment(thread, actor, reason)) | {"reason": reason}
    thread.resolved_at, thread.resolved_by_name = timezone.now(), actor.get_full_name()
    save(thread, actor)
    journal.append(
        article=article,
        kind=BoardDecision.RESOLVED,
        actor=actor,
        revision=revision,
        data=data,
    )
    # A point of an earlier round holds up the round that is under way.
    if current := article.revision_in_review:
        board.settle(revision=current, actor=actor)
    return thread


def _suggested(part: Node | None, professional: str, plain: str) -> dict[str, str]:
    """The suggested words of a point about this part as they are kept. Raises Refused when they suggest nothing."""
    suggested = {"suggested_wording": remark(professional), "suggested_plain": remark(plain)}
    if isinstance(part, Statement):
        texts = {"suggested_wording": part.professional, "suggested_plain": part.plain}
        if any(text and text == texts[name] for name, text in suggested.items()):
            raise Refused(_("What you suggest stands there already, word for word. Nothing was saved."))
    elif suggested["suggested_plain"]:
        raise Refused(_("Only a statement has a plain wording. Nothing was saved."))
    return suggested


def _not_closed(thread: Thread) -> Thread:
    """The thread as it is now. Raises Refused when it is closed."""
    thread = Thread.objects.get(pk=thread.pk)
    if thread.state == PointState.CLOSED:
        raise Refused(
            _("%(name)s has closed this point meanwhile. Nothing was saved.") % {"name": thread.resolved_by_name}
        )
    return thread


def _said_last(thread: Thread, actor: Person, text: str) -> Comment | None:
    """The last comment, if this person said just this in it: the same request twice."""
    last = thread.comments.order_by("-written_at").first()
    return last if last and (last.author_id, last.text) == (actor.pk, text) else None


def _add_comment(thread: Thread, actor: Person, text: str) -> Comment:
    comment = Comment(
        thread=thread,
        author=account(actor),
        author_name=actor.get_full_name(),
        text=text,
        written_at=_after_the_last(thread),
    )
    save(comment, actor)
    return comment


def _after_the_last(thread: Thread) -> datetime:
    """Now, but never before what is said already: who spoke first raised the point, also where a clock went back."""
    last = thread.comments.order_by("-written_at").values_list("written_at", flat=True).first()
    now = timezone.now()
    return max(now, last + timedelta(microseconds=1)) if last else now


def _named(comment: Comment) -> dict[str, str]:
    """What an event keeps of a comment: which it is, and by a digest what it says (proof/decisions.py)."""
    return {"thread": str(comment.thread_id), "comment": str(comment.pk), "comment_digest": comment_digest(comment)}

"""The way of a revision through its states. The only caller of state transitions.

Every action is keyword-only and atomic, locks the article row first, asks the state machine, writes, and journals last.
It raises `Refused` with the sentence to show, `Forbidden` when it is the person, `Stale` when something moved on.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from articles import ancestry, checks, history, journal
from articles.checks import Finding
from articles.contributors import names_beside
from articles.document import Document
from articles.journal import Decision
from articles.models import (
    Article,
    FrozenDocument,
    Notice,
    NoticeKind,
    Revision,
    policy_verdict,
    quorum_in_force,
)
from articles.permissions import Person, account, may_issue_notice, may_submit, may_withdraw
from articles.remarks import remark
from articles.states import Forbidden, Refused, Stale, State, Verdict
from articles.working_copy import byline
from articles.working_copy.composing import composed


@transaction.atomic
def submit(
    *, article: Article, actor: Person, message: str = "", re_review: bool = False, after_retraction: bool = False
) -> Revision:
    """Freeze the working copy as a new revision, state Submitted.

    re_review: ask the board to look again, even at a text in which nothing changed since the published revision.
    after_retraction: the person knows that the article was retracted and submits it again deliberately.
    Raises Refused with the findings when the checks find errors, when a revision is already in review, when nothing
    changed and no re-review is asked for, or when the article was retracted and this was not confirmed.
    """
    article = Article.objects.locked(article.pk)
    if not may_submit(actor, article):
        raise Forbidden(_("Only the article's author and editors may submit it."))
    document = composed(article)
    if obstacle := obstacle_to_submission(article, document, checks.refusals(document), re_review=re_review):
        raise Refused(obstacle)
    if not after_retraction and (notice := retraction_of(article)):
        raise Refused(
            _("Not submitted: this article was retracted because: %(reason)s Confirm that you submit it again.")
            % {"reason": notice.reason}
        )
    authors = byline.frozen(article)
    revision = Revision(
        article=article,
        number=article.latest_number + 1,
        digest=document.digest,
        signoffs_required=quorum_in_force(article),
        submitted_by=account(actor),
        submitted_by_name=actor.get_full_name(),
        authors=authors,
        contributors=names_beside(article, authors),
        message=remark(message),
        submitted_at=timezone.now(),
    )
    _save(revision, actor, new=True)
    FrozenDocument(revision=revision, content=document.canonical().decode()).save(force_insert=True)
    _point(article, revision_in_review=revision, latest_number=revision.number)
    journal.append(
        article=article,
        kind=Decision.SUBMITTED,
        actor=actor,
        revision=revision,
        data={"number": revision.number, "message": revision.message, "signoffs_required": revision.signoffs_required}
        | revision.credits
        | ({"re_review": True} if re_review else {}),
    )
    return revision


def obstacle_to_submission(
    article: Article, document: Document, findings: Iterable[Finding], *, re_review: bool = False
) -> str:
    """Why the working copy cannot be submitted now, as the sentence to show; empty when it can.

    document: the working copy composed. findings: of its checks.
    """
    if article.revision_in_review_id:
        return _("A revision of this article is already in review. Withdraw it before you submit another.")
    if errors := checks.errors(findings):
        return _("Not submitted: ") + " ".join(finding.message for finding in errors)
    if not (authors := byline.frozen(article)):
        return _("Nobody is named as author. Name at least one before you submit it.")
    published = article.published_revision
    if published and not re_review and (published.digest, published.named_authors) == (document.digest, authors):
        return _("Nothing has changed since the published revision, so there is nothing to review.")
    return ""


def retraction_of(article: Article) -> Notice | None:
    """The notice by which the article stands retracted; None when it does not, or was approved again since."""
    if article.published_revision_id or not article.latest_number:
        return None
    return article.notices.filter(kind=NoticeKind.RETRACTION).order_by("-issued_at").first()


@transaction.atomic
def begin_review(*, revision: Revision, actor: Person) -> Revision:
    """Submitted -> Under Review, when the first board member is assigned."""
    article, revision = locked(revision)
    _move(revision, revision.begin_review, actor)
    journal.append(article=article, kind=Decision.REVIEW_BEGAN, actor=actor, revision=revision)
    return revision


@transaction.atomic
def approve(*, revision: Revision, actor: Person, next_review: date, verdict: Verdict | None = None) -> Revision:
    """Under Review -> Approved and published, if settings.REVIEW_POLICY is satisfied. There is no other way.

    next_review: the day by which the board looks at it again. The revision published until now is superseded.
    verdict: what the policy said of the revision since the caller locked its article (default: it is asked here).
    Raises Refused with one sentence for each thing the policy misses, and whatever the policy says when the article
    was retracted after the revision was submitted.
    """
    article, revision = locked(revision)
    revision.verdict = verdict or policy_verdict(revision)
    if retraction := ancestry.retraction_since(revision):
        raise Refused(overtaken(retraction))
    previous = article.published_revision
    revision.approved_at, revision.next_review = timezone.now(), next_review
    # Superseded first: the database allows one approved revision an article. A refusal below undoes it.
    if previous:
        _move(previous, previous.supersede, actor)
    _move(revision, revision.approve, actor)
    _point(article, published_revision=revision, revision_in_review=None)
    if previous:
        journal.append(
            article=article,
            kind=Decision.SUPERSEDED,
            actor=actor,
            revision=previous,
            data={"number": previous.number, "by": revision.number},
        )
    journal.append(
        article=article,
        kind=Decision.APPROVED,
        actor=actor,
        revision=revision,
        # What becomes of members and interests later does not change which sign-offs this approval rests on.
        data={
            "number": revision.number,
            "next_review": next_review.isoformat(),
            "signoffs_required": revision.signoffs_required,
            "signoffs": list(revision.verdict.counted),
        }
        | revision.credits,  # the submission tells them too, but readers are shown this event
    )
    return revision


@transaction.atomic
def request_changes(*, revision: Revision, actor: Person, reason: str) -> Revision:
    """Under Review -> Changes requested. The board decides who may; the article goes back to its author."""
    article, revision = locked(revision)
    _move(revision, revision.request_changes, actor)
    _point(article, revision_in_review=None)
    journal.append(
        article=article,
        kind=Decision.CHANGES_REQUESTED,
        actor=actor,
        revision=revision,
        data={"number": revision.number, "reason": reason},
    )
    return revision


@transaction.atomic
def withdraw(*, revision: Revision, actor: Person, reason: str) -> Revision:
    """Submitted or Under Review -> Withdrawn, by the author or an editor, with a reason."""
    article, revision = locked(revision)
    if not may_withdraw(actor, article):
        raise Forbidden(_("Only the article's author and editors may withdraw a revision."))
    if not (reason := remark(reason)):
        raise Refused(_("Give a reason for the withdrawal. Nothing was changed."))
    return _withdraw(article, revision, actor, reason)


@transaction.atomic
def issue_notice(*, article: Article, kind: NoticeKind, reason: str, actor: Person) -> Notice:
    """Publish a correction, an expression of concern or a retraction on the approved revision (ICMJE, COPE).

    A retraction also moves the revision Approved -> Retracted and takes it from readers. What is in review then was
    submitted as the next version of a text that is no more, so it is withdrawn with the retraction as the reason.
    """
    article = Article.objects.locked(article.pk)
    if not may_issue_notice(actor):
        raise Forbidden(_("Only editors may issue a notice."))
    if not (reason := remark(reason)):
        raise Refused(_("Give the reason that readers will see. Nothing was changed."))
    revision = article.published_revision
    if revision is None:
        raise Refused(_("This article has no approved revision that a notice could be about."))
    notice = Notice(
        article=article,
        revision=revision,
        kind=kind,
        reason=reason,
        issued_at=timezone.now(),
        issued_by=account(actor),
        issued_by_name=actor.get_full_name(),
    )
    notice.save(force_insert=True)
    if kind == NoticeKind.RETRACTION:
        _move(revision, revision.retract, actor)
        _point(article, published_revision=None)
    journal.append(
        article=article,
        kind=Decision(kind.value),
        actor=actor,
        revision=revision,
        data={"number": revision.number, "reason": notice.reason, "notice": str(notice.pk)},
    )
    if kind == NoticeKind.RETRACTION and article.revision_in_review:
        # Kept and mailed, so in the language of the house.
        with translation.override(settings.LANGUAGE_CODE):
            why = _("The article was retracted: %(reason)s") % {"reason": notice.reason}
        _withdraw(*locked(article.revision_in_review), actor, why)
    return notice


def overtaken(retraction: Notice) -> str:
    """Why nothing is decided any more about a revision that was in review when the article was retracted."""
    return _(
        "The article was retracted after this revision was submitted: %(reason)s "
        "Nothing was approved. An editor or the author withdraws this revision and submits the text again."
    ) % {"reason": retraction.reason}


def _withdraw(article: Article, revision: Revision, actor: Person, reason: str) -> Revision:
    _move(revision, revision.withdraw, actor)
    _point(article, revision_in_review=None)
    journal.append(
        article=article,
        kind=Decision.WITHDRAWN,
        actor=actor,
        revision=revision,
        data={"number": revision.number, "reason": reason},
    )
    return revision


def locked(revision: Revision) -> tuple[Article, Revision]:
    """The article with its row locked, and the revision as it is now (fetched anew, never refreshed)."""
    article = Article.objects.locked(revision.article_id)
    return article, Revision.objects.select_related("submitted_by").get(pk=revision.pk)


def _move(revision: Revision, transition: Callable[[], None], actor: Person) -> None:
    """Take one transition and save it, or refuse with the reason."""
    try:
        transition()
    except TransitionNotAllowed:
        raise Refused(_why_not(revision, transition)) from None
    _save(revision, actor)


def _why_not(revision: Revision, transition: Callable[[], None]) -> str:
    if transition == revision.approve and revision.state == State.UNDER_REVIEW and revision.verdict:
        return " ".join(revision.verdict.missing)
    return _("Revision %(number)s is %(state)s, so this can no longer be done.") % {
        "number": revision.number,
        "state": State(revision.state).label.lower(),
    }


def _save(revision: Revision, actor: Person, *, new: bool = False) -> None:
    history.in_the_name_of(revision, actor).save(force_insert=new, force_update=not new)


def _point(article: Article, **pointers: Revision | int | None) -> None:
    """Move the article's pointers. They follow from the journal, so they leave no row history."""
    for name, value in pointers.items():
        setattr(article, name, value)
    article.save_without_historical_record(update_fields=list(pointers))  # type: ignore[attr-defined]


def require_digest(revision: Revision, digest: str) -> None:
    """Raises Stale when the person saw another document than the revision holds."""
    if digest != revision.digest:
        raise Stale(_("This is not the document you were shown. Nothing was signed; read the current one first."))

"""What readers ask and report, and what editors make of it. The only writer of questions.

A question is personal data: it has no row history, its words are in no journal event and no log, the e-mail address
goes as soon as the answer is sent, and the whole is deleted after the period in the board's policy.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_tasks import task

from articles import limits, workflow
from articles.characters import Unfit, line, shown
from articles.journal import Decision
from articles.models import Article, Event, Revision
from articles.permissions import Person, account, is_editor
from articles.remarks import remark
from articles.states import Forbidden, Refused
from articles.working_copy import drafting
from articles.working_copy.skeletons import MOST_LINES, Skeleton, begun
from editorial.inbox.models import Question
from reviewers import mail
from reviewers.policy import current_policy

LONGEST = 2_000  # characters of a question
MOST_AN_HOUR = 5  # questions and reports from one address
HOUR = 60 * 60  # seconds
UNSETTLED = (Question.Status.OPEN, Question.Status.IN_WORK)


class TooManyMessages(Refused):
    """A network address has sent its share for an hour."""

    status = 429


def count(address: str) -> None:
    """Count a message from this network address. Raises TooManyMessages after MOST_AN_HOUR within an hour.

    The shared cache holds a keyed hash of the address, never the address. Each question takes one of the free places,
    and `add` gives a place to one process only, so that no two workers count the same.
    """
    key = salted_hmac("editorial.inbox.questions", address).hexdigest()[:32]
    if not any(cache.add(f"question:{key}:{place}", True, HOUR) for place in range(MOST_AN_HOUR)):
        raise TooManyMessages(_("Too many messages came from your network. Nothing was sent; try again in an hour."))


def keep(
    *, kind: Question.Kind, article: Article, text: str, email: str = "", consent: bool = False, language: str = "en"
) -> Question:
    """Store what a reader sent about an article, until the period of the policy is over.

    consent: the reader agrees to be written to, once; without it no e-mail address is accepted.
    Raises Refused when there is nothing to store, too much, or an address without consent.
    """
    text = remark(text, longest=LONGEST)
    if not text:
        raise Refused(_("Write your question. Nothing was sent."))
    if email and not consent:
        raise Refused(_("Agree to be written to, or leave out the e-mail address. Nothing was sent."))
    now = timezone.now()
    question = Question.objects.create(
        kind=kind,
        article=article,
        text=text,
        email=email,
        consented_at=now if email else None,
        language=language,
        asked_at=now,
        delete_after=timezone.localdate(now) + timedelta(days=current_policy().question_retention_days),
    )
    # Without its words: mail boxes keep things longer than the period allows.
    is_problem = kind == Question.Kind.PROBLEM
    mail.tell_editors("asked", title=article.title, is_problem=is_problem, question=str(question.pk))
    return question


@transaction.atomic
def answer(*, question: Question, article: Article, actor: Person) -> Question:
    """Point the asker to a published article; they are told once, when they left an address.

    Raises Forbidden for anyone but editors, Refused when it is settled or the article is not published.
    """
    question = _locked(question, actor)
    article = Article.objects.get(pk=article.pk)
    if article.published_revision_id is None:
        raise Refused(_("Readers cannot see this article yet. Choose a published one; nothing was sent."))
    return _settle(question, article, actor)


@transaction.atomic
def start_draft(
    *,
    question: Question,
    title: str,
    actor: Person,
    skeleton: Skeleton = Skeleton.EMPTY,
    lines: int = MOST_LINES,
    language: str = "en",
) -> Article:
    """Begin a new article that will answer the question. The asker is told when it is approved.

    title: the article's question in the editor's words; it becomes public, and part of the record for good.
    skeleton, lines, language: what it begins with (skeletons.begun).
    """
    question = _locked(question, actor)
    try:
        title = " ".join(line(title).split())
    except Unfit as complaint:
        raise Refused(f"{complaint} " + _("Nothing was started.")) from None
    if not title:
        raise Refused(_("Write the question that the article will answer. Nothing was started."))
    if len(title) > limits.LINE:
        message = _("The question may have at most %(limit)s characters. Nothing was started.")
        raise Refused(message % {"limit": limits.LINE})
    article = drafting.create_article(
        document=begun(skeleton, title=title, language=language, lines=lines), author=actor
    )
    _take_up(question, article, actor)
    return article


@transaction.atomic
def start_review(*, question: Question, message: str, actor: Person) -> Revision:
    """Send the article that a problem was reported with to the board again, as its working copy stands now.

    message: to the board, in the editor's words. Raises Refused when a revision is in review already, when the checks
    find errors, or when the report is about no article.
    """
    if question.article_id:
        Article.objects.locked(question.article_id)  # first, as an approval that settles its questions does
    question = _locked(question, actor)
    if question.article is None:
        raise Refused(_("This is about no particular article, so there is nothing to review again."))
    revision = workflow.submit(article=question.article, actor=actor, message=message, re_review=True)
    _take_up(question, question.article, actor)
    return revision


@transaction.atomic
def close(*, question: Question, actor: Person) -> Question:
    """Set it aside without an answer; nobody is told, and the address is forgotten at once."""
    question = _locked(question, actor)
    question.status, question.answered_by, question.answered_at = Question.Status.CLOSED, account(actor), timezone.now()
    question.email, question.consented_at = "", None
    question.save(force_update=True)
    return question


def after(event: Event, **kwargs: Any) -> None:
    """What becomes of the questions that wait for an article (signal receiver of journal.recorded).

    Its approval answers them. When it is archived or deleted, they wait for somebody to take them up again.
    """
    if event.kind not in (Decision.APPROVED, Decision.ARCHIVED, Decision.DELETED):
        return
    waiting = Question.objects.select_for_update().filter(answer=event.article_id, status=Question.Status.IN_WORK)
    for question in waiting:
        if event.kind != Decision.APPROVED:
            question.status, question.answer, question.answered_by = Question.Status.OPEN, None, None
            question.save(force_update=True)
            continue
        _settle(question, event.article, question.answered_by)


@task(queue_name=mail.LANE, once=True)
def tell(pk: str) -> None:
    """Write to the asker, once. As long as it fails it is tried again; the desk sees that it was not sent yet."""
    question = Question.objects.select_related("answer").filter(pk=pk, told_at__isnull=True).exclude(email="").first()
    if question is None or question.answer is None:
        return
    with translation.override(question.language):
        address = settings.SITE_ADDRESS + reverse("article", args=(question.answer.slug,))
        context = {"question": question, "site_name": settings.SITE_NAME, "address": address}
        subject = " ".join(shown(render_to_string("email/answered_subject.txt", context)).split())
        body = shown(render_to_string("email/answered.txt", context))
    mail.deliver(subject, body, question.email)
    Question.objects.filter(pk=pk).update(told_at=timezone.now(), email="")


@task(once=True, atomic=True)
def forget_what_is_over() -> None:
    """Delete what is past its day (once a day)."""
    forget(timezone.localdate())


def forget(today: date) -> int:
    """Delete everything whose period is over by `today`. Returns how many."""
    deleted, _kinds = Question.objects.filter(delete_after__lte=today).delete()
    return deleted


def _locked(question: Question, actor: Person) -> Question:
    """The question with its row locked, if it still waits for an editor."""
    if not is_editor(actor):
        raise Forbidden(_("Only editors may answer readers."))
    current = Question.objects.select_for_update(of=("self",)).select_related("article").filter(pk=question.pk).first()
    if current is None:
        raise Refused(_("This question was deleted, since the period for keeping it is over."))
    if current.status not in UNSETTLED and not current.untold:
        raise Refused(_("Somebody has settled this question already. Nothing was changed."))
    return current


def _take_up(question: Question, article: Article, actor: Person) -> None:
    question.status, question.answer, question.answered_by = Question.Status.IN_WORK, article, account(actor)
    question.save(force_update=True)


def _settle(question: Question, article: Article, actor: Person | None) -> Question:
    question.status, question.answer = Question.Status.ANSWERED, article
    question.answered_by, question.answered_at = account(actor), timezone.now()
    question.save(force_update=True)
    if question.email:
        tell.enqueue(str(question.pk))
    return question

"""Mail that follows a decision: with it or not at all, to the right people, and never in its way."""

import pytest
from django.core import mail
from django.db import transaction
from django.utils.formats import date_format

from articles import workflow
from articles.models import NoticeKind, Revision
from articles.states import State
from articles.working_copy import drafting
from editorial.inbox import questions
from editorial.inbox.models import Question
from reviewers import board
from reviewers import mail as board_mail
from reviewers.models import Assignment, Member
from tests import factories
from tests.samples import sample_document
from tests.working import Clock, work_off


def sent() -> list[tuple[list[str], str]]:
    return [(message.to, message.subject) for message in mail.outbox]


@pytest.mark.django_db
def test_each_decision_tells_those_it_concerns():
    title = sample_document().title
    revision, (one, two) = factories.under_review()
    work_off()
    assert sent() == [([member.user.email], f"Please review: {title}") for member in (one, two)]
    due = revision.assignments.first().due
    assert f"It is due on {date_format(due)}." in mail.outbox[0].body
    mail.outbox.clear()
    board.recuse(revision=revision, actor=two.user, reason="No time")
    work_off()
    assert sent() == [
        ([revision.assignments.first().assigned_by.email], f"{two.name} stepped back from reviewing: {title}")
    ]
    mail.outbox.clear()
    board.request_changes(revision=revision, actor=one.user, reason="Cite the wait", digest=revision.digest)
    work_off()
    assert sent() == [([revision.article.author.email], f"The board asks for changes: {title}")]
    assert "Cite the wait" in mail.outbox[0].body
    assert f"/desk/articles/{revision.article_id}/\n" in mail.outbox[0].body


@pytest.mark.django_db
def test_approval_and_retraction_tell_the_author():
    revision = factories.approved()
    work_off()
    assert mail.outbox[-1].to == [revision.article.author.email]
    assert mail.outbox[-1].subject.startswith("Approved and published")
    assert "<L4&L5>" in mail.outbox[-1].subject
    workflow.issue_notice(
        article=revision.article, kind=NoticeKind.RETRACTION, reason="Wrong dose", actor=factories.editor()
    )
    work_off()
    assert mail.outbox[-1].subject.startswith("Retracted")
    assert "Wrong dose" in mail.outbox[-1].body


@pytest.mark.django_db
def test_nobody_is_told_what_they_did_themselves():
    editor = factories.editor()
    workflow.submit(article=factories.draft(by=editor), actor=editor)
    work_off()
    assert sent() == []


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_is_rolled_back_is_told_to_nobody():
    revision, member, editor = factories.submitted(), factories.member(), factories.editor()
    work_off()
    mail.outbox.clear()
    with transaction.atomic():
        board.assign(revision=revision, member=member, actor=editor)
        assert mail.outbox == []
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not Assignment.objects.exists()
    work_off()
    assert mail.outbox == []
    board.assign(revision=revision, member=member, actor=editor)
    work_off()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_mail_that_cannot_be_written_undoes_nothing_and_is_tried_again(monkeypatch, caplog):
    def broken(*args, **options):
        raise ValueError("a template that breaks")

    with monkeypatch.context() as patch:
        patch.setattr(board_mail, "render_to_string", broken)
        revision = factories.approved()
        work_off()
    assert Revision.objects.get(pk=revision.pk).state == State.APPROVED
    assert "a template that breaks" in caplog.text
    clock = Clock()
    clock.move(minutes=1)
    work_off(clock)
    assert [subject for _to, subject in sent()] == [f"Approved and published: {sample_document().title}"]


@pytest.mark.django_db
def test_a_title_over_two_lines_makes_one_subject():
    document = sample_document().model_copy(update={"title": "Rest\nBcc: everyone@example.org"})
    factories.under_review(document=document, members=1)
    work_off()
    assert sent()[0][1] == "Please review: Rest Bcc: everyone@example.org"
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_submission_and_a_withdrawal_tell_those_who_work_on_it():
    editors = [factories.editor(), factories.chief_editor()]
    factories.editor(is_active=False)
    title = sample_document().title
    revision = factories.submitted()
    work_off()
    assert sent() == [([each.email], f"Submitted: {title}") for each in sorted(editors, key=lambda each: each.email)]
    assert f"/desk/revisions/{revision.pk}/" in mail.outbox[0].body
    member = factories.member()
    board.assign(revision=revision, member=member, actor=editors[0])
    mail.outbox.clear()
    workflow.withdraw(revision=revision, actor=editors[0], reason="It was the wrong text.")
    work_off()
    assert sorted(sent()) == sorted(
        ([address], f"Withdrawn from review: {title}") for address in (revision.article.author.email, member.user.email)
    )
    assert "It was the wrong text." in mail.outbox[0].body


@pytest.mark.django_db
def test_who_withdraws_their_own_revision_is_told_nothing():
    revision = factories.submitted()
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Later.")
    work_off()
    assert sent() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "subject"),
    [(NoticeKind.CORRECTION, "Correction issued"), (NoticeKind.EXPRESSION_OF_CONCERN, "Expression of concern issued")],
)
def test_a_notice_tells_the_author(kind, subject):
    revision = factories.approved()
    work_off()
    mail.outbox.clear()
    workflow.issue_notice(article=revision.article, kind=kind, reason="A wrong unit.", actor=factories.editor())
    work_off()
    assert sent() == [([revision.article.author.email], f"{subject}: {revision.article.title}")]
    assert "A wrong unit." in mail.outbox[0].body


@pytest.mark.django_db
def test_what_a_reader_sends_tells_the_editors_without_its_words():
    article, editor = factories.approved().article, factories.editor()
    expected = sorted(board_mail.editors())
    assert editor.email in expected
    for kind, subject in ((Question.Kind.QUESTION, "A reader asks"), (Question.Kind.PROBLEM, "A reader reports")):
        work_off()
        mail.outbox.clear()
        asked = questions.keep(kind=kind, article=article, text="My own back", email="reader@example.org", consent=True)
        work_off()
        assert [message.to for message in mail.outbox] == [[each] for each in expected]
        message = mail.outbox[0]
        assert message.subject.startswith(subject)
        assert f"/desk/questions/{asked.pk}/" in message.body
        assert "My own back" not in message.subject + message.body
        assert "reader@example.org" not in message.body


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["role", "account"])
def test_a_recusal_reaches_the_editors_when_who_asked_is_gone(lost):
    asker, other = factories.editor(), factories.editor()
    revision, (one, _two) = factories.under_review(by=asker)
    board.assign(revision=revision, member=factories.member(), actor=asker)
    work_off()
    mail.outbox.clear()
    gone(asker, lost)
    board.recuse(revision=revision, actor=one.user, reason="No time")
    work_off()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(board_mail.editors())
    assert other.email in board_mail.editors()
    assert asker.email not in board_mail.editors()


def gone(person, lost: str) -> None:
    if lost == "role":
        person.groups.clear()
    else:
        person.is_active = False
        person.save()


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["role", "account"])
def test_what_concerns_an_author_who_is_gone_reaches_the_editors(lost):
    revision, (one, two) = factories.under_review()
    editors = board_mail.editors()
    gone(revision.article.author, lost)
    for member in (one, two):
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    work_off()
    assert {message.to[0] for message in mail.outbox} == editors
    assert revision.article.author.email not in editors


@pytest.mark.django_db
def test_a_member_who_left_is_told_nothing_of_a_withdrawal():
    revision, (one, two) = factories.under_review()
    Member.objects.filter(pk=one.pk).update(active=False)
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Later")
    work_off()
    assert [message.to for message in mail.outbox] == [[two.user.email]]


@pytest.mark.django_db
def test_a_mail_names_the_title_that_was_submitted_not_the_draft_s():
    revision = factories.submitted()
    article = revision.article
    drafting.edit(row=article, version=article.version, values={"title": "Secret draft"}, actor=article.author)
    board.assign(revision=revision, member=factories.member(), actor=factories.editor())
    work_off()
    message = mail.outbox[-1]
    assert "Secret draft" not in message.subject + message.body
    assert revision.document.title in message.subject

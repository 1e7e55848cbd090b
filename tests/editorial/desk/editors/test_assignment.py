"""Asking board members to review, and why some cannot."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Event, Revision
from articles.working_copy import drafting
from reviewers import board, discussion
from reviewers.models import Assignment, ReviewPolicy, Severity
from tests import factories


def page_of(revision: Revision) -> str:
    return reverse("desk:revision", args=[revision.pk])


def assign(revision: Revision) -> str:
    return reverse("desk:assign", args=[revision.pk])


def test_the_first_member_opens_the_review_and_twice_is_once(editing: Client) -> None:
    revision, member = factories.submitted(), factories.member()
    due = timezone.localdate() + timedelta(days=5)
    form = {"member": member.pk, "due": due.isoformat(), "reason": "You know injections."}
    for _attempt in range(2):
        assert editing.post(assign(revision), form).status_code == 302
    assignment = Assignment.objects.get(revision=revision)
    assert (assignment.due, assignment.reason) == (due, "You know injections.")
    assert Revision.objects.get(pk=revision.pk).state == "under_review"
    assert Event.objects.filter(article=revision.article, kind="assigned").count() == 1


@pytest.mark.parametrize("members", [1, 12])
def test_the_number_of_queries_does_not_grow_with_those_who_were_asked_or_could_be(
    editing: Client, members: int, django_assert_num_queries
) -> None:
    ReviewPolicy.objects.update(signoffs_required=50)
    before, once_asked = factories.under_review(members=members)
    for each in once_asked:
        board.recuse(revision=before, actor=each.user, reason="Shares", conflict=each == once_asked[0])
    workflow.withdraw(revision=before, actor=before.article.author, reason="Rework")
    revision, asked = factories.under_review(Article.objects.get(pk=before.article_id), members=members)
    for each in asked:
        point = discussion.open_thread(revision=revision, actor=each.user, text="No.", severity=Severity.MAJOR)
        discussion.reply(thread=point, actor=revision.article.author, text="Yes.")
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    # Session, person, roles; the revision, days for a review; sign-offs, who was asked, who else could be; four by
    # which the policy judges beside sign-offs and requests; the text before and notices; whose text it is; readers
    # who wait; doubts.
    with django_assert_num_queries(17):
        page = editing.get(page_of(revision))
    assert len(page.context["suggestions"]) == members
    assert len(page.context["assignments"]) == members


def test_each_candidate_who_cannot_says_why(editing: Client, author) -> None:
    writer = factories.member(user=author)
    article = factories.draft(by=author)
    revision = factories.submitted(article)
    conflicted, fit = factories.member(), factories.member(specialty="Rheumatology")
    board.declare_interest(article=article, member=conflicted, description="Owns the company.", actor=conflicted.user)
    page = editing.get(page_of(revision)).content.decode()
    assert f"{writer.name} wrote this article" in page
    assert "Owns the company." in page
    assert page.index(fit.name) < page.index(conflicted.name)
    assert "same specialty" in page
    answer = editing.post(assign(revision), {"member": conflicted.pk})
    assert answer.status_code == 409
    assert "declared a conflict of interest" in answer.content.decode()
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({}, 422, "Choose a board member."),
        ({"member": "nobody"}, 422, "is not a valid"),
        ({"due": "tomorrow"}, 422, "Enter a valid date."),
        ({"due": "2001-01-01"}, 409, "cannot be due in the past"),
    ],
)
def test_what_cannot_be_is_said_and_the_form_kept(
    editing: Client, form: dict[str, str], status: int, sentence: str
) -> None:
    revision, member = factories.submitted(), factories.member()
    data = {"member": str(member.pk), "reason": "Kept reason", **form} if form else {"reason": "Kept reason"}
    answer = editing.post(assign(revision), data)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert "Kept reason" in answer.content.decode()
    assert not Assignment.objects.exists()


def test_nobody_is_asked_about_a_revision_that_was_decided(editing: Client) -> None:
    revision = factories.approved()
    assert editing.post(assign(revision), {"member": factories.member().pk}).status_code == 409
    page = editing.get(page_of(revision)).content.decode()
    assert "Ask a board member" not in page
    assert page.count("Signed") == 2


def test_it_says_what_is_missing_for_approval_and_who_recused(editing: Client) -> None:
    revision, (first, second) = factories.under_review()
    board.recuse(revision=revision, actor=first.user, reason="On leave.")
    board.sign(revision=revision, actor=second.user, digest=revision.digest)
    page = editing.get(page_of(revision)).content.decode()
    assert "1 more sign-off by a board member who was asked is needed." in page
    assert "On leave." in page
    assert "recused themselves from this revision" in page


def test_an_editor_reads_the_frozen_text_before_asking_anybody(editing: Client, at_desk: Client, article) -> None:
    revision = factories.submitted(article)
    statement = article.statements.get(professional__startswith="L4–L5")
    drafting.edit(row=statement, version=1, values={"professional": "Written after"}, actor=article.author)
    address = reverse("desk:revision-text", args=[revision.pk])
    assert address in editing.get(reverse("desk:revision", args=[revision.pk])).content.decode()
    page = editing.get(address).content.decode()
    assert "L4–L5" in page
    assert "Written after" not in page
    assert "What the checks find" in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>", 1)[0]
    assert at_desk.get(address).status_code == 403
    assert editing.post(address).status_code == 405


def test_a_revision_that_is_decided_names_no_due_day(editing: Client) -> None:
    revision, members = factories.under_review(members=3)
    for each in members[:2]:
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    page = editing.get(reverse("desk:revision", args=[revision.pk])).content.decode()
    assert page.count("Did not sign") == 1
    assert "due" not in page.split('id="asked-title"')[1].split("</section>")[0]
    for name in ("article", "proof"):
        assert f'href="{reverse(name, args=[revision.article.slug])}"' in page
    assert reverse("desk:notice", args=[revision.article_id]) in page


def test_the_day_is_said_as_people_say_it(editing: Client) -> None:
    revision, member = factories.submitted(), factories.member()
    form = {"member": member.pk, "due": "2030-12-06"}
    answer = editing.post(reverse("desk:assign", args=[revision.pk]), form, follow=True)
    assert [str(each) for each in answer.context["messages"]] == [
        f"{member.name} is asked to review it by 6 December 2030."
    ]

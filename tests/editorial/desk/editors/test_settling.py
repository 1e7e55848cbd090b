"""An editor's button for what has its quorum and waits all the same; an operator's change settles by itself."""

from typing import Any

from django.test import Client
from django.urls import reverse

from articles.models import Article, Revision
from editorial.accounts.models import User
from reviewers import board, discussion
from reviewers.models import Member, Severity, Thread
from tests import factories


def waiting() -> tuple[Revision, Member]:
    """Under review with one sign-off of two; the other one's member is inactive."""
    revision, (one, two) = factories.under_review()
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    Member.objects.filter(pk=one.pk).update(active=False)
    board.sign(revision=revision, actor=two.user, digest=revision.digest)
    return revision, one


def state(revision: Revision) -> str:
    return Revision.objects.get(pk=revision.pk).state


def test_the_button_is_there_only_when_nothing_is_missing_and_approves(editing: Client) -> None:
    revision, gone = waiting()
    page, button = reverse("desk:revision", args=[revision.pk]), reverse("desk:settle", args=[revision.pk])
    assert button not in editing.get(page).content.decode()
    refused = editing.post(button)
    assert refused.status_code == 409
    assert "1 more sign-off" in refused.content.decode()
    Member.objects.filter(pk=gone.pk).update(active=True)
    assert button in editing.get(page).content.decode()
    assert editing.post(button).status_code == 302
    assert state(revision) == "approved"
    assert editing.post(button).status_code == 302


def test_the_button_is_for_editors(at_desk: Client, article: Article, signed_in: Any) -> None:
    revision, members = factories.under_review(article)
    button = reverse("desk:settle", args=[revision.pk])
    assert at_desk.post(button).status_code == 403
    assert signed_in(members[0].user).post(button).status_code == 403
    assert state(revision) == "under_review"


def test_an_operator_who_lets_a_member_back_in_settles_what_waited_for_them(db: None, client: Client) -> None:
    revision, gone = waiting()
    client.force_login(User.objects.create_superuser("root@example.org", "Root", factories.PASSWORD))
    form = {"user": gone.user_id, "name": gone.name, "credentials": "MD", "specialty": gone.specialty, "active": "on"}
    assert client.post(reverse("admin:reviewers_member_change", args=[gone.pk]), form).status_code == 302
    assert state(revision) == "approved"


def test_who_was_asked_and_can_no_longer_act_is_shown_with_the_reason(editing: Client) -> None:
    revision, gone = waiting()
    sentence = f"{gone.name} is no longer an active board member."
    page = " ".join(editing.get(reverse("desk:revision", args=[revision.pk])).content.decode().split())
    assert f"{sentence} The sign-off counts no more." in page
    assert sentence in editing.get(reverse("desk:pipeline")).content.decode()
    former = factories.member(active=False)
    answer = editing.post(reverse("desk:assign", args=[revision.pk]), {"member": former.pk})
    assert answer.status_code == 409
    assert f"{former.name} is no longer an active board member." in answer.content.decode()


def test_an_editor_of_the_board_is_told_that_nobody_asks_themselves(editing: Client, editor: User) -> None:
    own = factories.member(user=editor)
    revision = factories.submitted()
    assert "Nobody asks themselves" in editing.get(reverse("desk:revision", args=[revision.pk])).content.decode()
    answer = editing.post(reverse("desk:assign", args=[revision.pk]), {"member": own.pk})
    assert answer.status_code == 409
    assert state(revision) == "submitted"


def test_only_a_chief_editor_gets_the_form_that_closes_another_s_major_point(
    at_desk: Client, editing: Client, article: Article, signed_in: Any
) -> None:
    revision, (one, _two) = factories.under_review(article)
    thread = discussion.open_thread(revision=revision, actor=one.user, text="By ten.", severity=Severity.MAJOR)
    page, close = reverse("desk:article", args=[article.pk]), reverse("desk:resolve", args=[article.pk, thread.pk])
    for browser in (at_desk, editing):
        assert close not in browser.get(page).content.decode()
        assert browser.post(close, {"reason": "It is fine."}).status_code == 403
    chief = signed_in(factories.chief_editor())
    assert close in chief.get(page).content.decode()
    assert chief.post(close, {"reason": " "}).status_code == 409
    assert Thread.objects.get().resolved_at is None
    assert chief.post(close, {"reason": "The source says so."}).status_code == 302
    assert Thread.objects.get().resolved_at is not None

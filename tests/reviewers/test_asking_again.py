"""Who stepped back is not asked again by the way, and who has an author's name is not asked unseen."""

import pytest

from articles import workflow
from articles.models import Article, Event, Revision
from articles.states import Refused, State
from articles.working_copy import drafting
from articles.working_copy.byline import add_author
from reviewers import board, quorum
from reviewers.models import Assignment, Member
from tests import factories

pytestmark = pytest.mark.django_db
BEFORE = "recused themselves from an earlier revision of this article."
SAME = "recused themselves from this very text when it was submitted before."


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def reworded(article: Article, words: str = "Newer words.") -> Article:
    first = Revision.objects.get(article=article, number=1).document.statements()
    statement = article.statements.get(pk=next(iter(first)).id)
    drafting.edit(row=statement, version=statement.version, values={"plain": words}, actor=article.author)
    return fresh(article)


def again(*, changed: bool) -> tuple[Revision, Member]:
    """The next round after one from which a member stepped back; with other words in it or without."""
    revision, (leaving, _other) = factories.under_review()
    board.recuse(revision=revision, actor=leaving.user, reason="No time")
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Once more")
    article = fresh(revision.article)
    return factories.submitted(reworded(article) if changed else article), leaving


def listed(revision: Revision, member: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
    (found,) = (each for each in board.suggestions(revision, factories.editor()) if each.member == member)
    return found.reasons_against, found.to_confirm


def test_who_stepped_back_is_asked_about_other_words_by_a_decision_that_the_journal_keeps():
    revision, member = again(changed=True)
    sentence = f"{member.name} {BEFORE}"
    assert listed(revision, member) == ((), (sentence,))
    with pytest.raises(Refused, match="Confirm it to ask them all the same. Nobody was asked."):
        board.assign(revision=revision, member=member, actor=factories.editor())
    assert not Assignment.objects.filter(revision=revision).exists()
    editor = factories.editor()
    board.assign(revision=revision, member=member, actor=editor, confirmed=True)
    event = Event.objects.get(revision=revision, kind="assigned")
    assert (event.actor, event.data["although"]) == (editor, sentence)
    board.sign(revision=revision, actor=member.user, digest=revision.digest)
    other = factories.member()
    board.assign(revision=revision, member=other, actor=editor)
    assert "although" not in Event.objects.filter(revision=revision, kind="assigned").latest("sequence").data
    board.sign(revision=revision, actor=other.user, digest=revision.digest)
    assert Revision.objects.get(pk=revision.pk).state == State.APPROVED


def test_who_was_asked_again_since_and_stayed_is_asked_as_anybody():
    revision, member = again(changed=True)
    board.assign(revision=revision, member=member, actor=factories.editor(), confirmed=True)
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Once more")
    third = factories.submitted(reworded(fresh(revision.article), "Newest."))
    assert board.assign(revision=third, member=member, actor=factories.editor()).standing


def test_nobody_confirms_it_away_for_the_very_same_text():
    revision, member = again(changed=False)
    assert listed(revision, member) == ((f"{member.name} {SAME}",), ())
    with pytest.raises(Refused, match="this very text"):
        board.assign(revision=revision, member=member, actor=factories.editor(), confirmed=True)
    assert Revision.objects.get(pk=revision.pk).state == State.SUBMITTED


def test_not_even_when_other_words_came_between():
    revision, member = again(changed=True)
    first = Revision.objects.get(article=revision.article, number=1)
    board.assign(revision=revision, member=member, actor=factories.editor(), confirmed=True)
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="As it was")
    before = next(each for each in first.document.statements()).plain
    third = factories.submitted(reworded(fresh(revision.article), before))
    assert third.digest == first.digest
    with pytest.raises(Refused, match="this very text"):
        board.assign(revision=third, member=member, actor=factories.editor(), confirmed=True)


def test_whose_sign_off_on_the_same_text_is_there_already_does_not_count():
    """They were asked, and signed, before this rule stood."""
    revision, member = again(changed=False)
    editor, other = factories.editor(), factories.member()
    board.assign(revision=revision, member=other, actor=editor)
    revision = Revision.objects.get(pk=revision.pk)
    Assignment.objects.create(
        revision=revision,
        member=member,
        assigned_by=editor,
        assigned_at=revision.submitted_at,
        due=revision.submitted_at.date(),
    )
    with pytest.raises(Refused, match="this very text"):
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    board._signed(revision, member).save(force_insert=True)
    board.sign(revision=revision, actor=other.user, digest=revision.digest)
    assert Revision.objects.get(pk=revision.pk).state == State.UNDER_REVIEW
    assert len(quorum.verdict(revision).counted) == 1


def test_a_recusal_from_another_article_says_nothing():
    _revision, member = again(changed=True)
    other = factories.submitted()
    assert listed(other, member) == ((), ())


def test_an_editor_confirms_it_on_the_page(client):
    from django.urls import reverse

    revision, member = again(changed=True)
    client.force_login(factories.editor())
    page = reverse("desk:revision", args=[revision.pk])
    shown = client.get(page).content.decode()
    assert BEFORE in shown
    assert 'name="confirmed"' in shown
    assert (
        'name="confirmed"' not in client.get(reverse("desk:revision", args=[factories.submitted().pk])).content.decode()
    )
    assign = reverse("desk:assign", args=[revision.pk])
    refused = client.post(assign, {"member": member.pk})
    assert refused.status_code == 409
    assert "Confirm it to ask them all the same." in refused.content.decode()
    assert client.post(assign, {"member": member.pk, "confirmed": "on"}).status_code == 302
    told = client.get(reverse("desk:history", args=[revision.article_id])).content.decode()
    assert BEFORE in told


def test_a_member_with_the_name_of_an_author_without_an_account_is_asked_by_a_decision_too():
    article = factories.draft()
    add_author(article=article, name="Zoë Šimić", actor=article.author)
    revision = factories.submitted(fresh(article))
    member = factories.member(user=factories.person(name="Prof. Šimić Zoe"))
    (_none, (sentence,)) = listed(revision, member)
    assert sentence.startswith("An author named Prof. Šimić Zoe has no account here.")
    with pytest.raises(Refused, match="Confirm it"):
        board.assign(revision=revision, member=member, actor=factories.editor())
    assert board.assign(revision=revision, member=member, actor=factories.editor(), confirmed=True).standing


def test_an_author_whose_account_is_named_is_refused_and_not_asked_to_be_confirmed():
    article = factories.draft()
    member = factories.member(user=factories.person(name="Zoë Šimić"))
    add_author(article=article, name="Zoë Šimić", account=member.user, actor=article.author)
    revision = factories.submitted(fresh(article))
    (reason,), confirm = listed(revision, member)
    assert "wrote this article" in reason
    assert confirm == ()

"""Who wrote in a text does not review it: by row history, whatever title they have, and asked again when counting."""

import pytest
from django.utils import timezone

from articles import history, workflow
from articles.contributors import contributors
from articles.models import Article, NoticeKind, Place, Revision
from articles.permissions import AUTHOR, EDITOR
from articles.states import Refused, State
from articles.working_copy import byline, drafting, outline, removing, undoing
from editorial.accounts.models import User
from editorial.press.edition import edition_of
from reviewers import board
from reviewers.models import Assignment, Member
from tests import factories
from tests.samples import sample_document

pytestmark = pytest.mark.django_db
HistoricalArticle, HistoricalStatement = history.history_model("article"), history.history_model("statement")


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


@pytest.fixture
def hand() -> Member:
    """An editor who sits on the board."""
    return factories.member(user=factories.editor(name="Dr Hand"))


@pytest.fixture
def article() -> Article:
    return factories.draft()


def rewrite(article: Article, member: Member, words: str = "Give 500 mg twice a day.") -> None:
    statement = article.statements.order_by("position").first()
    drafting.edit(row=statement, version=statement.version, values={"plain": words}, actor=member.user)


def remove_one(article: Article, member: Member) -> None:
    removing.remove(
        row=(gone := article.statements.get(professional="Dynamic films omitted")),
        version=gone.version,
        actor=member.user,
    )


def add_and_remove(article: Article, member: Member) -> None:
    added = outline.add_statement(
        article=article, place=Place.ANSWER, owner=None, professional="For a moment.", actor=member.user
    )
    removing.remove(row=added, version=added.version, actor=member.user)


def retitle(article: Article, member: Member) -> None:
    drafting.edit(row=article, version=article.version, values={"heading": "Another"}, actor=member.user)


def import_over(article: Article, member: Member) -> None:
    document = sample_document().model_copy(update={"heading": "From another source"})
    drafting.replace_document(article=article, document=document, actor=member.user)


def cite(article: Article, member: Member) -> None:
    outline.add_reference(article=article, key="new", csl={"title": "A paper"}, actor=member.user)


DEEDS = [rewrite, remove_one, add_and_remove, retitle, import_over, cite]


@pytest.mark.parametrize("deed", DEEDS)
def test_every_hand_in_the_text_is_named_and_not_asked(article, hand, deed):
    deed(article, hand)
    revision = factories.submitted(fresh(article))
    suggested = {each.member: each.reasons_against for each in board.suggestions(revision, factories.editor())}
    assert len(suggested[hand]) == 1
    assert suggested[hand][0].startswith("Dr Hand wrote in this text (last: ")
    with pytest.raises(Refused, match="Dr Hand wrote in this text"):
        board.assign(revision=revision, member=hand, actor=factories.editor())
    assert not Assignment.objects.exists()
    assert Revision.objects.get(pk=revision.pk).state == State.SUBMITTED


def test_the_reason_names_the_change_and_its_day(article, hand):
    rewrite(article, hand)
    revision = factories.submitted(article)
    found = contributors(revision)[hand.user_id]
    assert (found.part, timezone.localdate(found.at)) == ("statement", timezone.localdate())
    with pytest.raises(Refused, match="last: a statement, "):
        board.assign(revision=revision, member=hand, actor=factories.editor())


def test_the_reason_is_what_they_wrote_last(article, hand):
    cite(article, hand)
    rewrite(article, hand)
    retitle(fresh(article), hand)
    first = factories.submitted(fresh(article))
    found = contributors(first)[hand.user_id]
    written = HistoricalArticle.objects.filter(id=article.pk, history_user=hand.user)
    assert (found.part, found.at) == ("article", written.latest().history_date)
    workflow.withdraw(revision=first, actor=article.author, reason="Not yet")
    rewrite(article, hand, "Give it once a day.")
    rewrite(article, hand, "Give it twice a day.")
    found = contributors(factories.submitted(fresh(article)))[hand.user_id]
    written = HistoricalStatement.objects.filter(article=article, history_user=hand.user)
    assert (found.part, found.at) == ("statement", written.latest().history_date)


def test_a_hand_in_another_article_is_none_in_this_one(article, hand):
    another = factories.draft()
    for deed in DEEDS:
        deed(fresh(another), hand)
    byline.add_author(article=fresh(another), name="Dr Hand", account=hand.user, actor=hand.user)
    byline.add_author(article=article, name="Ben Ola", account=None, actor=article.author)
    assert set(contributors(factories.submitted(fresh(article)))) == {article.author_id}


def test_a_hand_after_the_submission_is_not_in_this_revision_but_in_the_next(article, hand):
    revision = factories.submitted(article)
    rewrite(article, hand)
    board.assign(revision=revision, member=hand, actor=factories.editor())
    board.recuse(revision=revision, actor=hand.user, reason="No time")
    workflow.withdraw(revision=revision, actor=article.author, reason="Again")
    with pytest.raises(Refused, match="wrote in this text"):
        board.assign(revision=factories.submitted(fresh(article)), member=hand, actor=factories.editor())


def test_who_submitted_it_before_it_was_sent_back_is_not_asked(article, hand):
    revision = workflow.submit(article=article, actor=hand.user)
    workflow.withdraw(revision=revision, actor=article.author, reason="By me")
    with pytest.raises(Refused, match="Dr Hand submitted this text to the board"):
        board.assign(revision=factories.submitted(fresh(article)), member=hand, actor=factories.editor())


def test_whoever_submitted_it_in_one_of_the_rounds_since_the_approved_text_is_not_asked_and_nobody_before(article):
    """Three rounds since the approval, and one before it."""
    before, approves, second, third = (factories.editor() for _ in range(4))
    withdraw(submitted_by(article, before))
    sign_off(submitted_by(article, approves))
    withdraw(submitted_by(article, second))
    withdraw(submitted_by(article, third))
    revision = submitted_by(article, article.author)
    assert contributors(revision).keys() == {article.author_id, second.pk, third.pk}


def submitted_by(article: Article, actor: User) -> Revision:
    return workflow.submit(article=fresh(article), actor=actor, re_review=True)


def withdraw(revision: Revision) -> None:
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Once more")


def sign_off(revision: Revision) -> None:
    for member in (factories.member(), factories.member()):
        board.assign(revision=revision, member=member, actor=factories.editor())
        board.sign(revision=revision, actor=member.user, digest=revision.digest)


def test_what_was_written_before_the_last_approval_bars_nobody(article, hand):
    rewrite(article, hand)
    factories.approved(article)
    statement = article.statements.order_by("position").first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "Newer."}, actor=article.author)
    revision = factories.submitted(fresh(article))
    assert set(contributors(revision)) == {article.author_id}
    assert board.assign(revision=revision, member=hand, actor=factories.editor()).member == hand


def test_what_was_written_while_the_last_approval_was_under_way_bars(article, hand):
    revision, members = factories.under_review(article)
    rewrite(article, hand)
    for member in members:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    with pytest.raises(Refused, match="wrote in this text"):
        board.assign(revision=factories.submitted(fresh(article)), member=hand, actor=factories.editor())


def test_a_round_that_was_not_approved_does_not_clear_a_hand(article, hand):
    rewrite(article, hand)
    revision, (member, _other) = factories.under_review(article)
    board.request_changes(revision=revision, actor=member.user, reason="Why?", digest=revision.digest)
    assert hand.user_id in contributors(factories.submitted(fresh(article)))


def test_a_retracted_approval_vouches_for_nobody(article, hand):
    rewrite(article, hand)
    factories.approved(article)
    editor = factories.editor()
    workflow.issue_notice(article=fresh(article), kind=NoticeKind.RETRACTION, reason="Wrong", actor=editor)
    revision = factories.submitted(fresh(article), after_retraction=True)
    assert hand.user_id in contributors(revision)
    assert editor.pk not in contributors(revision)


def test_a_superseded_text_stays_the_base_of_what_was_built_on_it(article, hand):
    rewrite(article, hand)
    factories.approved(article)
    for words in ("Second.", "Third."):
        statement = article.statements.order_by("position").first()
        drafting.edit(row=statement, version=statement.version, values={"plain": words}, actor=article.author)
        last = factories.approved(fresh(article))
    assert set(contributors(last)) == {article.author_id}


def test_contributors_stay_what_they_were_when_others_write_on(article, hand, django_assert_num_queries):
    rewrite(article, hand)
    revision = factories.submitted(article)
    before = contributors(revision)
    other = factories.member(user=factories.editor())
    rewrite(article, other)
    again = Revision.objects.select_related("article").get(pk=revision.pk)
    with django_assert_num_queries(2):
        assert contributors(again) == before
    with django_assert_num_queries(0):
        assert contributors(again) == before
    assert set(before) == {article.author_id, hand.user_id}


def test_a_named_author_with_an_account_does_not_review_though_they_never_typed_a_word(article, hand):
    byline.add_author(article=article, name="Dr Hand", account=hand.user, actor=article.author)
    revision = factories.submitted(fresh(article))
    with pytest.raises(Refused, match="Dr Hand wrote this article, and nobody reviews their own"):
        board.assign(revision=revision, member=hand, actor=factories.editor())


def test_who_was_named_and_is_not_any_more_reviews_the_next_revision_and_not_the_one_that_named_them(article, hand):
    author = byline.add_author(article=article, name="Dr Hand", account=hand.user, actor=article.author)
    named = factories.submitted(fresh(article))
    removing.remove(row=author, version=author.version, actor=article.author)
    assert contributors(named)[hand.user_id].is_named
    workflow.withdraw(revision=named, actor=article.author, reason="Not theirs")
    assert hand.user_id not in contributors(factories.submitted(fresh(article)))


@pytest.mark.parametrize("when", ["in the draft", "after it was sent back", "after it was approved"])
def test_an_author_who_stays_on_the_list_stays_barred_when_their_account_is_taken_out(article, hand, when):
    author = byline.add_author(article=article, name="Dr Hand", account=hand.user, actor=article.author)
    if when == "after it was sent back":
        sent_back = factories.submitted(fresh(article))
        workflow.withdraw(revision=sent_back, actor=article.author, reason="Once more")
    elif when == "after it was approved":
        factories.approved(fresh(article))
    drafting.edit(row=author, version=author.version, values={"account": None, "name": "H. Hand"}, actor=article.author)
    revision = factories.submitted(fresh(article))
    assert contributors(revision)[hand.user_id].is_named
    with pytest.raises(Refused, match="Dr Hand wrote this article"):
        board.assign(revision=revision, member=hand, actor=factories.editor())


def test_an_account_given_after_the_submission_is_not_in_this_revision_but_in_the_next(article, hand):
    author = byline.add_author(article=article, name="Ben Ola", account=None, actor=article.author)
    revision = factories.submitted(fresh(article))
    drafting.edit(row=author, version=author.version, values={"account": hand.user}, actor=article.author)
    assert hand.user_id not in contributors(revision)
    workflow.withdraw(revision=revision, actor=article.author, reason="Once more")
    assert contributors(factories.submitted(fresh(article)))[hand.user_id].is_named


def test_an_account_taken_out_before_the_last_approval_bars_nobody_from_the_next_revision(article, hand):
    author = byline.add_author(article=article, name="Ben Ola", account=hand.user, actor=article.author)
    drafting.edit(row=author, version=author.version, values={"account": None}, actor=article.author)
    factories.approved(fresh(article))
    rewrite(article, factories.member(user=factories.editor()))
    assert hand.user_id not in contributors(factories.submitted(fresh(article)))


def test_an_author_named_before_the_last_approval_is_still_an_author_of_the_next_revision(article, hand):
    byline.add_author(article=article, name="Dr Hand", account=hand.user, actor=article.author)
    factories.approved(fresh(article))
    rewrite(article, factories.member(user=factories.editor()))
    assert contributors(factories.submitted(fresh(article)))[hand.user_id].is_named


def test_who_only_submits_is_no_author_and_does_not_review_either(article, hand):
    revision = workflow.submit(article=article, actor=hand.user)
    assert not contributors(revision)[hand.user_id].is_author
    with pytest.raises(Refused, match="Dr Hand submitted this text to the board"):
        board.assign(revision=revision, member=hand, actor=factories.editor())


def test_a_deactivated_hand_still_bars_when_they_come_back(article, hand):
    rewrite(article, hand)
    hand.user.is_active = False
    hand.user.save()
    revision = factories.submitted(article)
    hand.user.is_active = True
    hand.user.save()
    with pytest.raises(Refused, match="wrote in this text"):
        board.assign(revision=revision, member=Member.objects.get(pk=hand.pk), actor=factories.editor())


def test_nobody_asks_themselves_even_the_only_editor(article):
    editor = factories.person(AUTHOR, EDITOR, name="Dr Only")
    own = factories.member(user=editor)
    revision = factories.submitted(article)
    with pytest.raises(Refused, match="Nobody asks themselves: another editor may ask Dr Only"):
        board.assign(revision=revision, member=own, actor=editor)
    assert not Assignment.objects.exists()
    listed = {each.member: each.reasons_against for each in board.suggestions(revision, editor)}
    assert listed[own] == ("Nobody asks themselves: another editor may ask Dr Only.",)
    assert board.assign(revision=revision, member=own, actor=factories.editor()).member == own


def planted(revision: Revision, member: Member, by=None) -> Assignment:
    """An assignment as it could be made before this rule stood."""
    return Assignment.objects.create(
        revision=revision,
        member=member,
        assigned_by=by or factories.editor(),
        assigned_at=timezone.now(),
        due=timezone.localdate(),
    )


@pytest.mark.parametrize("own", [False, True], ids=["wrote in it", "asked themselves"])
def test_who_was_asked_before_this_rule_cannot_sign(article, hand, own):
    if not own:
        rewrite(article, hand)
    revision, _members = factories.under_review(article)
    planted(revision, hand, by=hand.user if own else None)
    with pytest.raises(Refused, match="asks themselves" if own else "wrote in this text"):
        board.sign(revision=revision, actor=hand.user, digest=revision.digest)
    assert not revision.signoffs.exists()


@pytest.mark.parametrize("own", [False, True], ids=["wrote in it", "asked themselves"])
def test_a_sign_off_that_is_there_already_does_not_count_and_is_not_named(article, hand, own):
    if not own:
        rewrite(article, hand)
    revision, (one, two) = factories.under_review(article)
    planted(revision, hand, by=hand.user if own else None)
    board._signed(revision, hand).save(force_insert=True)
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    assert Revision.objects.get(pk=revision.pk).state == State.UNDER_REVIEW
    board.sign(revision=revision, actor=two.user, digest=revision.digest)
    assert Revision.objects.get(pk=revision.pk).state == State.APPROVED
    assert {each.member for each in edition_of(fresh(article)).signoffs} == {one, two}


def test_what_happens_to_members_later_changes_no_approval_on_record(article):
    revision, (one, two, three) = factories.under_review(article, members=3)
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    Member.objects.filter(pk=one.pk).update(active=False)
    for member in (two, three):
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    assert {each.member for each in edition_of(fresh(article)).signoffs} == {two, three}
    Member.objects.filter(pk=one.pk).update(active=True)
    Member.objects.filter(pk=two.pk).update(active=False)
    assert {each.member for each in edition_of(fresh(article)).signoffs} == {two, three}


def take_over(article: Article, member: Member, words: str = "Give 50 mg.") -> None:
    """The author takes over what this member suggested."""
    statement = article.statements.order_by("position").first()
    drafting.edit(
        row=statement,
        version=statement.version,
        values={"professional": words},
        actor=article.author,
        suggested_by=member.user,
    )


def test_whose_words_were_taken_over_wrote_in_the_text(article):
    one, other = factories.member(), factories.member()
    first = factories.submitted(article)
    take_over(fresh(article), one)
    assert set(contributors(fresh_revision(first))) == {article.author_id}, "it was submitted before"
    workflow.withdraw(revision=first, actor=article.author, reason="Better words")
    second = factories.submitted(fresh(article))
    assert contributors(second)[one.user_id].part == "statement"
    assert second.contributors == [one.user.name]
    assert not contributors(second)[one.user_id].is_author
    with pytest.raises(Refused, match="wrote in this text"):
        board.assign(revision=second, member=one, actor=factories.editor())
    board.assign(revision=second, member=other, actor=factories.editor())


def fresh_revision(revision: Revision) -> Revision:
    return Revision.objects.get(pk=revision.pk)


def test_words_taken_over_into_the_approved_text_bar_nobody_from_the_next(article):
    one = factories.member()
    take_over(article, one)
    factories.approved(fresh(article))
    rewrite(fresh(article), factories.member(user=factories.editor()))
    assert one.user_id not in contributors(factories.submitted(fresh(article)))


def test_words_that_stood_there_already_or_were_refused_are_nobodys_hand(article):
    one = factories.member()
    take_over(article, one, article.statements.order_by("position").first().professional)
    with pytest.raises(Refused):
        take_over(fresh(article), one, "")
    assert one.user_id not in contributors(factories.submitted(fresh(article)))


def test_words_taken_over_and_undone_were_in_the_text_all_the_same(article):
    one = factories.member()
    take_over(article, one)
    undoing.undo_last(article=fresh(article), actor=article.author)
    assert one.user_id in contributors(factories.submitted(fresh(article)))

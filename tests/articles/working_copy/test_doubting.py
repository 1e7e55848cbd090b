"""Doubts of an import stay with the draft: open as long as the part says what was guessed and nobody settled them."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from articles import workflow
from articles.importing.text import import_text
from articles.models import Act, Article, Doubt, Statement
from articles.sayings import said_again
from articles.states import Forbidden, Refused, Stale
from articles.working_copy import archiving, drafting, moving, outline, removing, undoing
from articles.working_copy.composing import compose, rows_of_article
from articles.working_copy.doubting import DoubtState, current, look_at, open_when_submitted, rows_by_id, stood
from articles.working_copy.offering import incoming
from articles.working_copy.putting_back import put_back
from articles.working_copy.tallies import tallies_of
from editorial.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db

LISTED = "\nReferences\n\n1. Smith AB. Title one. J Elbow. 2019;4(2):10-15.\n2. Lee C. Title two. J Two. 2018;1:1-2.\n"
TAKEN = "What helps?\n\nOverview\n\n- Rest helps 1\n- It is treated as in Alzheimer 2\n- Sleep helps a lot\n" + LISTED
PLACED = "What helps?\n\nTreatment algorithm\n\nFirst-line: rest\n\n- Rest\n\nThird-line: surgery\n\n- Surgery\n"
STRAY = "What helps?\n\nOverview\n\n- Rest helps\n  Wait: 4 weeks\n- Sleep helps a lot\n"


def imported(text: str, author: User | None = None) -> Article:
    result = import_text(text.encode())
    return drafting.create_article(document=result.document, author=author or factories.author(), doubts=result.doubts)


def states(article: Article) -> dict[str, DoubtState]:
    """What became of each doubt, by the beginning of its sentence in English."""
    article = Article.objects.get(pk=article.pk)
    rows = rows_by_id(article, rows_of_article(article))
    return {str(doubt.sentence["said"])[:12]: state for doubt, state in stood(current(article), rows)}


def open_ones(article: Article) -> list[str]:
    return [said for said, state in states(article).items() if state == DoubtState.OPEN]


def doubt_about(statement: Statement) -> Doubt:
    return Doubt.objects.get(node=statement.pk)


def rest(article: Article) -> Statement:
    return article.statements.get(professional__startswith="Rest")


def last_act(article: Article) -> Act:
    return article.acts.latest("pk")


def reword(row: Statement, **values: object) -> Act:
    row.refresh_from_db()
    drafting.edit(row=row, version=row.version, values=values, actor=row.article.author)
    return last_act(row.article)


class TestKept:
    def test_with_the_import_in_one_transaction_and_with_the_ids_that_the_parts_got(self) -> None:
        article = imported(TAKEN)
        taken = doubt_about(rest(article))
        assert taken.act == article.acts.get()
        assert taken.before == {"professional": "Rest helps 1", "citations": []}
        assert states(article)["Taken out of"] == DoubtState.OPEN

    def test_not_at_all_when_the_import_fails(self) -> None:
        result = import_text(TAKEN.encode())
        with pytest.raises(Forbidden):
            drafting.create_article(document=result.document, author=factories.person(), doubts=result.doubts)
        assert not Doubt.objects.exists()

    def test_in_no_document_and_no_digest(self) -> None:
        article = imported(TAKEN)
        digest = compose(article).digest
        look_at(doubt=doubt_about(rest(article)), is_right=True, actor=article.author)
        assert compose(article).digest == digest
        assert article.acts.count() == 1

    def test_said_in_the_language_of_whoever_reads_it(self) -> None:
        with translation.override("de"):
            article = imported(TAKEN)
        sentence = doubt_about(rest(article)).sentence
        assert said_again(sentence) == "Taken out of “Rest helps 1” as its sources: 1."
        with translation.override("de"):
            assert said_again(sentence) != said_again({**sentence, "said": ""})
            assert "Rest helps 1" in said_again(sentence)

    def test_what_the_checks_find_themselves_is_not_kept(self) -> None:
        article = imported("What helps?\n\nOverview\n\n- Rest helps [1]\n\nEmpty\n")
        assert open_ones(article) == []
        assert not Doubt.objects.filter(article=article).exists()


class TestSettledByTheWords:
    def test_an_edit_of_the_words_settles_it_and_undo_and_redo_take_both_back(self) -> None:
        article = imported(TAKEN)
        act = reword(rest(article), professional="Rest helps most people")
        assert states(article)["Taken out of"] == DoubtState.CHANGED
        undoing.undo(done=act, actor=article.author)
        assert states(article)["Taken out of"] == DoubtState.OPEN
        undoing.redo(done=act, actor=article.author)
        assert states(article)["Taken out of"] == DoubtState.CHANGED

    def test_an_edit_of_the_plain_wording_does_not(self) -> None:
        article = imported(TAKEN)
        reword(rest(article), plain="It helps.")
        assert states(article)["Taken out of"] == DoubtState.OPEN

    def test_nor_does_a_plain_title_where_the_guess_names_no_fields(self) -> None:
        article = imported(PLACED)
        (said,) = open_ones(article)
        line = article.treatmentlines.latest("position")
        drafting.edit(row=line, version=1, values={"plain_title": "At last"}, actor=article.author)
        assert open_ones(article) == [said]
        drafting.edit(row=line, version=2, values={"title": "Second-line: surgery"}, actor=article.author)
        assert open_ones(article) == []

    def test_a_move_does_not_when_it_was_about_the_words(self) -> None:
        article = imported(TAKEN)
        row = rest(article)
        moving.shift(row=row, version=row.version, earlier=False, actor=article.author)
        assert states(article)["Taken out of"] == DoubtState.OPEN

    def test_a_move_settles_it_when_it_was_about_the_place(self) -> None:
        article = imported(STRAY)
        row = article.statements.get(professional__startswith="Wait")
        assert len(open_ones(article)) == 1
        moving.nest(row=row, version=row.version, actor=article.author)
        assert DoubtState.CHANGED in states(article).values()

    def test_an_article_goes_back_to_an_earlier_state_with_its_doubts(self) -> None:
        article = imported(TAKEN)
        began = last_act(article)
        reword(rest(article), professional="Rest helps most people")
        undoing.restore_version(done=began, actor=article.author)
        assert states(article)["Taken out of"] == DoubtState.OPEN


class TestGone:
    def test_a_doubt_about_a_removed_part_comes_back_with_it(self) -> None:
        article = imported(TAKEN)
        row = rest(article)
        removing.remove(row=row, version=row.version, actor=article.author)
        act = last_act(article)
        assert states(article)["Taken out of"] == DoubtState.GONE
        undoing.undo(done=act, actor=article.author)
        assert states(article)["Taken out of"] == DoubtState.OPEN


class TestOver:
    """A text taken over a working copy brings the doubts about what was taken over."""

    def take_over(self, article: Article, text: str, accepted: list[str] | None = None) -> Act | None:
        result = import_text(text.encode())
        return drafting.take_over(
            article=article,
            document=result.document,
            accepted=accepted,
            shown=last_act(article).pk,
            actor=article.author,
            doubts=result.doubts,
        ).act

    def test_undo_takes_them_along_and_redo_brings_them_back(self) -> None:
        article = imported("What helps?\n\nOverview\n\n- Sleep helps a lot\n")
        act = self.take_over(article, TAKEN)
        assert act
        assert "Taken out of" in open_ones(article)
        undoing.undo(done=act, actor=article.author)
        assert states(article) == {}
        undoing.redo(done=act, actor=article.author)
        assert "Taken out of" in open_ones(article)

    def test_what_was_not_taken_over_brings_none(self) -> None:
        article = imported("What helps?\n\nOverview\n\n- Sleep helps a lot\n")
        self.take_over(article, TAKEN, accepted=[])
        assert states(article) == {}
        comes = incoming(article, import_text(TAKEN.encode()).document)
        sleep = [offer.id for offer in comes.offers if offer.kind == "added" and offer.keys[0][0] == "Reference"]
        self.take_over(article, TAKEN, accepted=sleep[:1])
        assert states(article) == {}

    def test_a_sentence_that_stood_there_in_these_words_is_not_asked_about(self) -> None:
        article = imported("What helps?\n\nOverview\n\n- Rest helps [1]\n- Sleep helps a lot\n" + LISTED)
        assert states(article) == {}
        self.take_over(article, TAKEN.replace("Sleep helps a lot", "Sleep helps a little"))
        assert "Taken out of" not in states(article)

    def test_what_was_settled_is_not_asked_again_when_the_same_comes_again(self) -> None:
        article = imported(TAKEN)
        look_at(doubt=doubt_about(rest(article)), is_right=True, actor=article.author)
        reword(rest(article), professional="Rest helps in most people")
        self.take_over(article, TAKEN)
        assert states(article)["Taken out of"] == DoubtState.RIGHT
        assert Doubt.objects.filter(node=rest(article).pk).count() == 1


class TestLookedAt:
    def test_who_and_when_is_kept_and_it_can_be_taken_back(self) -> None:
        article = imported(TAKEN)
        doubt = doubt_about(rest(article))
        for _twice in range(2):
            look_at(doubt=doubt, is_right=True, actor=article.author)
        doubt.refresh_from_db()
        assert (doubt.is_right, doubt.looked_by) == (True, article.author)
        assert timezone.now() - doubt.looked_at < timedelta(minutes=1)  # type: ignore[operator]
        assert states(article)["Taken out of"] == DoubtState.RIGHT
        look_at(doubt=doubt, is_right=False, actor=article.author)
        assert states(article)["Taken out of"] == DoubtState.OPEN

    def test_by_those_only_who_may_edit(self) -> None:
        article = imported(TAKEN)
        with pytest.raises(Forbidden):
            look_at(doubt=doubt_about(rest(article)), is_right=True, actor=factories.author())
        archiving.archive(article=article, actor=article.author)
        with pytest.raises(Refused):
            look_at(doubt=doubt_about(rest(article)), is_right=True, actor=article.author)
        assert not doubt_about(rest(article)).is_right


class TestPutBack:
    def test_the_words_are_as_they_were_in_one_act_that_can_be_undone(self) -> None:
        article = imported(TAKEN)
        row = rest(article)
        put_back(doubt=doubt_about(row), actor=article.author)
        row.refresh_from_db()
        assert (row.professional, row.citations) == ("Rest helps 1", [])
        assert states(article)["Taken out of"] == DoubtState.CHANGED
        act = last_act(article)
        assert (act.kind, act.node) == ("edited", row.pk)
        undoing.undo(done=act, actor=article.author)
        row.refresh_from_db()
        assert (row.professional, len(row.citations)) == ("Rest helps", 1)
        assert states(article)["Taken out of"] == DoubtState.OPEN

    def test_sources_in_brackets_stay_and_what_was_removed_since_is_no_hindrance(self) -> None:
        article = imported(TAKEN.replace("Rest helps 1", "Rest helps¹ [2]"))
        row = rest(article)
        doubt = doubt_about(row)
        second = article.references.get(csl__title="Title two")
        assert doubt.before == {"professional": "Rest helps¹", "citations": [str(second.pk)]}
        removing.remove(row=second, version=1, actor=article.author, with_citations=[row.pk])
        with pytest.raises(Stale):
            put_back(doubt=doubt, actor=article.author)

    def test_not_over_what_somebody_wrote_since(self) -> None:
        article = imported(TAKEN)
        doubt = doubt_about(rest(article))
        reword(rest(article), professional="Rest helps most people")
        with pytest.raises(Stale):
            put_back(doubt=doubt, actor=article.author)
        assert rest(article).professional == "Rest helps most people"

    def test_nothing_where_the_guess_changed_nothing(self) -> None:
        article = imported(STRAY)
        doubt = Doubt.objects.filter(before={}).first()
        assert doubt
        with pytest.raises(Refused):
            put_back(doubt=doubt, actor=article.author)


class TestCounted:
    def test_my_articles_count_what_is_open_and_follow_each_look(self) -> None:
        article = imported(TAKEN)
        doubt = doubt_about(rest(article))
        number = len(open_ones(article))

        def count() -> int:
            return tallies_of([article])[article.pk].doubts

        assert count() == number > 0
        look_at(doubt=doubt, is_right=True, actor=article.author)
        assert count() == number - 1
        look_at(doubt=doubt, is_right=False, actor=article.author)
        assert count() == number
        reword(rest(article), professional="Rest helps most people")
        assert count() == number - 1

    def test_the_editor_is_told_what_was_open_when_it_was_submitted(self) -> None:
        article = imported(TAKEN)
        outline.add_statement(article=article, place="answer", owner=None, professional="Rest.", actor=article.author)
        settled, left = Doubt.objects.filter(article=article, node__isnull=False)[:2]
        look_at(doubt=settled, is_right=True, actor=article.author)
        revision = workflow.submit(article=Article.objects.get(pk=article.pk), actor=article.author)
        look_at(doubt=left, is_right=True, actor=article.author)
        look_at(doubt=settled, is_right=False, actor=article.author)
        assert left in open_when_submitted(revision)


def test_references_that_were_pasted_bring_theirs() -> None:
    article = factories.draft()
    rows = outline.add_references(
        article=article,
        each=[{"key": "a", "csl": {"type": "book", "title": "A"}, "note": ""}, {"key": "b", "csl": {}, "note": "B"}],
        doubts=[(), ("It was not recognised, so it stays whole as a note.",)],
        actor=article.author,
    )
    doubt = Doubt.objects.get(article=article)
    assert (doubt.node, doubt.sentence) == (
        rows[1].pk,
        {"words": "It was not recognised, so it stays whole as a note."},
    )
    act = last_act(article)
    assert (act.count, act.doubts.get()) == (2, doubt)
    drafting.edit(row=rows[1], version=1, values={"note": "Another note."}, actor=article.author)
    rows_now = rows_by_id(article, rows_of_article(article))
    assert [state for _doubt, state in stood(current(article), rows_now)] == [DoubtState.OPEN]
    drafting.edit(row=rows[1], version=2, values={"csl": {"type": "book", "title": "B"}}, actor=article.author)
    rows_now = rows_by_id(article, rows_of_article(article))
    assert [state for _doubt, state in stood(current(article), rows_now)] == [DoubtState.CHANGED]

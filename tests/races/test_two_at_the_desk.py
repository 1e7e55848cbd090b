"""Two people at one working copy at the same instant: what both do is there, or one of them is told why not, and no act
is half done.
"""

from collections.abc import Callable
from typing import Any

import pytest

from articles.models import Act, Article, Place, Statement
from articles.states import Refused
from articles.working_copy import drafting, moving, outline, removing, undoing
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from editorial.accounts.models import User
from tests import factories
from tests.races.harness import Outcome, failures, together, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("attempt", range(3))]


def sound(article: Article, outcomes: list[Outcome]) -> None:
    """Nobody met a fault, the rows make a document, the journal holds."""
    assert not failures(outcomes)
    assert violations(article) == []
    fresh = Article.objects.get(pk=article.pk)
    assert compose(fresh)
    positions = list(fresh.statements.filter(place="body").values_list("section_id", "position"))
    assert len(positions) == len(set(positions))


def written() -> tuple[Article, User, Statement]:
    article = factories.draft()
    row = article.statements.filter(place="body").order_by("position").first()
    assert row
    return article, factories.editor(), row


def adding(article: Article, row: Statement, text: str, actor: User) -> Callable[[], Any]:
    def act() -> Statement:
        return outline.add_statement(
            article=Article.objects.get(pk=article.pk),
            place=Place.BODY,
            owner=row.section,
            where=row.pk,
            professional=text,
            actor=actor,
        )

    return act


def editing(row: Statement, text: str, actor: User) -> Callable[[], Any]:
    return lambda: drafting.edit(row=row, version=row.version, values={"professional": text}, actor=actor)


def undoing_of(done: Act | None, actor: User) -> Callable[[], Any]:
    assert done
    return lambda: undoing.undo(done=done, actor=actor)


def test_two_add_at_the_same_place(attempt: int) -> None:
    article, editor, row = written()
    outcomes = together(adding(article, row, "One", article.author), adding(article, row, "Two", editor))
    sound(article, outcomes)
    texts = list(
        article.statements.filter(section=row.section).order_by("position").values_list("professional", flat=True)
    )
    assert set(texts[1:3]) == {"One", "Two"}


def test_one_moves_what_the_other_removes(attempt: int) -> None:
    article, editor, row = written()
    shown = latest(article)
    other = Statement.objects.get(pk=row.pk)
    outcomes = together(
        lambda: moving.shift(row=row, version=row.version, earlier=False, actor=article.author),
        lambda: removing.remove(row=other, version=other.version, shown=shown, actor=editor),
    )
    sound(article, outcomes)
    moved, removed = outcomes
    assert bool(moved.refusal) != bool(removed.refusal) or not (moved.refusal or removed.refusal)
    assert Statement.objects.filter(pk=row.pk).exists() == bool(removed.refusal)


def test_two_undo_the_same_act(attempt: int) -> None:
    article, editor, row = written()
    drafting.edit(row=row, version=row.version, values={"professional": "Changed"}, actor=article.author)
    done, before = article.acts.latest("pk"), article.acts.count()
    outcomes = together(undoing_of(done, article.author), undoing_of(done, editor))
    sound(article, outcomes)
    assert article.acts.count() == before + 1


def test_one_undoes_what_the_other_edits(attempt: int) -> None:
    article, editor, row = written()
    row = drafting.edit(row=row, version=row.version, values={"professional": "First"}, actor=article.author)
    row = Statement.objects.get(pk=row.pk)
    outcomes = together(undoing_of(article.acts.latest("pk"), article.author), editing(row, "Second", editor))
    sound(article, outcomes)
    undone, edited = outcomes
    assert undone.refusal or edited.refusal
    assert (Statement.objects.get(pk=row.pk).professional == "Second") == (edited.refusal is None)


def test_one_imports_over_what_the_other_edits(attempt: int) -> None:
    article, editor, row = written()
    document = compose(article)
    outcomes = together(
        lambda: drafting.replace_document(article=article, document=document, actor=article.author),
        editing(row, "While it was imported", editor),
    )
    sound(article, outcomes)
    assert outcomes[0].refusal is None
    kept = set(Statement.history.filter(article_id=article.pk).values_list("professional", flat=True))
    assert outcomes[1].refusal or "While it was imported" in kept


def test_all_of_it_can_be_taken_back(attempt: int) -> None:
    article, editor, row = written()
    before = compose(article).canonical()
    together(
        adding(article, row, "One", article.author),
        editing(Statement.objects.get(pk=row.pk), "Other", editor),
        lambda: outline.add_section(article=Article.objects.get(pk=article.pk), title="New", actor=editor),
    )
    for person in (article.author, editor):
        for _ in range(3):
            try:
                undoing.undo_last(article=Article.objects.get(pk=article.pk), actor=person)
            except Refused as refusal:
                pytest.fail(str(refusal))
    assert compose(Article.objects.get(pk=article.pk)).canonical() == before

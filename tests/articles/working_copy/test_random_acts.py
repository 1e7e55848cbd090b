"""Two people do anything to the outline, in any order; then all of it is undone, and the document is the one it was."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Act, Article, NodeRow, Place, Statement
from articles.states import Refused
from articles.working_copy import drafting, moving, outline, removing, undoing
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from tests import factories

ACTS = (
    "section",
    "line",
    "intervention",
    "statement",
    "reference",
    "edit",
    "move",
    "nest",
    "unnest",
    "shift",
    "remove",
)
ACTS += ("cite", "undo", "redo")


# An act, one of two people, and numbers that choose among whatever is there then: identities differ from run to run,
# so nothing is drawn while it runs.
PLANS = st.lists(st.tuples(st.sampled_from(ACTS), st.booleans(), st.lists(st.integers(0, 999), min_size=6, max_size=6)))


class Desk:
    """Does what the plan says, as one of two people; what is refused leaves everything as it was."""

    def __init__(self, article: Article) -> None:
        self.article, self.numbers = article, iter([0])
        self.people = (article.author, factories.editor())

    def any(self, choices: Any) -> Any:
        found = list(choices)
        return found[next(self.numbers) % len(found)] if found else None

    def where(self, rows: Any) -> Any:
        return self.any(["first", "last", *[row.pk for row in rows]])

    def act(self, name: str, is_editor: bool, numbers: list[int]) -> None:
        before = compose(self.article).canonical()
        self.numbers = iter(numbers)
        try:
            getattr(self, name)(self.people[is_editor])
        except Refused:
            assert compose(Article.objects.get(pk=self.article.pk)).canonical() == before
        compose(Article.objects.get(pk=self.article.pk))

    def section(self, who: Any) -> None:
        kind = self.any(["text", "algorithm"])
        where = self.where(self.article.sections.all())
        outline.add_section(article=self.article, title="New", kind=kind, where=where, actor=who)

    def line(self, who: Any) -> None:
        if section := self.any(self.article.sections.all()):
            outline.add_line(section=section, title="New", where=self.where(section.lines.all()), actor=who)

    def intervention(self, who: Any) -> None:
        if line := self.any(self.article.treatmentlines.all()):
            where = self.where(line.interventions.all())
            outline.add_intervention(line=line, name="New", where=where, actor=who)

    def statement(self, who: Any) -> None:
        place, owner = self.spot()
        outline.add_statement(article=self.article, place=place, owner=owner, professional="New.", actor=who)

    def spot(self) -> tuple[Place, NodeRow | None]:
        article = self.article
        owners: list[tuple[Place, NodeRow | None]] = [(Place.ANSWER, None)]
        owners += [(Place.BODY, each) for each in article.sections.all()]
        owners += [(Place.CRITERION, each) for each in article.treatmentlines.all()]
        owners += [(Place.DETAIL, each) for each in article.interventions.all()]
        owners += [(Place.NESTED, each) for each in article.statements.all()]
        return self.any(owners)

    def reference(self, who: Any) -> None:
        key = f"key{self.any(range(4))}"
        outline.add_reference(
            article=self.article, key=key, csl={}, where=self.where(self.article.references.all()), actor=who
        )

    def cite(self, who: Any) -> None:
        statement, reference = self.any(self.article.statements.all()), self.any(self.article.references.all())
        if statement and reference:
            values = {"citations": [str(reference.pk)]}
            drafting.edit(row=statement, version=statement.version, values=values, actor=who)

    def edit(self, who: Any) -> None:
        if row := self.any(self.article.statements.all()):
            words = self.any(["One.", "Two."])
            version = self.any(range(1, row.version + 1))
            drafting.edit(row=row, version=version, values={"professional": words}, actor=who)

    def anything(self) -> Any:
        article = self.article
        kinds = (
            article.sections,
            article.treatmentlines,
            article.interventions,
            article.statements,
            article.references,
        )
        return self.any(row for rows in kinds for row in rows.all())

    def move(self, who: Any) -> None:
        if (row := self.anything()) is None:
            return
        place, owner = self.spot() if isinstance(row, Statement) else (None, None)
        where = self.any(["first", "last"])
        moving.move(row=row, version=row.version, where=where, owner=owner, place=place, actor=who)

    def shift(self, who: Any) -> None:
        if row := self.anything():
            moving.shift(row=row, version=row.version, earlier=self.any([True, False]), actor=who)

    def nest(self, who: Any) -> None:
        if row := self.any(self.article.statements.all()):
            moving.nest(row=row, version=row.version, actor=who)

    def unnest(self, who: Any) -> None:
        if row := self.any(self.article.statements.filter(place=Place.NESTED)):
            moving.unnest(row=row, version=row.version, actor=who)

    def remove(self, who: Any) -> None:
        if row := self.anything():
            removing.remove(row=row, version=row.version, shown=latest(self.article), actor=who)

    def undo(self, who: Any) -> None:
        undoing.undo_last(article=self.article, actor=who)

    def redo(self, who: Any) -> None:
        undoing.redo_last(article=self.article, actor=who)


@pytest.mark.django_db
@given(PLANS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_two_people_did_in_any_order_is_undone_to_the_byte(plan: list[Any]) -> None:
    article = factories.draft()
    before, started = compose(article), latest(article)
    desk = Desk(article)
    for name, is_editor, numbers in plan:
        desk.act(name, is_editor, numbers)
    # What was undone and redone stands or does not; undo what stands, the last first.
    while True:
        standing = Act.objects.filter(article=article, pk__gt=started, is_undone=False).exclude(
            kind__in=("undone", "redone")
        )
        done = [act for act in standing if act.kind not in ("started",)]
        if not done:
            break
        undoing.undo(done=max(done, key=when), actor=article.author)
    assert compose(Article.objects.get(pk=article.pk)).canonical() == before.canonical()


def when(done: Act) -> int:
    """When it last came to stand: done, or done again."""
    redone = done.reversals.filter(kind="redone").order_by("-pk").first()
    return redone.pk if redone else done.pk

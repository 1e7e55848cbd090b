"""Documents that nobody would write: any characters, any nesting, anything optional missing."""

from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.csl import Csl, DateParts, PersonName
from articles.document import (
    INTERVENTION_KINDS,
    RATE_KINDS,
    STATEMENT_STYLES,
    Condition,
    Document,
    Intervention,
    Rate,
    Reference,
    Section,
    Statement,
    TreatmentLine,
    Wait,
)

Value = TypeVar("Value")

_SPICE = st.sampled_from(
    ["<b>", "</script>", "&amp;", '"', "{", "}", "\\", "%", "*", "_", "#", "$", "~", "^", "é", "≤"]
)
_WORD = st.text(st.characters(codec="latin-1", categories=["L", "N", "P"]), min_size=1, max_size=9)
words = st.lists(_WORD | _SPICE, min_size=1, max_size=6).map(" ".join).filter(lambda text: text.strip())
maybe = words | st.just("")


def collected(strategy: st.SearchStrategy[Value], number: int) -> list[Value]:
    """So many values at once, for a judge that is slow to start and reads many."""
    values: list[Value] = []

    @given(strategy)
    @settings(max_examples=number, deadline=None, database=None)
    def collect(value: Value) -> None:
        values.append(value)

    collect()
    return values


@st.composite
def references(draw: st.DrawFn) -> Reference:
    name = st.builds(PersonName, family=words, given=maybe)
    date = st.lists(st.integers(-5, 3000), min_size=1, max_size=3).map(tuple)
    issued = draw(st.none() | date)
    csl = Csl(
        type=draw(st.sampled_from(["article-journal", "book", "chapter", "webpage", "thesis", "dataset"])),
        title=draw(maybe),
        author=tuple(draw(st.lists(name, max_size=3))),
        issued=DateParts(date_parts=(issued,)) if issued else None,
        **{
            field: draw(maybe)
            for field in ("container_title", "volume", "issue", "page", "DOI", "PMID", "PMCID", "URL")
        },
    )
    return Reference(key=draw(words), csl=csl, note=draw(maybe))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    listed = tuple(draw(st.lists(references(), max_size=3)))
    cited = st.lists(st.sampled_from([each.id for each in listed]), max_size=2, unique=True) if listed else st.just([])

    def statement(depth: int = 0) -> Statement:
        return Statement(
            label=draw(maybe),
            plain_label=draw(maybe),
            professional=draw(words),
            plain=draw(maybe),
            style=draw(st.sampled_from(STATEMENT_STYLES)),
            citations=tuple(draw(cited)),
            children=statements(1, depth + 1) if depth < 2 else (),
        )

    def statements(most: int = 2, depth: int = 0) -> tuple[Statement, ...]:
        return tuple(statement(depth) for _ in range(draw(st.integers(0, most))))

    def intervention() -> Intervention:
        rates = tuple(
            Rate(
                kind=draw(st.sampled_from(RATE_KINDS)),
                statement=statement(),
                percentage=percentage,
                **draw(st.sampled_from([{}, {"denominator": 277}, {"numerator": 99, "denominator": 277}])),
            )
            for percentage in draw(st.lists(st.sampled_from(["0", "35.7", "70.70", "100"]), max_size=2))
        )
        return Intervention(
            name=draw(words),
            plain_name=draw(maybe),
            kind=draw(st.sampled_from(INTERVENTION_KINDS)),
            details=statements(),
            rates=rates,
        )

    def line(rank: int) -> TreatmentLine:
        waits = [None, Wait(min=0, max=0, unit="week"), Wait(min=4, max=6, unit="week"), Wait(min=3, unit="month")]
        wait = draw(st.sampled_from([*waits, Wait(max=48, unit="hour")]))
        return TreatmentLine(
            rank=rank,
            title=draw(words),
            plain_title=draw(maybe),
            criterion=draw(st.sampled_from([None, statement()])),
            interventions=tuple(intervention() for _ in range(draw(st.integers(0, 2)))),
            wait=wait,
        )

    lines = tuple(line(rank) for rank in range(1, draw(st.integers(1, 4))))
    return Document(
        title=draw(words),
        heading=draw(maybe),
        condition=Condition(name=draw(maybe), synonyms=tuple(draw(st.lists(words, max_size=2))), icd10=draw(maybe)),
        specialty=draw(maybe),
        answer=statements(),
        sections=(
            Section(title=draw(maybe), statements=statements()),
            Section(kind="algorithm", title=draw(maybe), statements=statements(1), lines=lines),
        ),
        references=listed,
    )

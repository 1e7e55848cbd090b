"""Comparison: any single edit is exactly that change, a mirror image backwards, and quantities come first."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparison import compare
from articles.comparison.segments import segments
from articles.document import Document, Reference, Statement
from tests.samples import sample_document

SAMPLE = sample_document()
STATEMENTS = list(SAMPLE.statements())
WORDS = st.text(st.sampled_from("ab4.5 mg-–%é\n"), max_size=30)


def rebuilt(edit: Callable[[Any], Any], document: Document = SAMPLE) -> Document:
    """The document with `edit` applied to its JSON tree, validated again."""
    tree = document.model_dump(mode="json", by_alias=True)
    edit(tree)
    return Document.model_validate(tree)


def node(tree: Any, identity: UUID) -> Any:
    """The part of a JSON tree with that id."""
    found: list[Any] = []

    def search(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("id") == str(identity):
                found.append(value)
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                search(item)

    search(tree)
    return found[0]


def edited(identity: UUID, **values: Any) -> Document:
    return rebuilt(lambda tree: node(tree, identity).update(values))


def named(text: str) -> UUID:
    """The id of the statement or part that says this."""
    names = ("professional", "name", "title", "key")
    return next(n.id for n in SAMPLE.nodes() if any(getattr(n, name, "") == text for name in names))


INJECTION = named("Interspinous steroid injection (20 mg)")
RELIEF = named("Relief for up to 3 months in one patient")
SECOND = named("Interventional procedures")
OVERVIEW_POINT = named("L4–L5 is the commonest level {see figure_1}")


def only(after: Document, before: Document = SAMPLE) -> Any:
    (change,) = compare(before, after).changes
    return change


def test_a_document_compared_with_itself_has_no_changes():
    assert not compare(SAMPLE, SAMPLE)
    assert compare(SAMPLE, Document.from_canonical(SAMPLE.canonical())).sentences() == ()


def test_a_waiting_time_is_told_as_readers_say_it():
    change = only(edited(SECOND, wait={"min": 6, "max": 8, "unit": "week"}))
    assert (change.kind, change.node, change.field) == ("changed", SECOND, "wait")
    assert (change.before, change.after, change.quantity) == ("4–6 weeks", "6–8 weeks", True)
    assert change.where == "Treatment algorithm › Second line"
    assert str(change) == "The waiting time before the second line changed from 4–6 weeks to 6–8 weeks."
    without = edited(SECOND, wait=None)
    assert str(only(without)) == "The waiting time of 4–6 weeks before the second line was removed."
    assert str(only(SAMPLE, without)) == "A waiting time of 4–6 weeks before the second line was added."


def test_a_dose_within_a_sentence_is_a_quantity_and_a_reworded_sentence_is_not():
    dose = only(edited(RELIEF, professional="Relief for up to 6 months in one patient"))
    assert dose.quantity
    assert dose.where == "Treatment algorithm › Second line › Interspinous steroid injection (20 mg)"
    assert str(dose).endswith("up to 3 months became up to 6 months.")
    words = only(edited(RELIEF, professional="Less pain for up to three months in 1 patient"))
    assert not words.quantity, "three months are 3 months"
    assert str(words).startswith("The wording of Treatment algorithm › Second line")


def test_figures_that_do_not_pair_up_are_listed_and_nothing_is_said_to_have_become_another():
    text = "Evidence rests on one case: a patient aged 89 was free of pain for 6 months"
    said = str(only(edited(RELIEF, professional=text)))
    assert "became" not in said
    assert said.startswith("The figures in Treatment algorithm › Second line › ")
    assert said.endswith(" changed. Before: up to 3 months, one patient. Now: one case, 89, 6 months.")


def test_figures_that_change_places_are_listed():
    swapped = edited(RELIEF, professional="In 6 patients for up to 5 months")
    assert str(only(swapped)).endswith("Before: up to 3 months, one patient. Now: 6 patients, up to 5 months.")


def test_both_wordings_of_one_change_are_told_once():
    comparison = compare(SAMPLE, edited(RELIEF, professional="It helps", plain="It helps you"))
    assert [change.field for change in comparison.changes] == ["professional", "plain"]
    assert len(comparison.changes) == 2
    reworded = compare(SAMPLE, edited(OVERVIEW_POINT, professional="Mostly L4–L5", plain="Mostly low down"))
    assert len(reworded.changes) == 2
    assert reworded.sentences() == ("The wording of Understanding Baastrup’s disease › Level was revised.",)


def test_a_rate_is_compared_with_its_counts():
    def edit(tree: Any) -> None:
        node(tree, INJECTION)["rates"][0].update(percentage="28.9", numerator=80, denominator=277)

    change = only(rebuilt(edit))
    assert (change.field, change.before) == ("rate", "reported use 28.90%")
    assert change.after == "reported use 28.9% (80 of 277 patients)"
    assert change.quantity
    assert "rate of Interspinous steroid injection (20 mg) changed from reported use 28.90% to" in str(change)


def test_a_rate_comes_and_goes_as_one():
    without = edited(INJECTION, rates=[])
    change = only(without)
    assert (change.kind, change.part, change.quantity) == ("removed", "rate", True)
    assert "28.90%" in change.before
    assert only(SAMPLE, without).kind == "added"


def test_what_comes_with_a_parent_is_one_change_with_all_its_text():
    def drop(tree: Any) -> None:
        tree["sections"][1]["lines"].pop(1)
        tree["sections"][1]["lines"][1]["rank"] = 2

    change = only(rebuilt(drop))
    assert (change.kind, change.part, change.node, change.quantity) == ("removed", "line", SECOND, True)
    for text in ("Interventional procedures", "4–6", "Unless infection", "Relief for up to 3", "28.90%"):
        assert text in change.before
    assert change.segments == [("removed", change.before)]


def test_a_statement_that_moves_elsewhere_is_moved_not_removed_and_added():
    def move(tree: Any) -> None:
        details = node(tree, INJECTION)["details"]
        tree["sections"][2]["statements"].append(details.pop())

    change = only(rebuilt(move))
    assert (change.kind, change.node) == ("moved", RELIEF)
    assert change.before == "Treatment algorithm › Second line › Interspinous steroid injection (20 mg)"
    assert change.after == "Common pitfalls"


def test_what_survives_its_removed_parent_is_moved():
    def rescue(tree: Any) -> None:
        tree["answer"].append(tree["sections"].pop(2)["statements"][0])

    changes = compare(SAMPLE, rebuilt(rescue)).changes
    assert {(change.kind, change.part) for change in changes} == {
        ("removed", "section"),
        ("moved", "statement"),
    }
    removed = next(change for change in changes if change.kind == "removed")
    assert "Often missed" not in removed.before


def test_of_swapped_siblings_one_has_moved_and_ranks_follow_in_silence():
    def swap(tree: Any) -> None:
        lines = tree["sections"][1]["lines"]
        lines[0], lines[2] = lines[2], lines[0]
        lines[0]["rank"], lines[2]["rank"] = 1, 3

    changes = compare(SAMPLE, rebuilt(swap)).changes
    assert [(change.kind, change.part) for change in changes] == [("moved", "line")] * 2
    assert any("(1 of 3)" in change.before and "(3 of 3)" in change.after for change in changes)


def test_quantities_stand_first_then_reading_order():
    def edit(tree: Any) -> None:
        tree["title"] = "What helps?"
        tree["answer"].pop()
        node(tree, OVERVIEW_POINT)["plain"] = "Low down"
        node(tree, SECOND).update(wait={"min": 2, "max": 2, "unit": "week"})
        node(tree, RELIEF)["professional"] = "Relief for 12 weeks"
        tree["references"].insert(0, Reference(key="new").model_dump(mode="json", by_alias=True))

    comparison = compare(SAMPLE, rebuilt(edit))
    assert [(change.quantity, change.field or change.kind) for change in comparison.changes] == [
        (True, "removed"),  # "≥ 2 failed lines"
        (True, "wait"),
        (True, "professional"),
        (False, "title"),
        (False, "plain"),
        (False, "added"),
    ]
    assert len(comparison.quantities) == 3
    assert {SECOND, RELIEF, OVERVIEW_POINT} < {change.node for change in comparison.changes}
    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in comparison.sentences())


@pytest.mark.parametrize(
    ("field", "value"),
    [("label", "New"), ("plain_label", "New"), ("style", "number"), ("plain", "New"), ("citations", [])],
)
def test_each_field_of_a_statement_is_compared(field, value):
    change = only(edited(OVERVIEW_POINT, **{field: value}))
    assert (change.kind, change.node, change.field) == ("changed", OVERVIEW_POINT, field)


@pytest.mark.parametrize("field", ["title", "DOI", "PMID", "PMCID", "URL", "volume", "issue", "page", "type"])
def test_each_field_of_a_reference_is_compared_and_is_no_quantity(field):
    reference = SAMPLE.references[0]
    change = only(rebuilt(lambda tree: tree["references"][0]["csl"].update({field: "10 mg"})))
    assert (change.node, change.field, change.quantity) == (reference.id, field, False)


@pytest.mark.parametrize("field", ["title", "heading", "plain_heading", "specialty", "source_date", "language"])
def test_each_field_of_the_article_is_compared(field):
    value = {"source_date": "2026-01-01", "language": "de"}.get(field, "New")
    change = only(SAMPLE.model_copy(update={field: value}))
    assert (change.node, change.part, change.field, change.after) == (None, "article", field, value)


@given(st.sampled_from(STATEMENTS), st.sampled_from(["professional", "plain", "label"]), WORDS)
def test_any_single_edit_yields_exactly_that_change(statement: Statement, field: str, text: str):
    text = text.strip() or "x"
    if field == "label":
        text = " ".join(text.split())  # a label is one line
    changes = compare(SAMPLE, edited(statement.id, **{field: text})).changes
    if text == getattr(statement, field):
        assert changes == ()
    else:
        (change,) = changes
        assert (change.kind, change.node, change.field) == ("changed", statement.id, field)
        assert (change.before, change.after) == (getattr(statement, field), text)


@st.composite
def rearranged(draw: st.DrawFn) -> Document:
    """The sample with lists shuffled, statements reworded, dropped, added and carried to other lists."""

    def edit(tree: Any) -> None:
        lists = [tree["answer"]]
        lists += [section["statements"] for section in tree["sections"]]
        lists += [i["details"] for line in tree["sections"][1]["lines"] for i in line["interventions"]]
        for _ in range(draw(st.integers(0, 6))):
            source, target = draw(st.sampled_from(lists)), draw(st.sampled_from(lists))
            action = draw(st.sampled_from(["shuffle", "reword", "drop", "add", "carry", "sections"]))
            if action == "sections":
                tree["sections"][:] = draw(st.permutations(tree["sections"]))
            elif action == "shuffle":
                source[:] = draw(st.permutations(source))
            elif action == "add":
                new = Statement(professional=draw(WORDS).strip() or "x").model_dump(mode="json")
                source.insert(draw(st.integers(0, len(source))), new | {"id": str(uuid4())})
            elif source:
                taken = source.pop(draw(st.integers(0, len(source) - 1)))
                if action == "reword":
                    taken["professional"] = draw(WORDS).strip() or "x"
                if action != "drop":
                    target.insert(draw(st.integers(0, len(target))), taken)

    return rebuilt(lambda tree: edit(tree))


MIRROR = {"added": "removed", "removed": "added", "changed": "changed", "moved": "moved"}


@given(rearranged(), rearranged())
def test_comparing_backwards_is_the_mirror_image(one: Document, other: Document):
    forwards, backwards = compare(one, other), compare(other, one)
    assert bool(forwards) == (one.digest != other.digest)
    facts = {(c.kind, c.node, c.field, c.before, c.after, c.quantity) for c in forwards.changes}
    assert len(facts) == len(forwards.changes)
    assert facts == {(MIRROR[c.kind], c.node, c.field, c.after, c.before, c.quantity) for c in backwards.changes}
    came = {n.id for n in other.nodes()} - {n.id for n in one.nodes()}
    assert {c.node for c in forwards.changes if c.kind == "added"} <= came
    assert forwards.sentences() == compare(one, other).sentences()


@given(WORDS, WORDS)
def test_segments_rebuild_both_texts_and_mirror(before: str, after: str):
    cut = segments(before, after)
    assert "".join(text for kind, text in cut if kind != "added") == before
    assert "".join(text for kind, text in cut if kind != "removed") == after
    assert all(text for _kind, text in cut)
    back = [(MIRROR.get(kind, kind), text) for kind, text in segments(after, before)]
    assert sorted(back) == sorted(cut)


def test_segments_cut_between_words():
    assert segments("inject 20 mg slowly", "inject 40 mg slowly") == [
        ("same", "inject "),
        ("removed", "20"),
        ("added", "40"),
        ("same", " mg slowly"),
    ]


def test_the_longest_and_most_repetitive_texts_are_cut_too():
    before, after = "a b " * 2_500, "b a " * 2_500
    assert len(segments(before, after)) <= 4

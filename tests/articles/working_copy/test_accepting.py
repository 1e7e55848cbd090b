"""Of what comes any part can be taken: nothing, everything and whatever is between make a document."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.document import Document, Intervention, Rate, Reference, Section, Statement, TreatmentLine
from articles.working_copy.accepting import Offers, merge_offers, merged
from articles.working_copy.identities import fresh_identities, keep_identities
from tests.articles.working_copy.test_replacing import documents, shape

CHOICES = st.lists(st.booleans(), min_size=60, max_size=60)
many = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def incoming(second: Document, first: Document) -> Document:
    return keep_identities(fresh_identities(second), first)


def whole(document: Document) -> Document:
    """The document, every rule of it asked again. Raises pydantic.ValidationError."""
    return Document.model_validate(document.model_dump(by_alias=True))


@given(documents(), documents())
@many
def test_nothing_accepted_is_what_is_there_and_everything_what_comes(first, second):
    comes = incoming(second, first)
    assert merged(first, comes, ()).canonical() == first.canonical()
    every = [offer.id for offer in Offers(first, comes)]
    assert shape(merged(first, comes, every)) == shape(comes)
    assert whole(merged(first, comes, every))
    assert bool(every) == (first != comes.model_copy(update={"article": first.article}))


@given(documents(), documents(), CHOICES)
@many
def test_any_choice_makes_a_document_in_which_no_words_that_stay_are_lost(first, second, choices):
    comes = incoming(second, first)
    offers = Offers(first, comes)
    chosen = {offer.id for offer, is_chosen in zip(offers, choices, strict=False) if is_chosen}
    result = merge_offers(offers, chosen)
    document = whole(result.document)
    accepted = [offers.by_id[each] for each in offers.needed(chosen)]
    there = {node.id for node in document.nodes()}
    gone = {key[1] for offer in accepted if offer.kind == "removed" for key in offer.keys}
    came = {key[1] for offer in accepted if offer.kind == "added" for key in offer.keys}
    stayed = {key[1] for key in result.stayed}
    assert there == ({node.id for node in first.nodes()} - gone) | came | stayed
    assert len({reference.key for reference in document.references}) == len(document.references)
    # What nobody accepted is not offered as done, and what was accepted is not offered again.
    left = {(offer.kind, offer.key, offer.aspect) for offer in Offers(document, comes)}
    done = {
        (offer.kind, offer.key, offer.aspect)
        for offer in accepted
        if offer.kind in ("added", "removed") and not stayed.intersection(key[1] for key in offer.keys)
    }
    assert not left & done


@given(documents(), documents(), CHOICES)
@many
def test_what_is_taken_in_two_steps_is_taken(first, second, choices):
    comes = incoming(second, first)
    offers = Offers(first, comes)
    chosen = {offer.id for offer, is_chosen in zip(offers, choices, strict=False) if is_chosen}
    half = merged(first, comes, chosen)
    rest = merged(half, comes, [offer.id for offer in Offers(half, comes)])
    assert shape(rest) == shape(comes)


def test_the_ids_of_offers_are_the_same_when_the_text_is_read_again():
    first = Document(title="What helps?", answer=(Statement(professional="Rest."),))
    second = Document(title="What helps?", answer=(Statement(professional="Rest."), Statement(professional="Walk.")))
    once, again = (Offers(first, incoming(second, first)) for _reading in range(2))
    assert [offer.id for offer in once] == [offer.id for offer in again]


def test_an_accepted_statement_brings_its_source():
    first = Document(title="What helps?")
    source = Reference(key="smith2019")
    cites = Statement(professional="Rest.", citations=(source.id,))
    comes = Document(title="What helps?", answer=(cites,), references=(source,))
    offers = Offers(first, comes)
    (statement,) = (offer.id for offer in offers if offer.key[0] == "Statement")
    assert merged(first, comes, [statement]).references == (source,)


def test_a_section_in_which_something_stays_stays():
    kept = Statement(professional="Rest the elbow for a week.")
    old = Section(title="Notes", statements=(kept, Statement(professional="Operate.")))
    first = Document(title="What helps?", sections=(old,))
    comes = Document(title="What helps?", answer=(kept,))
    offers = Offers(first, comes)
    (gone,) = (offer for offer in offers if offer.kind == "removed")
    result = merge_offers(offers, [gone.id])
    assert result.document.sections == (old.model_copy(update={"statements": (kept,)}),)
    assert result.stayed == (("Section", old.id),)
    assert merged(first, comes, [offer.id for offer in offers]).sections == ()


def test_one_criterion_takes_the_place_of_another():
    line = TreatmentLine(rank=1, title="First", criterion=Statement(professional="Always."))
    other = line.model_copy(update={"criterion": Statement(professional="When nothing else is left to do.")})
    first = Document(title="What helps?", sections=(Section(kind="algorithm", lines=(line,)),))
    comes = first.model_copy(update={"sections": (first.sections[0].model_copy(update={"lines": (other,)}),)})
    (added,) = (offer.id for offer in Offers(first, comes) if offer.kind == "added")
    assert merged(first, comes, [added]).lines == (other,)


def test_what_hangs_in_a_circle_is_moved_whole():
    upper, lower = Statement(professional="Rest."), Statement(professional="Walk daily.")
    first = Document(title="What helps?", answer=(upper.model_copy(update={"children": (lower,)}),))
    comes = Document(title="What helps?", answer=(lower.model_copy(update={"children": (upper,)}),))
    offers = Offers(first, comes)
    (under,) = (offer.id for offer in offers if offer.key[1] == upper.id)
    assert merged(first, comes, [under]).answer == comes.answer


def test_two_sources_never_carry_one_key():
    one, two = Reference(key="a"), Reference(key="b")
    first = Document(title="What helps?", references=(one, two))
    swapped = (one.model_copy(update={"key": "b"}), two.model_copy(update={"key": "a"}))
    comes = first.model_copy(update={"references": swapped})
    offers = Offers(first, comes)
    assert [each.key for each in merged(first, comes, [next(iter(offers)).id]).references] == ["b-2", "b"]
    assert merged(first, comes, [offer.id for offer in offers]).references == swapped


def test_lines_are_brought_together_in_one_algorithm():
    stays = TreatmentLine(rank=1, title="Rest")
    old = Section(kind="algorithm", title="Steps", lines=(stays,))
    new = Section(kind="algorithm", title="Stages", lines=(TreatmentLine(rank=1, title="Surgery"),))
    first = Document(title="What helps?", sections=(old,))
    comes = Document(title="What helps?", sections=(new,))
    (added,) = (offer.id for offer in Offers(first, comes) if offer.kind == "added")
    document = whole(merged(first, comes, [added]))
    assert [line.title for line in document.lines] == ["Surgery", "Rest"]
    assert [line.rank for line in document.lines] == [1, 2]


def test_a_rate_moves_with_its_sentence():
    said = Statement(professional="Used in 5%.")
    rest = Intervention(name="Rest", details=(said,))
    line = TreatmentLine(rank=1, title="First", interventions=(rest,))
    first = Document(title="What helps?", sections=(Section(kind="algorithm", lines=(line,)),))
    use = rest.model_copy(update={"details": (), "rates": (Rate(kind="use", statement=said, percentage="5"),)})
    lines = (line.model_copy(update={"interventions": (use,)}),)
    comes = first.model_copy(update={"sections": (first.sections[0].model_copy(update={"lines": lines}),)})
    (moved,) = Offers(first, comes)
    assert moved.quantity
    assert merged(first, comes, [moved.id]).lines == lines
    (back,) = Offers(comes, first)
    assert merged(comes, first, [back.id]).lines == first.lines

"""A line of treatment from its heading and blocks: criterion, waiting time, interventions, rates."""

from dataclasses import dataclass

from articles import limits
from articles.document import INTERVENTION_KINDS, Intervention, Rate, Statement, TreatmentLine
from articles.importing.field_lines import literal
from articles.importing.references.entries import shorten
from articles.importing.source.blocks import Block
from articles.importing.structure.figures import ReadRate, may_be_a_rate, rate_of_use, read_rate, read_wait
from articles.importing.structure.marks import take_marks
from articles.importing.structure.sentences import read_sentence, split_label
from articles.importing.structure.statements import WORDS_OR_PLACE, Statements
from articles.importing.vocabulary import intervention_kind, line_rank
from articles.rates import span
from articles.sayings import gettext as _
from articles.waits import wait_before, waits_in


@dataclass(frozen=True)
class Line:
    """A line of treatment, and what stood under its heading but is neither criterion nor intervention."""

    line: TreatmentLine
    unplaced: tuple[Statement, ...] = ()


def read_line(heading: Block, blocks: list[Block], rank: int, statements: Statements) -> Line:
    """Read the line of treatment under a heading.

    The paragraphs before the first item are its criterion (the first, with the others under it); each item is an
    intervention; anything later is handed back.
    """
    fields = dict(heading.fields)
    written = fields.pop("wait", None)
    title, plain_title, stray = statements.title(Block("heading", heading.text, level=heading.level, fields=fields))
    unplaced = list(stray)
    first_item = next((place for place, block in enumerate(blocks) if _is_intervention(block)), len(blocks))
    criterion = _criterion(blocks[:first_item], statements)
    wait = wait_before(criterion)
    if written is not None:
        wait = read_wait(written)
        if wait is None and written.casefold() != "none":
            unplaced += statements.leftover({"wait": written})
    elif criterion and len(set(waits_in(criterion.professional))) > 1:
        message = _("“%(text)s” names several times; %(time)s was recorded as the waiting time before this line.")
        statements.doubt(
            message % {"text": shorten(criterion.professional), "time": span(wait)}, criterion.id, *WORDS_OR_PLACE
        )
    interventions = []
    for block in blocks[first_item:]:
        intervention = _intervention(block, statements) if _is_intervention(block) else None
        if intervention:
            interventions.append(intervention)
        else:
            unplaced += statements.one(block, labelled=False)
    line = TreatmentLine(
        rank=rank,
        title=title or _("Line %(rank)s") % {"rank": rank},
        plain_title=plain_title,
        criterion=criterion,
        wait=wait,
        interventions=tuple(interventions),
    )
    _report(line, unplaced, statements)
    return Line(line, tuple(unplaced))


def _report(line: TreatmentLine, unplaced: list[Statement], statements: Statements) -> None:
    named = {"title": shorten(line.title)}
    if (printed := line_rank(line.title)) and printed != line.rank:
        message = _("“%(title)s” is number %(rank)s in the algorithm; its title says another number.")
        statements.doubt(message % (named | {"rank": line.rank}), line.id)
    if not line.interventions:
        statements.doubt(_("“%(title)s” has no interventions.") % named, line.id, is_found=True)
    for statement in unplaced:
        message = _("“%(text)s” stood under “%(title)s” and was kept as a paragraph of its section.")
        statements.doubt(message % (named | {"text": shorten(statement.professional)}), statement.id, "place")


def _is_intervention(block: Block) -> bool:
    return block.type == "item" and block.fields.get("style") != "paragraph"


def _criterion(blocks: list[Block], statements: Statements) -> Statement | None:
    found = statements.of(blocks, labelled=False)
    if len(found) <= 1:
        return found[0] if found else None
    message = _("Only the first sentence under a line is its criterion; the others were kept under it.")
    statements.doubt(message, found[0].id)
    return found[0].model_copy(update={"children": found[0].children + found[1:]})


def _intervention(block: Block, statements: Statements) -> Intervention | None:
    """The intervention in an item; None when the item is too long to be a name."""
    label, rest = ("", block.text) if block.literal else split_label(block.text)
    name = label or (rest if block.literal else rest.rstrip(": "))
    if not name or len(name) > limits.LINE:
        return None
    fields = dict(block.fields)
    plain, as_it_stands = literal(fields.pop("plain", ""))
    plain_name, plain_rest = split_label(plain) if label and not as_it_stands else ("", "")
    plain_name, plain_rest = (plain_name, plain_rest) if plain_name else (plain, "")
    kind = next((known for known in INTERVENTION_KINDS if known == fields.get("kind")), None)
    if kind:
        del fields["kind"]
    if len(plain_name) > limits.LINE:
        fields["plain"], plain_name = plain_name, ""
    children = list(block.children)
    if label:
        children.insert(0, Block("paragraph", rest, fields={"plain": plain_rest} if plain_rest else {}))
    rates, details = _rates(children, statements)
    intervention = Intervention(
        name=name,
        plain_name=plain_name,
        kind=kind or intervention_kind(name),
        details=(*details, *statements.leftover(fields)),
        rates=rates,
    )
    if not block.literal and take_marks(name, statements.style).marks:
        message = _("“%(name)s” cites a source in its name. Cite it in one of its sentences instead.")
        statements.doubt(message % {"name": shorten(name)}, intervention.id, "name")
    return intervention


def _rates(children: list[Block], statements: Statements) -> tuple[tuple[Rate, ...], tuple[Statement, ...]]:
    """The rates among an intervention's sentences, and the sentences that remain.

    A rate is what the author wrote out under a sentence. A sentence by itself is read as one of use only: whether a
    share was helped or harmed, no words tell for certain.
    """
    rates: list[Rate] = []
    details: list[Statement] = []
    for child in children:
        written = child.fields.get("rate")
        figures = _figures(child, statements)
        if figures or (written or "").casefold() == "none":
            child.fields.pop("rate", None)
        made = statements.one(child)
        if figures and made:
            rates.append(_rate(figures, made[0]))
            made = made[1:]
        details.extend(made)
        if made and not figures and written is None and may_be_a_rate(made[0].professional):
            message = _(
                "“%(text)s” was not recorded as a rate: nobody said whether it is one of use, benefit or harm. "
                "Record it at its sentence, or leave it as it is."
            )
            statements.doubt(message % {"text": shorten(made[0].professional)}, made[0].id, *WORDS_OR_PLACE)
    if len(uses := [rate for rate in rates if rate.kind == "use"]) > 1:
        message = _("There are %(count)s rates of use here; all were recorded. Look whether each is one.")
        statements.doubt(message % {"count": len(uses)}, uses[0].statement.id, *WORDS_OR_PLACE)
    return tuple(rates), tuple(details)


def _rate(figures: ReadRate, statement: Statement) -> Rate:
    return Rate(
        kind=figures.kind,
        statement=statement,
        percentage=figures.percentage,
        numerator=figures.numerator,
        denominator=figures.denominator,
    )


def _figures(child: Block, statements: Statements) -> ReadRate | None:
    written = child.fields.get("rate")
    if written is not None:
        return read_rate(written)
    sentence = read_sentence(child.text, statements.style, labelled=child.type == "item", literal=child.literal)
    return rate_of_use(sentence.text)

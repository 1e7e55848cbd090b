"""A line of treatment from its heading and blocks: criterion, waiting time, interventions, rates of use."""

from dataclasses import dataclass

from articles import limits
from articles.document import INTERVENTION_KINDS, Intervention, ReportedUse, Statement, TreatmentLine
from articles.importing.field_lines import literal
from articles.importing.references.entries import shorten
from articles.importing.source.blocks import Block
from articles.importing.structure.figures import Rate, may_be_a_rate, rate_of_use, read_rate, weeks_in
from articles.importing.structure.marks import take_marks
from articles.importing.structure.sentences import read_sentence, split_label
from articles.importing.structure.statements import WORDS_OR_PLACE, Statements
from articles.importing.vocabulary import intervention_kind, line_rank
from articles.sayings import gettext as _


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
    wait = fields.pop("wait", None)
    title, plain_title, stray = statements.title(Block("heading", heading.text, level=heading.level, fields=fields))
    unplaced = list(stray)
    first_item = next((place for place, block in enumerate(blocks) if _is_intervention(block)), len(blocks))
    criterion = _criterion(blocks[:first_item], statements)
    weeks = weeks_before(criterion)
    if wait is not None:
        weeks = weeks_in(wait)
        if weeks is None and wait.casefold() != "none":
            unplaced += statements.leftover({"wait": wait})
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
        min_weeks=weeks[0] if weeks else None,
        max_weeks=weeks[1] if weeks else None,
        interventions=tuple(interventions),
    )
    _report(line, unplaced, statements)
    return Line(line, tuple(unplaced))


def weeks_before(criterion: Statement | None) -> tuple[int, int] | None:
    """The waiting time that a criterion's sentences name, in weeks; the first one counts."""
    sentences = criterion.walk() if criterion else ()
    return next((weeks for sentence in sentences if (weeks := weeks_in(sentence.professional))), None)


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
    use, details = _reported_use(children, statements)
    intervention = Intervention(
        name=name,
        plain_name=plain_name,
        kind=kind or intervention_kind(name),
        details=(*details, *statements.leftover(fields)),
        reported_use=use,
    )
    if not block.literal and take_marks(name, statements.style).marks:
        message = _("“%(name)s” cites a source in its name. Cite it in one of its sentences instead.")
        statements.doubt(message % {"name": shorten(name)}, intervention.id, "name")
    return intervention


def _reported_use(children: list[Block], statements: Statements) -> tuple[ReportedUse | None, tuple[Statement, ...]]:
    """The rate of use among an intervention's sentences and the sentences that remain.

    A rate that the author wrote out goes before one that is read from a sentence.
    """
    rates = [_rate(child, statements) for child in children]
    written = [place for place, child in enumerate(children) if rates[place] and "rate" in child.fields]
    found = written or [place for place, rate in enumerate(rates) if rate]
    details: list[Statement] = []
    use = None
    for place, child in enumerate(children):
        rate = rates[place]
        settled = "rate" in child.fields
        if rate or child.fields.get("rate", "").casefold() == "none":
            child.fields.pop("rate", None)
        made = statements.one(child)
        if rate and found[:1] == [place] and made:
            use = ReportedUse(
                statement=made[0],
                percentage=rate.percentage,
                numerator=rate.numerator,
                denominator=rate.denominator,
            )
            made = made[1:]
        details.extend(made)
        if made and not rate and not settled and may_be_a_rate(made[0].professional):
            message = _("“%(text)s” was not read as a rate of use. Write “Rate: …” or “Rate: none” under it.")
            statements.doubt(message % {"text": shorten(made[0].professional)}, made[0].id, *WORDS_OR_PLACE)
    if len(found) > 1 and use:
        message = _("There are %(count)s rates of use; the first one counts, the others were kept as details.")
        statements.doubt(message % {"count": len(found)}, use.statement.id)
    return use, tuple(details)


def _rate(child: Block, statements: Statements) -> Rate | None:
    written = child.fields.get("rate")
    if written is not None:
        return read_rate(written)
    sentence = read_sentence(child.text, statements.style, labelled=child.type == "item", literal=child.literal)
    return rate_of_use(sentence.text)

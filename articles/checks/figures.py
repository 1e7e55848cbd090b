"""Do the figures agree: rates with their counts, waiting times and doses with the sentences around them?"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from articles.checks.finding import Finding, quote
from articles.document import Document, Intervention, Rate, Section
from articles.quantities import DOSE_UNITS, OTHER_UNITS, quantities
from articles.rates import kind_of_rate, percent, span
from articles.waits import waits_in

TOLERATED_POINTS = Decimal(1)
INCOMPARABLE = {"", "patient", "people", "person", "case"}

# Endings of common drug names (stems of the WHO's international nonproprietary names): corticosteroids, local
# anaesthetics, analgesics and others.
DRUG = (
    r"\w*(?:olone|asone|cortisone|caine|profen|fenac|oxicam|coxib|amol|aminophen|codeine|codone|morphine|"
    r"tramadol|naproxen|gabalin|gabapentin|triptyline|oxetine|mab|cillin|mycin|prazole|pril|sartan|statin)\b"
)
BARE_DOSE = re.compile(
    rf"(?:\b(?:dose|doses|dosage)\s+of\s+(?P<of>\d+(?:\.\d+)?)(?![\d.,]*\d)(?!\s?(?:[-–]|\bto\b)\s?\d)"
    rf"(?!\s?-?(?:{DOSE_UNITS}|{OTHER_UNITS})(?!\w)))"
    rf"|(?<![\w.,/-])(?P<number>\d+(?:\.\d+)?)\s+(?:of\s+)?"
    rf"(?:(?:once|twice|(?:three|four)\s+times)\s+(?:daily|a\s+day)\b|daily\b|b\.?i\.?d\b|t\.?i\.?d\b|{DRUG})",
    re.IGNORECASE,
)


def rates_agree_with_their_counts(document: Document) -> Iterator[Finding]:
    """The printed percentage against numerator / denominator.

    Within half a unit of the last printed digit they agree; up to one point apart it may be the source's own
    rounding (a warning); more than that is a mistake (an error).
    """
    for intervention, rate in document.rates():
        if rate.denominator is None:
            message = _("The %(kind)s of %(name)s, %(rate)s, has no denominator. Say of how many patients.")
            values = {
                "kind": kind_of_rate(rate.kind),
                "name": quote(intervention.name),
                "rate": percent(rate.percentage),
            }
            yield Finding("rate-without-denominator", "warning", message % values, rate.statement.id)
        elif rate.numerator is not None:
            printed, exact = Decimal(rate.percentage), Decimal(100 * rate.numerator) / rate.denominator
            unit = Decimal(1).scaleb(-len(rate.percentage.partition(".")[2]))
            values = {
                "kind": kind_of_rate(rate.kind),
                "name": quote(intervention.name),
                "numerator": str(rate.numerator),
                "denominator": str(rate.denominator),
                "rate": percent(rate.percentage),
                "rounded": percent(str(exact.quantize(max(unit, Decimal("0.001")), ROUND_HALF_UP))),
            }
            if abs(printed - exact) > TOLERATED_POINTS:
                message = _(
                    "The %(kind)s of %(name)s is given as %(rate)s, but %(numerator)s of "
                    "%(denominator)s is %(rounded)s. Correct the percentage or the counts."
                )
                yield Finding("rate-disagrees", "error", message % values, rate.statement.id)
            elif abs(printed - exact) > unit / 2:
                message = _(
                    "%(numerator)s of %(denominator)s rounds to %(rounded)s; does the source print "
                    "%(rate)s for %(name)s? Check it, and keep what is printed."
                )
                yield Finding("rate-rounding", "warning", message % values, rate.statement.id)


def rates_agree_with_their_sentence(document: Document) -> Iterator[Finding]:
    for _intervention, rate in document.rates():
        said = [found.low for found in quantities(rate.statement.professional) if found.unit == "%"]
        if said and Decimal(rate.percentage) not in said:
            message = _("%(text)s does not say %(rate)s, the rate that is recorded for it. Correct one of them.")
            values = {"text": quote(rate.statement.professional), "rate": percent(rate.percentage)}
            yield Finding("rate-text-disagrees", "warning", message % values, rate.statement.id)


def rates_of_one_source_fit_into_a_whole(document: Document) -> Iterator[Finding]:
    """Rates of use that cite the same source and add up to more than 100% are not shares of one whole."""
    groups: dict[UUID | None, list[tuple[Intervention, Rate]]] = defaultdict(list)
    for intervention, rate in document.rates():
        if rate.kind == "use":
            for source in dict.fromkeys(rate.statement.citations) or (None,):
                groups[source].append((intervention, rate))
    distinct = {tuple(rate.statement.id for _intervention, rate in group): group for group in groups.values()}
    for group in distinct.values():
        total = sum(Decimal(rate.percentage) for _intervention, rate in group)
        if total > 100:
            message = _(
                "The reported uses of %(names)s add up to %(total)s. Are these shares of the same "
                "patients? If some had more than one treatment, say so beside the figures."
            )
            names = ", ".join(quote(intervention.name) for intervention, _rate in group)
            values = {"names": names, "total": percent(str(total))}
            yield Finding("rates-exceed-whole", "warning", message % values, _algorithm(document).id)


def _algorithm(document: Document) -> Section:
    return next(section for section in document.sections if section.lines)


def waiting_times_agree_with_their_criterion(document: Document) -> Iterator[Finding]:
    for line in document.lines:
        if not line.criterion:
            continue
        said = waits_in(line.criterion.professional)
        values = {"text": quote(line.criterion.professional), "rank": line.rank}
        if said and line.wait is None:
            message = _("%(text)s names %(time)s, but treatment line %(rank)d records no waiting time. Enter it.")
            values["time"] = span(said[0])
            yield Finding("waiting-time-unrecorded", "warning", message % values, line.id)
        elif said and line.wait not in said:
            message = _(
                "%(text)s names another time than the waiting time recorded for treatment line %(rank)d, "
                "%(time)s. Correct one of them."
            )
            values["time"] = span(line.wait)
            yield Finding("waiting-time-disagrees", "warning", message % values, line.id)


def doses_have_units(document: Document) -> Iterator[Finding]:
    for statement in document.statements():
        for text in (statement.professional, statement.plain):
            if bare := BARE_DOSE.search(text):
                message = _("In %(text)s, %(number)s may be a dose without its unit. Add the unit.")
                values = {"text": quote(text), "number": quote(bare["of"] or bare["number"])}
                yield Finding("dose-without-unit", "warning", message % values, statement.id)
                break


def wordings_agree_on_figures(document: Document) -> Iterator[Finding]:
    """A figure in the plain wording that the professional one gives differently in the same unit.

    A plain percentage may be rounded to the whole point; "1 in 3 people" is a way to say a rate, not a count.
    """
    for statement in document.statements():
        known: dict[str, set[Decimal]] = defaultdict(set)
        for found in quantities(statement.professional):
            known[found.unit] |= {found.low, found.high}
        for found in quantities(statement.plain):
            slack = Decimal("0.5") if found.unit == "%" else Decimal(0)
            others = known[found.unit] if found.unit not in INCOMPARABLE else set()
            if others and not all(
                any(abs(value - other) <= slack for other in others) for value in (found.low, found.high)
            ):
                message = _("The plain wording says %(figure)s, the professional one differs: %(text)s. Correct one.")
                values = {"figure": quote(found.text), "text": quote(statement.professional)}
                yield Finding("wordings-disagree", "warning", message % values, statement.id)
                break


RULES = (
    rates_agree_with_their_counts,
    rates_agree_with_their_sentence,
    rates_of_one_source_fit_into_a_whole,
    waiting_times_agree_with_their_criterion,
    doses_have_units,
    wordings_agree_on_figures,
)

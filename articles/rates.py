"""Rates and waiting times in words: what pages, paper, exports, findings and comparisons all say.

In the active language, and with its decimal sign: "35.7%" is "35,7 %" in German. Formats that a program reads (the text
format, FHIR's numbers) keep the number as the source prints it.
"""

from django.utils.formats import get_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from articles.document import Rate, RateKind, Wait, WaitUnit


def kind_of_rate(kind: RateKind) -> str:
    """What a rate is, within a sentence: "reported use"."""
    return {"use": _("reported use"), "benefit": _("reported benefit"), "harm": _("reported harm")}[kind]


def percent(number: str) -> str:
    """A percentage with all the decimals that it is printed with: "70.70%"."""
    return _("%(rate)s%%") % {"rate": number.replace(".", get_format("DECIMAL_SEPARATOR"))}


def patients(rate: Rate) -> str:
    """On how many patients a rate rests: "99 of 277 patients"; empty where that is not given."""
    if rate.denominator is None:
        if rate.numerator is None:
            return ""
        return ngettext("%(some)d patient", "%(some)d patients", rate.numerator) % {"some": rate.numerator}
    if rate.numerator is None:
        return ngettext("of %(all)d patient", "of %(all)d patients", rate.denominator) % {"all": rate.denominator}
    values = {"some": rate.numerator, "all": rate.denominator}
    return ngettext("%(some)d of %(all)d patient", "%(some)d of %(all)d patients", rate.denominator) % values


def rate_in_words(rate: Rate) -> str:
    """The rate with its patients: "35.7% (99 of 277 patients)", "35.7% of 277 patients", "35.7%"."""
    told, counted = percent(rate.percentage), patients(rate)
    if rate.numerator is None:
        return f"{told} {counted}".rstrip()
    return f"{told} ({counted})"


def named_rate(rate: Rate) -> str:
    """The rate and what it is: "Reported use: 35.7% (99 of 277 patients)"."""
    return _("%(kind)s: %(rate)s") % {"kind": capfirst(kind_of_rate(rate.kind)), "rate": rate_in_words(rate)}


def span(wait: Wait | None) -> str:
    """A waiting time for sentences that say of what: "4–6 weeks", "at least 3 months"; empty where there is none."""
    match wait:
        case None:
            return ""
        case Wait(min=None):
            return _("up to %(time)s") % {"time": _counted(str(wait.max), wait.max or 0, wait.unit)}
        case Wait(max=None):
            return _("at least %(time)s") % {"time": _counted(str(wait.min), wait.min or 0, wait.unit)}
    ends = str(wait.max) if wait.min == wait.max else f"{wait.min}–{wait.max}"
    return _counted(ends, wait.max or 0, wait.unit)


def after(wait: Wait | None) -> str:
    """The wait before a line: "after 4 to 6 weeks", "after at least 3 months"; empty where nobody waits."""
    match wait:
        case None | Wait(min=0 | None, max=0):
            return ""
        case Wait(min=None):
            return _("after up to %(time)s") % {"time": _counted_after(str(wait.max), wait.max or 0, wait.unit)}
        case Wait(max=None):
            return _("after at least %(time)s") % {"time": _counted_after(str(wait.min), wait.min or 0, wait.unit)}
    ends = str(wait.max) if wait.min == wait.max else _("%(min)s to %(max)s") % {"min": wait.min, "max": wait.max}
    return _("after %(time)s") % {"time": _counted_after(ends, wait.max or 0, wait.unit)}


def _counted(ends: str, number: int, unit: WaitUnit) -> str:
    """A span with its unit as it stands by itself; `number` is the one that decides on singular or plural."""
    names = {
        "minute": ngettext("%(time)s minute", "%(time)s minutes", number),
        "hour": ngettext("%(time)s hour", "%(time)s hours", number),
        "day": ngettext("%(time)s day", "%(time)s days", number),
        "week": ngettext("%(time)s week", "%(time)s weeks", number),
        "month": ngettext("%(time)s month", "%(time)s months", number),
        "year": ngettext("%(time)s year", "%(time)s years", number),
    }
    return names[unit] % {"time": ends}


def _counted_after(ends: str, number: int, unit: WaitUnit) -> str:
    """The same after the word "after", which takes another form of the unit in languages with cases."""
    names = {
        "minute": npgettext("after", "%(time)s minute", "%(time)s minutes", number),
        "hour": npgettext("after", "%(time)s hour", "%(time)s hours", number),
        "day": npgettext("after", "%(time)s day", "%(time)s days", number),
        "week": npgettext("after", "%(time)s week", "%(time)s weeks", number),
        "month": npgettext("after", "%(time)s month", "%(time)s months", number),
        "year": npgettext("after", "%(time)s year", "%(time)s years", number),
    }
    return names[unit] % {"time": ends}

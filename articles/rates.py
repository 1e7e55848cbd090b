"""Rates of use and waiting times in words: what pages, paper, exports, findings and comparisons all say.

In the active language, and with its decimal sign: "35.7%" is "35,7 %" in German. Formats that a program reads (the text
format, FHIR's numbers) keep the number as the source prints it.
"""

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.document import ReportedUse, TreatmentLine


def percent(number: str) -> str:
    """A percentage with all the decimals that it is printed with: "70.70%"."""
    return _("%(rate)s%%") % {"rate": number.replace(".", get_format("DECIMAL_SEPARATOR"))}


def patients(use: ReportedUse) -> str:
    """On how many patients a rate rests: "99 of 277 patients"; empty where that is not given."""
    if use.denominator is None:
        if use.numerator is None:
            return ""
        return ngettext("%(some)d patient", "%(some)d patients", use.numerator) % {"some": use.numerator}
    if use.numerator is None:
        return ngettext("of %(all)d patient", "of %(all)d patients", use.denominator) % {"all": use.denominator}
    values = {"some": use.numerator, "all": use.denominator}
    return ngettext("%(some)d of %(all)d patient", "%(some)d of %(all)d patients", use.denominator) % values


def rate(use: ReportedUse) -> str:
    """The rate with its patients: "35.7% (99 of 277 patients)", "35.7% of 277 patients", "35.7%"."""
    told, counted = percent(use.percentage), patients(use)
    if use.numerator is None:
        return f"{told} {counted}".rstrip()
    return f"{told} ({counted})"


def weeks(line: TreatmentLine) -> str:
    """The waiting time before a line as a bare span, for sentences that say of what: "4–6", "6"; or empty."""
    if line.min_weeks is None:
        return ""
    return str(line.min_weeks) if line.min_weeks == line.max_weeks else f"{line.min_weeks}–{line.max_weeks}"


def wait(line: TreatmentLine) -> str:
    """The wait before a line: "after 4 to 6 weeks"; empty when there is none."""
    if line.min_weeks is None or not line.max_weeks:
        return ""
    if line.min_weeks == line.max_weeks:
        return ngettext("after %(weeks)s week", "after %(weeks)s weeks", line.max_weeks) % {"weeks": line.max_weeks}
    return _("after %(min)s to %(max)s weeks") % {"min": line.min_weeks, "max": line.max_weeks}

"""The formats of documents by number (imprimatur-document/N): what each can say, how it is written, how it is read.

In memory there is one shape, the newest. A document is written in the oldest format that can say all of it, as archives
name the version that is needed to read them: an article that says nothing new keeps its bytes and its digest, and a
revision is read and written in the format it was frozen in for ever. A format is frozen once a release wrote documents
with it; what a later one adds gets the next number, a test for whether an older one can do without it, and its way
back and forth here.
"""

from collections.abc import Callable, Iterable
from typing import Any

Dumped = dict[str, Any]  # a document, or a part of one, as JSON has it

# A waiting time is both its ends in whole weeks; an intervention has one rate at most, which is one of use.
FIRST = "imprimatur-document/1"
# A waiting time has a unit, and may have one end only; an intervention has rates, each of use, benefit or harm.
NEWEST = "imprimatur-document/2"


def needed(lines: Iterable[Any]) -> str:
    """The name of the oldest format that can say all of a document with these lines (document.TreatmentLine)."""
    return FIRST if all(_is_sayable_in_first(line) for line in lines) else NEWEST


def written(document: Dumped, name: str) -> Dumped:
    """A document of the newest shape in the format of this name, which can say all of it (`needed`)."""
    if name == FIRST:
        for line in [line for section in document["sections"] for line in section["lines"]]:
            wait = line.pop("wait") or {}
            line |= {"min_weeks": wait.get("min"), "max_weeks": wait.get("max")}
            for intervention in line["interventions"]:
                use = next(iter(intervention.pop("rates")), None)
                if use:
                    del use["kind"]
                intervention["reported_use"] = use
    return document | {"format": name}


def read(document: Dumped) -> Dumped:
    """What a document of any format says, in the newest shape. Raises ValueError when it is none that is known here."""
    content = dict(document)
    name = str(content.pop("format"))
    if name not in _READERS:
        raise ValueError(f"This release does not know the format “{name[:60]}”.")
    try:
        return _READERS[name](content)
    except (AttributeError, KeyError, TypeError):
        raise ValueError(f"The document is not shaped as {name} has it.") from None


def _from_first(document: Dumped) -> Dumped:
    def line(each: Dumped) -> Dumped:
        content = dict(each)
        shortest, longest = content.pop("min_weeks", None), content.pop("max_weeks", None)
        if (shortest is None) != (longest is None) or "wait" in content:
            raise ValueError(f"In {FIRST} a waiting time is its minimum and its maximum in weeks.")
        wait = None if shortest is None else {"min": shortest, "max": longest, "unit": "week"}
        interventions = [intervention(each) for each in content.get("interventions", ())]
        return content | {"wait": wait, "interventions": interventions}

    def intervention(each: Dumped) -> Dumped:
        content = dict(each)
        use = content.pop("reported_use", None)
        if "rates" in content or (use and "kind" in use):
            raise ValueError(f"In {FIRST} an intervention has one rate at most, which is one of use.")
        return content | {"rates": [{**use, "kind": "use"}] if use else []}

    return document | {
        "sections": [
            {**section, "lines": [line(each) for each in section.get("lines", ())]}
            for section in document.get("sections", ())
        ]
    }


_READERS: dict[str, Callable[[Dumped], Dumped]] = {FIRST: _from_first, NEWEST: lambda document: document}


def _is_sayable_in_first(line: Any) -> bool:
    wait = line.wait
    in_weeks = wait is None or (wait.unit == "week" and wait.min is not None and wait.max is not None)
    rates = [each.rates for each in line.interventions]
    return in_weeks and all(len(each) <= 1 and all(rate.kind == "use" for rate in each) for each in rates)

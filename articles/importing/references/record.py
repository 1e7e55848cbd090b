"""Values of a record of another program, given their fields; what has none, or does not fit, is kept as words."""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from articles import characters, limits
from articles.csl import Csl, DateParts, PersonName
from articles.importing.dates import month_number
from articles.importing.references.names import ET_AL

ADDRESS_OF_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:i|b|sub|sup|em|strong|sc|scp|jats:[a-z]{1,12}|mml:[a-z]{1,12}|span|p|title)(?: [^<>]{0,80})?/?>"
)
MOST_PEOPLE = 3000  # of one publication; some collaborations are that large


@dataclass
class Record:
    """What was found in one record. set_aside: names of its parts that a list of references does not hold."""

    values: dict[str, Any] = field(default_factory=dict)
    people: list[PersonName] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    key: str = ""

    def put(self, name: str, text: str, called: str = "") -> None:
        """Let a field have this text. A second one, or one too long, is kept as words under what it is called."""
        text = " ".join(text.split())
        if not text or self.values.get(name) == text:
            return
        if name in self.values or len(text) > limits.LINE or characters.unfit(text):
            self.say(called or name, text)
        else:
            self.values[name] = text

    def say(self, called: str, text: str) -> None:
        """Keep a text that has no field among the words of the note."""
        text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
        if text:
            self.words.append(f"{called}: {text}" if called else text)

    def put_doi(self, text: str) -> None:
        self.put("DOI", ADDRESS_OF_DOI.sub("", text.strip()), "DOI")

    def put_address(self, text: str) -> None:
        """An address; only one that is safe as a link has a field, and one that leads to the DOI says nothing new."""
        text = text.strip()
        if "doi.org/10." in text and "DOI" not in self.values:
            self.put_doi(text)
        elif ADDRESS_OF_DOI.sub("", text).casefold() == str(self.values.get("DOI", "")).casefold() != "":
            return
        elif text.startswith("https://"):
            self.put("URL", text)
        else:
            self.say("URL", text)

    def put_date(self, text: str) -> None:
        """A date such as 2021, 2021-03-29, 2021/03/29/ or 2021 Mar 29. What is more than that is kept as words."""
        numbers = date_in(text)
        if numbers is None:
            self.say("Date", text)
        elif len(numbers) > len(self.values.get("issued") or ()):
            self.values["issued"] = numbers
        if numbers and len(re.findall(r"\w+", text)) > len(numbers):
            self.say("Date", text)

    def put_person(self, family: str, given: str = "") -> None:
        """A person, or a group or lone name without given names."""
        family, given = " ".join(family.split()), " ".join(given.split())
        family, given = (family, given) if family else (given, "")
        if family.casefold().rstrip(".") in ("et al", "others") and not given:
            self.people.append(ET_AL)
            return
        try:
            person = PersonName(family=family, given=given)
        except ValidationError:
            self.say("Author", f"{family}, {given}".strip(", "))
            return
        if family and len(self.people) < MOST_PEOPLE:
            self.people.append(person)
        else:
            self.say("Author", f"{family}, {given}".strip(", "))

    def csl(self) -> Csl:
        """The fields as a publication."""
        values = dict(self.values)
        if issued := values.pop("issued", None):
            values["issued"] = DateParts(date_parts=(tuple(issued),))
        return Csl.model_validate(values | {"author": tuple(self.people)})

    @property
    def note(self) -> str:
        return "\n".join(dict.fromkeys(self.words))


def date_in(text: str) -> tuple[int, ...] | None:
    """Year, month and day at the start of a date, as far as they exist; None without a year."""
    parts = re.findall(r"[^\W_]+", text)[:3]
    if not parts or not re.fullmatch(r"[0-9]{4}", parts[0]) or not parts[0].isascii():
        return None
    numbers = [int(parts[0])]
    if len(parts) > 1 and (month := month_number(parts[1])):
        numbers.append(month)
        if len(parts) > 2 and re.fullmatch(r"[0-9]{1,2}", parts[2]) and 1 <= int(parts[2]) <= 31:
            numbers.append(int(parts[2]))
    return tuple(numbers)


def without_tags(text: str) -> str:
    """A title as services send it, without its marks for printing."""
    return " ".join(_TAG.sub("", text).split())

"""What a new article begins with: sections and treatment lines that the house chooses, titled in its language.

There are headings and no statements: an empty statement would say nothing and be in the way of a submission.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import limits
from articles.document import Condition, Document, Section, SectionKind, TreatmentLine

MOST_LINES = 3


class Skeleton(models.TextChoices):
    TREATMENT = "treatment", _("Treatment article: overview, treatment lines, considerations, pitfalls, conclusion")
    SHORT = "short", _("Short answer: the answer and what is to be considered")
    EMPTY = "empty", _("Empty: only the question")


KINDS: dict[Skeleton, tuple[SectionKind, ...]] = {
    Skeleton.TREATMENT: ("overview", "algorithm", "considerations", "pitfalls", "conclusion"),
    Skeleton.SHORT: ("considerations",),
    Skeleton.EMPTY: (),
}


@dataclass(frozen=True)
class Titles:
    """The headings of one language, each professional and plain. about: of the overview, where a condition is given."""

    sections: dict[SectionKind, tuple[str, str]]
    about: str
    lines: tuple[tuple[str, str], ...]


TITLES = {
    "en": Titles(
        sections={
            "overview": ("Understanding the condition", "What it is"),
            "algorithm": ("Treatment algorithm", "Step by step"),
            "considerations": ("Considerations", "What to think about"),
            "pitfalls": ("Common pitfalls", "What is easily missed"),
            "conclusion": ("Conclusion", "In short"),
        },
        about="Understanding %s",
        lines=(("First line", "First step"), ("Second line", "Second step"), ("Third line", "Third step")),
    ),
    "de": Titles(
        sections={
            "overview": ("Die Erkrankung verstehen", "Was es ist"),
            "algorithm": ("Behandlungsalgorithmus", "Schritt für Schritt"),
            "considerations": ("Abwägungen", "Was zu bedenken ist"),
            "pitfalls": ("Häufige Fehler", "Was leicht übersehen wird"),
            "conclusion": ("Fazit", "Kurz gesagt"),
        },
        about="%s verstehen",
        lines=(
            ("Erste Therapielinie", "Erster Schritt"),
            ("Zweite Therapielinie", "Zweiter Schritt"),
            ("Dritte Therapielinie", "Dritter Schritt"),
        ),
    ),
}


def begun(
    skeleton: Skeleton,
    *,
    title: str,
    language: str = "en",
    condition: str = "",
    specialty: str = "",
    lines: int = MOST_LINES,
) -> Document:
    """A document that holds nothing yet but its question and the headings of the skeleton.

    lines: how many treatment lines, 1 to MOST_LINES, where the skeleton has an algorithm. A language without titles of
    its own gets the English ones. Raises pydantic.ValidationError when a value cannot stand in a document.
    """
    titles = TITLES.get(language.partition("-")[0], TITLES["en"])
    return Document(
        title=title,
        language=language,
        condition=Condition(name=condition),
        specialty=specialty,
        sections=tuple(_section(kind, titles, condition, lines) for kind in KINDS[skeleton]),
    )


def _section(kind: SectionKind, titles: Titles, condition: str, lines: int) -> Section:
    title, plain_title = titles.sections[kind]
    about = titles.about % condition
    if kind == "overview" and condition and len(about) <= limits.LINE:
        title = about
    steps = titles.lines[: max(1, min(lines, MOST_LINES))] if kind == "algorithm" else ()
    return Section(
        kind=kind,
        title=title,
        plain_title=plain_title,
        lines=tuple(
            TreatmentLine(rank=rank, title=name, plain_title=plain_name)
            for rank, (name, plain_name) in enumerate(steps, start=1)
        ),
    )


def copied(document: Document, *, title: str, condition: str, specialty: str) -> Document:
    """The document of another article as the beginning of a new one, which answers another question.

    The date of the original is that of the other text, and its headings name what that one is about.
    """
    return Document.model_validate(
        document.model_dump(by_alias=True)
        | {
            "title": title,
            "heading": "",
            "plain_heading": "",
            "condition": {**document.condition.model_dump(), "name": condition}
            if condition == document.condition.name
            else {"name": condition},
            "specialty": specialty,
            "source_date": "",
        }
    )

"""What an importer hands back: the document, what it set aside, what it was unsure of; or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from articles.document import Document


class Unreadable(Exception):
    """The input cannot become an article. Its text is the sentence that the user sees."""


@dataclass(frozen=True)
class Unsure:
    """Something a person should look at: it is kept with the draft as a doubt (working_copy/doubting.py).

    message: the guess in a sentence, made with articles.sayings, so that it can be said again in another language.
    node: the part of the document it is about, if it is about one.
    fields: what of the part was guessed, as its row names it; "place" is where it stands. When one of them is changed
    the doubt is settled. Nothing: all that the part says but its plain wording; without a part, nothing settles it but
    a person who says that it is right.
    before: the fields that the guess changed, as they were, so that they can be put back.
    is_found: the checks say the same of what the article says now, so that it is told at the import and not kept.
    """

    message: str
    node: UUID | None = None
    fields: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict, compare=False)
    is_found: bool = False


@dataclass(frozen=True)
class ImportResult:
    """An imported article.

    set_aside: lines of page furniture (banners, disclaimer, ...) that are not part of the article, as they stood.
    unsure: what was placed by a guess or lacks something, in reading order.
    taken: the same of sentences that had their sources as numbers without brackets, which were taken out of them.
    """

    document: Document
    set_aside: tuple[str, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    taken: tuple[Unsure, ...] = ()

    @property
    def doubts(self) -> tuple[Unsure, ...]:
        """What is kept with the draft until a person settles it."""
        return tuple(each for each in (*self.taken, *self.unsure) if not each.is_found)

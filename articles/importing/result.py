"""What an importer hands back: the document, what it set aside, what it was unsure of; or a refusal."""

from dataclasses import dataclass
from uuid import UUID

from articles.document import Document


class Unreadable(Exception):
    """The input cannot become an article. Its text is the sentence that the user sees."""


@dataclass(frozen=True)
class Unsure:
    """Something a person should look at. `node` is the part of the document it is about, if it is about one."""

    message: str
    node: UUID | None = None


@dataclass(frozen=True)
class ImportResult:
    """An imported article.

    set_aside: lines of page furniture (banners, disclaimer, ...) that are not part of the article, as they stood.
    unsure: what was placed by a guess or lacks something, in reading order.
    taken: sentences that had their sources as numbers without brackets, each with what was taken from it.
    """

    document: Document
    set_aside: tuple[str, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    taken: tuple[str, ...] = ()

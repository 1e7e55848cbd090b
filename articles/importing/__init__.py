"""From a file or pasted text to a Document. One module a format; `text` is the format the articles ship in."""

from articles.importing.result import ImportResult, Unreadable, Unsure

__all__ = ["ImportResult", "Unreadable", "Unsure"]

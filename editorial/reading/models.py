"""The tables of this app, each kept by its room; the label "reading" and their names stay what they were."""

from editorial.house.models import HousePage
from editorial.inbox.models import Question
from editorial.press.models import Listing, PressedPage, PressGeneration
from editorial.search.models import Passage, SearchEntry, Word

__all__ = [
    "HousePage",
    "Listing",
    "Passage",
    "PressGeneration",
    "PressedPage",
    "Question",
    "SearchEntry",
    "Word",
]

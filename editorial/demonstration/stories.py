"""What became of each article. Together they show every state that a page can show, and fill every list."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import articles
from articles.document import Document
from articles.importing.text import import_text
from articles.journal import Decision
from articles.models import Event
from editorial.demonstration import published, underway
from editorial.demonstration.people import Cast

CONTENT = Path(articles.__file__).parent / "content"


@dataclass(frozen=True)
class Story:
    """A shipped text, and what people did with it."""

    name: str
    tell: Callable[[Cast, Document], None]

    @property
    def path(self) -> Path:
        return CONTENT / f"{self.name}.txt"

    def text(self) -> Document:
        return import_text(self.path.read_bytes()).document

    def was_told(self) -> bool:
        """Whether an article was ever started with this title: the journal keeps it, whatever it is called by now."""
        title = self.text().title
        return Event.objects.filter(kind=Decision.CREATED, data__title=title).exists()


BAASTRUP = Story("baastrup", published.baastrup)
# From the oldest to the newest, so that the newest of each list was made last.
STORIES = (
    Story("polymyalgia-rheumatica", published.polymyalgia),
    Story("tennis-elbow", published.tennis_elbow),
    Story("plantar-heel-pain", published.plantar_heel_pain),
    Story("gout-flare", published.gout),
    Story("migraene", published.migraine),
    Story("sciatica", underway.sciatica),
    Story("frozen-shoulder", underway.frozen_shoulder),
    Story("carpal-tunnel-syndrome", underway.carpal_tunnel),
    BAASTRUP,
)

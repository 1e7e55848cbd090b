"""The tables of this room, by their writer: the working copy, what is frozen, the record, counts and doubts."""

from articles.models.acts import UNDOABLE, Act, ActKind
from articles.models.doubts import Doubt
from articles.models.record import Event, JournalHead
from articles.models.revision import (
    FrozenDocument,
    Notice,
    Revision,
    policy_is_satisfied,
    policy_verdict,
    quorum_in_force,
)
from articles.models.tally import Tally
from articles.models.working_copy import (
    OWNER_OF_PLACE,
    Article,
    ArticleQuerySet,
    Author,
    Intervention,
    NodeRow,
    Place,
    Reference,
    Section,
    SetAside,
    Statement,
    TreatmentLine,
)
from articles.notices import NoticeKind

__all__ = [
    "OWNER_OF_PLACE",
    "UNDOABLE",
    "Act",
    "ActKind",
    "Article",
    "ArticleQuerySet",
    "Author",
    "Doubt",
    "Event",
    "FrozenDocument",
    "Intervention",
    "JournalHead",
    "NodeRow",
    "Notice",
    "NoticeKind",
    "Place",
    "Reference",
    "Revision",
    "Section",
    "SetAside",
    "Statement",
    "Tally",
    "TreatmentLine",
    "policy_is_satisfied",
    "policy_verdict",
    "quorum_in_force",
]

"""Acts as people read them: what was done to which part, where that stands now, in sittings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.http import Http404
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.characters import shown
from articles.models import UNDOABLE, Act, ActKind, Article, NodeRow
from editorial.desk.draft.rows import KINDS, form_for, number_in, place_of

SITTING = timedelta(minutes=30)  # a longer pause begins a new one
WORDS = 100  # characters of the words that a list shows of a part
MODELS: dict[str, type[NodeRow]] = {kind.model._meta.model_name or "": kind.model for kind in KINDS.values()}


class ToldAct(NamedTuple):
    """One act. deed: what was done; part, words: to what (empty when to the whole). address: where that stands now."""

    act: Act
    deed: str
    part: str
    words: str
    address: str
    may_undo: bool

    @property
    def in_short(self) -> str:
        return in_short(self.act)


@dataclass
class Sitting:
    """What one person did without a longer pause, newest first."""

    who: str
    acts: list[ToldAct] = field(default_factory=list)

    @property
    def began(self) -> datetime:
        return self.acts[-1].act.at

    @property
    def ended(self) -> datetime:
        return self.acts[0].act.at

    @property
    def format_of_end(self) -> str:
        """The time alone when it ended on the day on which it began."""
        return "TIME_FORMAT" if localdate(self.began) == localdate(self.ended) else "SHORT_DATETIME_FORMAT"


def act_or_404(article: Article, number: object) -> Act:
    """The act of this article with the number that an address or a form names."""
    found = Act.objects.select_related("actor", "of").filter(article=article, pk=number_in(str(number))).first()
    if found is None:
        raise Http404
    found.article = article
    return found


def told(article: Article, acts: Iterable[Act]) -> list[ToldAct]:
    """These acts of the article, in their order. One query."""
    listed = list(acts)
    here = there(article, [subject(act) for act in listed])
    return [
        ToldAct(
            act=act,
            deed=deed(act),
            part=part(subject(act)),
            words=words(subject(act)),
            address=_address(article, subject(act), here),
            may_undo=act.kind in UNDOABLE and not act.is_undone,
        )
        for act in listed
    ]


def sittings(acts: Iterable[ToldAct]) -> list[Sitting]:
    """The acts, newest first, by person and sitting; of several people at once, each their own."""
    found: list[Sitting] = []
    going_on: dict[int, Sitting] = {}
    for each in acts:
        sitting = going_on.get(each.act.actor_id)
        if sitting is None or sitting.began - each.act.at >= SITTING:
            sitting = going_on[each.act.actor_id] = Sitting(each.act.actor.get_full_name())
            found.append(sitting)
        sitting.acts.append(each)
    return found


def subject(act: Act) -> Act:
    """The act that says what it was about: of an undo or a redo, what was undone or done again."""
    return act.of or act


def deed(act: Act) -> str:
    """What was done, without to what: "removed", "undid: removed"."""
    did = str(act.get_kind_display())
    return _("%(did)s: %(what)s") % {"did": did, "what": act.of.get_kind_display()} if act.of else did


def part(act: Act) -> str:
    """What kind of part it was about; empty for the article as it began."""
    if act.kind == ActKind.STARTED:
        return ""
    if act.part == "article":
        return _("What the article is about")
    if act.count > 1:
        return several(act)
    return str(form_for(MODELS[act.part]()).called) if act.part in MODELS else ""


def several(act: Act) -> str:
    """How many were added at once, and of what."""
    number = act.count
    if act.part == "reference":
        return ngettext("%(number)s reference", "%(number)s references", number) % {"number": number}
    return ngettext("%(number)s statement", "%(number)s statements", number) % {"number": number}


def words(act: Act, length: int = WORDS) -> str:
    """The words of the one part that it was about."""
    if act.count > 1:
        return ""
    return Truncator(shown(act.label)).chars(length)


def in_short(act: Act) -> str:
    """The act in one line: removed “Most people get better.”"""
    if subject(act).count > 1:
        return _("%(did)s %(parts)s") % {"did": deed(act), "parts": several(subject(act))}
    about = words(subject(act), 50)
    return _("%(did)s “%(text)s”") % {"did": deed(act), "text": about} if about else deed(act)


def there(article: Article, acts: Sequence[Act]) -> set[UUID]:
    """Of the parts that these acts were about, those that the working copy has now. One query."""
    nodes = {act.node for act in acts if act.node}
    kinds = [kind for name, kind in MODELS.items() if any(act.part == name for act in acts)]
    if not kinds:
        return set()
    rows = [
        kind._default_manager.filter(article=article, pk__in=nodes).order_by().values_list("pk", flat=True)
        for kind in kinds
    ]
    return set(rows[0].union(*rows[1:]) if len(rows) > 1 else rows[0])


def _address(article: Article, act: Act, here: set[UUID]) -> str:
    if act.part == "article":
        return place_of(article.pk)
    return place_of(article.pk, act.node) if act.node in here else ""

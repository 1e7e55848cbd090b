"""The kinds of public notice on an approved article (after ICMJE and COPE): their names, and which is gravest."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeKind(TextChoices):
    CORRECTION = "correction", _("Correction")
    EXPRESSION_OF_CONCERN = "expression_of_concern", _("Expression of concern")
    RETRACTION = "retraction", _("Retraction")


GRAVEST_FIRST = (NoticeKind.RETRACTION, NoticeKind.EXPRESSION_OF_CONCERN, NoticeKind.CORRECTION)


def gravest(kinds: Iterable[str]) -> NoticeKind | None:
    """What a reader must know of several notices, in whichever order they were issued; None where there is none.

    A correction of a typing error, issued later, does not take an expression of concern back.
    """
    return min(map(NoticeKind, kinds), key=GRAVEST_FIRST.index, default=None)

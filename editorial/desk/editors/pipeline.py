"""The editor's view: what waits in each state, for whom and how long; who has how much to review."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from articles.states import IN_REVIEW, State
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.editors.waiting import waiting
from editorial.desk.paging import asked_page, further
from editorial.paging import keyset_page
from reviewers.candidates import standing_assignments
from reviewers.models import Assignment, Member, SignOff

GLANCE, PAGE_SIZE = 8, 40
# With the default of two weeks a review, more than this at once cannot all be read with care.
MANY_REVIEWS = 4


class Column(NamedTuple):
    """One state of the pipeline. `order` is that of its rows (editorial.paging)."""

    title: Promise
    state: str
    order: tuple[str, str]
    rows: Callable[[], QuerySet[Revision]]

    @property
    def field(self) -> str:
        """What its cards tell the day of."""
        return self.order[0].removeprefix("-")


def in_state(state: State) -> Callable[[], QuerySet[Revision]]:
    return lambda: Revision.objects.filter(state=state)


def sent_back() -> QuerySet[Revision]:
    """Revisions that the author has not answered with a newer one."""
    return Revision.objects.filter(
        state=State.CHANGES_REQUESTED, number=F("article__latest_number"), article__set_aside=""
    )


def overdue() -> QuerySet[Revision]:
    """Approved articles past the day on which the board wanted to look at them again."""
    return Revision.objects.filter(state=State.APPROVED, next_review__lt=timezone.localdate())


COLUMNS = {
    "submitted": Column(_("Submitted"), "submitted", ("submitted_at", "pk"), in_state(State.SUBMITTED)),
    "under-review": Column(_("Under review"), "under_review", ("submitted_at", "pk"), in_state(State.UNDER_REVIEW)),
    "changes-requested": Column(_("Changes requested"), "changes_requested", ("-submitted_at", "-pk"), sent_back),
    "approved": Column(_("Approved recently"), "approved", ("-approved_at", "-pk"), in_state(State.APPROVED)),
    "overdue": Column(_("Overdue for review"), "retracted", ("next_review", "pk"), overdue),
}


class Load(NamedTuple):
    """What one board member has before them. `late`: reviews past their day; `next_due` the earliest day."""

    member: Member
    open_reviews: int
    late: int
    next_due: date | None

    @property
    def is_overloaded(self) -> bool:
        return self.open_reviews > MANY_REVIEWS or self.late > 1


@door.page("GET", only=door.editors)
def overview(request: SignedInRequest) -> HttpResponse:
    """The head of every column, and the board's load."""
    today = timezone.localdate()
    columns = []
    for name, column in COLUMNS.items():
        found = keyset_page(with_people(column), *column.order, after=None, size=GLANCE)
        columns.append({"name": name, "column": column, "rows": found.rows, "has_more": bool(found.next)})
    context = {"columns": columns, "loads": loads(today), "today": today, "readers": waiting()}
    return render(request, "desk/editors/pipeline.html", context)


@door.page("GET", only=door.editors)
def column(request: SignedInRequest, name: str) -> HttpResponse:
    """All of one column, page by page."""
    if name not in COLUMNS:
        raise Http404
    chosen = COLUMNS[name]
    found = asked_page(request, with_people(chosen), *chosen.order, size=PAGE_SIZE)
    context: dict[str, Any] = {"name": name, "column": chosen, "rows": found.rows, "next": further(found)}
    return render(request, "desk/editors/column.html", {**context, "today": timezone.localdate()})


def with_people(column: Column) -> QuerySet[Revision]:
    """The column's revisions with their article and who is still asked to review them."""
    asked = standing_assignments().annotate(has_signed=signed())
    return column.rows().select_related("article").prefetch_related(Prefetch("assignments", asked, to_attr="asked"))


def signed() -> Exists:
    """Whether the member of an assignment has signed its revision."""
    return Exists(SignOff.objects.filter(revision=OuterRef("revision"), member=OuterRef("member")))


def loads(today: date) -> list[Load]:
    """Open reviews of every active member, the most loaded first. What they have signed is no longer open."""
    waiting = (
        Assignment.objects.filter(~signed(), revision__state__in=IN_REVIEW, recused_at__isnull=True)
        .order_by()
        .values("member")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(due__lt=today)), next_due=Min("due"))
    )
    open_reviews = {row["member"]: (row["count"], row["late"], row["next_due"]) for row in waiting}
    made = [Load(member, *open_reviews.get(member.pk, (0, 0, None))) for member in Member.objects.filter(active=True)]
    return sorted(made, key=lambda load: (-load.late, -load.open_reviews, load.member.name))

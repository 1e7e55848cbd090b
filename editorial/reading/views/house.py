"""The house itself: its board, its records, its public keys, and what checks its signatures."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.house.models import HousePage
from editorial.press.headers import FOR_ANY_ORIGIN
from editorial.reading import contexts
from reviewers.models import Member
from reviewers.proof.keys import public_keys


@require_safe
def board_members(request: HttpRequest) -> HttpResponse:
    """The medical advisory board with credentials and disclosures; former members stay named."""
    members = list(Member.objects.select_related("user"))
    dates = disclosed_on()
    active = [member for member in members if member.active and member.user.is_active]
    page = contexts.BoardPage(
        members=tuple(entry(member, dates) for member in active),
        former=tuple(entry(member, dates) for member in members if member not in active),
    )
    return render(request, "reading/board.html", {"page": page})


def entry(member: Member, dates: dict[UUID, date]) -> contexts.MemberEntry:
    return contexts.MemberEntry(
        name=member.name,
        credentials=member.credentials,
        specialty=member.specialty,
        disclosure=member.disclosure,
        disclosed_on=dates.get(member.pk) if member.disclosure else None,
    )


def disclosed_on() -> dict[UUID, date]:
    """Member -> the day since which their disclosure reads as it does. One query."""
    since: dict[UUID, tuple[str, date]] = {}
    rows = Member.history.order_by("history_id").values_list("id", "disclosure", "history_date")
    for pk, disclosure, moment in rows:
        if since.get(pk, ("",))[0] != disclosure:
            since[pk] = disclosure, timezone.localdate(moment)
    return {pk: day for pk, (_disclosure, day) in since.items()}


@require_safe
def house_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A record of the house with its history."""
    page = get_object_or_404(HousePage, slug=slug)
    addresses = {number: reverse("house-page-version", args=(slug, number)) for number in range(1, page.version + 1)}
    return render(request, "reading/page.html", {"page": record(page, addresses)})


def record(page: HousePage, addresses: dict[int, str]) -> contexts.RecordPage:
    """The page with its history, newest first. addresses: version number -> where that version can be read."""
    versions = list(page.history.select_related("history_user").order_by("-history_id"))
    return contexts.RecordPage(
        title=page.title,
        text=page.body,
        number=page.version,
        changed_at=page.updated_at,
        history=tuple(
            contexts.RecordVersion(
                number=row.version,
                changed_at=row.history_date,
                changed_by=row.history_user.get_full_name() if row.history_user else _("the first text of this house"),
                address=addresses.get(row.version, ""),
            )
            for row in versions
        ),
    )


@require_safe
def house_page_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A record of the house as it was."""
    page = get_object_or_404(HousePage, slug=slug)
    then = page.history.filter(version=number).order_by("-history_id").first()
    if then is None:
        raise Http404
    shown = contexts.RecordPage(title=then.title, text=then.body, number=then.version, changed_at=then.history_date)
    return render(request, "reading/page.html", {"page": shown})


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The house's public keys as a JWK Set (RFC 7517), for whoever verifies a sign-off."""
    return JsonResponse(
        {"keys": public_keys()}, content_type="application/jwk-set+json", headers=dict([FOR_ANY_ORIGIN])
    )


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The script that checks an article without us, to be read before it is run."""
    script = settings.BASE_DIR / "scripts" / "verify_article.py"
    return HttpResponse(script.read_bytes(), content_type="text/plain; charset=utf-8", headers=dict([FOR_ANY_ORIGIN]))

"""Who else has the article open, and whether somebody changed it since the page was drawn.

Remembered for a short while in the shared cache: it is a courtesy, no record. What two people wrote is kept apart by
drafting.edit, whether they see each other or not.
"""

from uuid import UUID

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Act, Article
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.models import User
from editorial.desk.access import draft_or_404
from editorial.desk.draft.rows import number_in

ASK_SECONDS = 30  # how often a page asks
GONE_SECONDS = 3 * ASK_SECONDS


@door.page("GET")
def present(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Those who are here beside the person, and the last act of somebody else after ?shown=."""
    the_article = draft_or_404(request.user, article)
    shown = number_in(request.GET.get("shown"))
    others = Act.objects.filter(article=the_article, pk__gt=shown).exclude(actor=request.user)
    context = {
        "article": the_article,
        "names": seen_beside(request.user, the_article),
        "act": others.select_related("actor").order_by("-pk").first(),
        "shown_act": shown,
        "seconds": ASK_SECONDS,
    }
    return render(request, "desk/draft/_presence.html", context)


def seen_beside(person: User, article: Article) -> list[str]:
    """The names of the others who have the article open; from now on the person is among those whom they see."""
    key, now = f"desk:present:{article.pk}", timezone.now().timestamp()
    there: dict[int, tuple[str, float]] = cache.get(key) or {}
    there = {pk: (name, at) for pk, (name, at) in there.items() if now - at < GONE_SECONDS}
    others = sorted(name for pk, (name, _at) in there.items() if pk != person.pk)
    cache.set(key, there | {person.pk: (person.get_full_name(), now)}, GONE_SECONDS)
    return others

"""Atom feeds (RFC 4287) of what happened to articles: new approvals, corrections, retractions.

Feeds are in the language of the interface; every entry names the language of its article. All text comes from approved
documents and public notices.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from articles.characters import shown_in
from articles.models import Notice, NoticeKind
from editorial.press.models import Listing

MOST_ENTRIES = 50


class AtomOfManyLanguages(Atom1Feed):
    """What is older than the rule about characters is shown as pages show it: XML 1.0 has no way to write it."""

    def add_item(self, *args: Any, **kwargs: Any) -> None:
        super().add_item(*shown_in(args), **shown_in(kwargs))

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


class HouseFeed(Feed):
    """What the feeds share. Addresses are absolute, so that a mirrored feed still leads here."""

    feed_type = AtomOfManyLanguages
    url_name: str
    feed_title: Promise
    subtitle: Promise

    def title(self) -> str:
        return f"{settings.SITE_NAME}: {self.feed_title}"

    def link(self) -> str:
        return settings.SITE_ADDRESS + reverse("home")

    def feed_url(self) -> str:
        return settings.SITE_ADDRESS + reverse(self.url_name)

    def feed_guid(self) -> str:
        return self.feed_url()

    def author_name(self) -> str:
        return str(settings.SITE_NAME)


class New(HouseFeed):
    """Articles by their last approval. An entry keeps its identity when a new version is approved."""

    url_name = "feed-new"
    feed_title = _("New articles")
    subtitle = _("Articles that the medical advisory board has approved, the latest first.")

    def items(self) -> Iterable[Listing]:
        listings = Listing.objects.filter(article__published_revision__isnull=False)
        return listings.select_related("article").order_by("-approved_at", "-article_id")[:MOST_ENTRIES]

    def item_title(self, item: Listing) -> str:
        return item.title

    def item_description(self, item: Listing) -> str:
        return escape(item.answer)

    def item_link(self, item: Listing) -> str:
        return settings.SITE_ADDRESS + reverse("article", args=(item.article.slug,))

    def item_guid(self, item: Listing) -> str:
        return item.article_id.urn

    def item_pubdate(self, item: Listing) -> datetime:
        return item.approved_at

    def item_updateddate(self, item: Listing) -> datetime:
        return item.changed_at

    def item_categories(self, item: Listing) -> tuple[str, ...]:
        """The specialty, and what the notices on the article come to."""
        return tuple(filter(None, (item.specialty, item.notice and str(item.notice.label))))

    def item_extra_kwargs(self, item: Listing) -> dict[str, Any]:
        return {"language": item.language}


class Notices(HouseFeed):
    """Notices of some kinds, the latest first."""

    kinds: tuple[NoticeKind, ...]

    def items(self) -> Iterable[Notice]:
        notices = Notice.objects.filter(kind__in=self.kinds).select_related("article", "revision__frozen")
        return notices.order_by("-issued_at", "-pk")[:MOST_ENTRIES]

    def item_title(self, item: Notice) -> str:
        return f"{NoticeKind(item.kind).label}: {item.revision.document.title}"

    def item_description(self, item: Notice) -> str:
        return escape(item.reason)

    def item_link(self, item: Notice) -> str:
        return settings.SITE_ADDRESS + reverse("article", args=(item.article.slug,))

    def item_guid(self, item: Notice) -> str:
        return item.pk.urn

    def item_pubdate(self, item: Notice) -> datetime:
        return item.issued_at

    def item_updateddate(self, item: Notice) -> datetime:
        return item.issued_at

    def item_extra_kwargs(self, item: Notice) -> dict[str, Any]:
        return {"language": item.revision.document.language}


class Corrected(Notices):
    url_name = "feed-corrected"
    feed_title = _("Corrections")
    subtitle = _("Corrections and expressions of concern, the latest first.")
    kinds = (NoticeKind.CORRECTION, NoticeKind.EXPRESSION_OF_CONCERN)


class Retracted(Notices):
    url_name = "feed-retracted"
    feed_title = _("Retractions")
    subtitle = _("Articles that must no longer be relied on, the latest first.")
    kinds = (NoticeKind.RETRACTION,)

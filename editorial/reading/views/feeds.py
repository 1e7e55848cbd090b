"""What machines ask for: feeds, sitemap, robots.txt; and the page that tells people of the feeds."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from editorial.languages import WORKROOMS
from editorial.reading import sitemaps
from editorial.reading.feeds import Corrected, New, Retracted

__all__ = ["Corrected", "New", "Retracted", "feeds", "robots", "sitemap", "sitemap_index"]

XML = "application/xml; charset=utf-8"


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """The feeds, for people."""
    offered = [
        {"title": feed.feed_title, "description": feed.subtitle, "address": reverse(feed.url_name)}
        for feed in (New, Corrected, Retracted)
    ]
    return render(request, "reading/feeds.html", {"offered": offered})


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files of the sitemap, each with its last change."""
    listed = [
        {"location": settings.SITE_ADDRESS + reverse("sitemap-section", args=(section, number)), "last_mod": changed}
        for section, number, changed in sitemaps.files()
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": listed}, content_type=XML)


@require_safe
def sitemap(request: HttpRequest, section: str, number: int) -> HttpResponse:
    """One file of the sitemap."""
    addresses = sitemaps.SECTIONS[section].addresses(number) if section in sitemaps.SECTIONS else []
    if not addresses:
        raise Http404
    return render(request, "sitemap.xml", {"urlset": addresses}, content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may visit (RFC 9309): everything that readers may, and where the sitemap is."""
    lines = [
        "User-agent: *",
        # Pages for people with an account answer nobody else anyway; crawlers need not ask.
        *(f"Disallow: {path}" for path in WORKROOMS),
        "Allow: /",
        "",
        f"Sitemap: {settings.SITE_ADDRESS}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

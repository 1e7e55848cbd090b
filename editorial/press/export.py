"""The whole public site as files, for any web server or delivery network: `manage.py press --to DIR`.

A page at /a/b/ becomes a/b/index.html. Forms (questions, sign-in, typed searches) need the application; links to
them lead to the same paths.
"""

import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from articles.models import Article
from editorial.house.models import HousePage
from editorial.press import making
from editorial.press.edition import Edition, edition_of
from editorial.press.listing import pages_of_specialty
from editorial.press.models import Listing
from editorial.press.room import public_articles
from editorial.press.sheets import sheets_of

# Pages that have one address in all languages.
ELSEWHERE = ("keys", "verifier", "sitemap", "robots", "feeds", "feed-new", "feed-corrected", "feed-retracted")


class NotExported(Exception):
    """A page could not be made; str() says which and why. What was written before is kept."""


def export(target: Path, progress: Callable[[Iterator[str]], Iterator[str]]) -> int:
    """Write the site below `target` and return the number of files. Raises NotExported.

    progress: wraps the iterator over the paths as they are written (a progress bar).
    """
    count = 0
    site = Site(target)
    for _path in progress(site.write()):
        count += 1
    if Path(settings.STATIC_ROOT).is_dir():
        folder = target / urlsplit(settings.STATIC_URL).path.strip("/")
        shutil.copytree(settings.STATIC_ROOT, folder, dirs_exist_ok=True)
    return count


class Site:
    """Writes pages below `target`."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def write(self) -> Iterator[str]:
        """Write everything; yields each path after it was written."""
        for path in house_paths():
            yield self.save(path, self.fetch(path))
        for article in public_articles():
            edition = edition_of(article)
            if edition:
                yield from self.article(article, edition)

    def article(self, article: Article, edition: Edition) -> Iterator[str]:
        for sheet in sheets_of(edition):
            for language in sheet.languages:
                page = making.page_at(article, sheet, language)
                if page:
                    yield self.save(page.path, bytes(page.identity))
        for version in edition.versions:
            if not edition.retracted and edition.comparison(version):
                for path in in_all_languages("version-changes", article.slug, version.number):
                    yield self.save(path, self.fetch(path))

    def save(self, path: str, content: bytes) -> str:
        """Write one page so that a reader of the files never sees half of it."""
        place = self.target / path.lstrip("/")
        if path.endswith("/"):
            place = place / "index.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.part")
        draft.write_bytes(content)
        draft.replace(place)
        return path

    def fetch(self, path: str) -> bytes:
        """The page as Django answers it to a reader. Raises NotExported when it does not."""
        site = urlsplit(settings.SITE_ADDRESS)
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": site.hostname or "localhost",
            "SERVER_PORT": str(site.port or 443),
            "HTTP_HOST": site.netloc,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(),
            "HTTP_X_FORWARDED_PROTO": "https",
        }
        with translation.override(translation.get_language()):
            response = cast(HttpResponse, self.handler.get_response(WSGIRequest(environ)))
        if response.status_code != 200:
            raise NotExported(f"{path} answered {response.status_code}.")
        return bytes(response.content)


def house_paths() -> Iterator[str]:
    """The pages that are not an article's."""
    for name in ("home", "search", "board-members"):
        yield from in_all_languages(name)
    for slug, version in HousePage.objects.values_list("slug", "version"):
        yield from in_all_languages("house-page", slug)
        for number in range(1, version + 1):
            yield from in_all_languages("house-page-version", slug, number)
    for slug in (
        Listing.objects.exclude(specialty_slug="").order_by().values_list("specialty_slug", flat=True).distinct()
    ):
        for cursor in pages_of_specialty(slug):
            yield from in_all_languages("specialty", slug, *cursor)
    for name in ELSEWHERE:
        yield reverse(name)


def in_all_languages(name: str, *args: object) -> Iterator[str]:
    """The addresses of a page, one a language."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield reverse(name, args=args)

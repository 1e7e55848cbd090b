"""Finding approved articles by what people type.

First the articles that have every word; else those where the last word begins like this (it is still being typed);
else every word with typing errors put right; else any of the words. The index says which articles, their passages say
where in them. What is not published is never shown, however stale the index is.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F
from modelsearch.query import PlainText

from articles.exporting.wording import Wording
from articles.models import Article
from editorial import paging
from editorial.search import spelling
from editorial.search.models import Passage, SearchEntry
from editorial.search.quoting import Quote, quote, scored
from editorial.search.ranking import best
from editorial.search.words import asks_how_long, telling, words

LONGEST_QUERY = 500  # characters; the rest is not read
MOST_WORDS = 24
MOST_RESULTS = 1_000  # nobody reads further, and no cursor leads further
QUOTES_A_RESULT = 3


class Way(StrEnum):
    """Ways of searching, in the order they are tried."""

    ALL = "all"
    BEGINNING = "beginning"
    CORRECTED = "corrected"
    ANY = "any"


# The way its page was found, and the number of results already seen.
CURSOR = (Way, int)


@dataclass(frozen=True)
class Found:
    """A published article with the passages that match, best first (at least one)."""

    article: UUID
    slug: str
    title: str
    language: str
    specialty: str
    approved_at: datetime
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Results:
    """`corrected`: what was searched instead when nothing matched what was typed, else empty.

    `any_word`: no article has all the words, these have some. `next`: the cursor of the next page, empty at the end.
    """

    query: str
    found: tuple[Found, ...] = ()
    corrected: str = ""
    any_word: bool = False
    next: str = ""


def find(
    query: str,
    *,
    wording: Wording = "professional",
    after: str | None = None,
    limit: int = 20,
    article: Article | None = None,
) -> Results:
    """Search the published articles.

    query: anything a person typed, also hostile; only its words count. wording: of the quotations. after: the `next` of
    an earlier answer; one that cannot be read starts from the beginning. limit: articles a page. article: look in this
    one only. At most seven queries, however much is found; one or two more where the index is behind.
    """
    query = " ".join(query[:LONGEST_QUERY].replace("\0", " ").split())
    wanted = telling(words(query))[:MOST_WORDS]
    if not wanted:
        return Results(query)
    if article is not None:
        return _within(article, query, wanted, wording, how_long=asks_how_long(words(query)))
    known_way, start = _read_cursor(after)
    meant: dict[str, str] = {}
    entries: list[SearchEntry] = []
    following: int | None = None
    for way in (known_way,) if known_way else Way:
        if way in (Way.CORRECTED, Way.ANY) and not meant:
            meant = spelling.correct(wanted)
        if way == Way.CORRECTED and not meant:
            continue
        entries, following = _look_up(way, wanted, meant, start, limit)
        if entries:
            break
    return Results(
        query=query,
        found=_with_quotes(entries, way, wanted, meant, wording),
        corrected=_rewritten(query, meant) if entries and way == Way.CORRECTED else "",
        any_word=bool(entries) and way == Way.ANY and len(wanted) > 1,
        next=paging.cursor_at(way, following) if following else "",
    )


def _look_up(
    way: Way, wanted: list[str], meant: dict[str, str], start: int, limit: int
) -> tuple[list[SearchEntry], int | None]:
    """A page of entries, and where in the index the next page begins (None: there is none).

    The index may be a moment behind; what readers may see is decided by the article itself. So it is read on past
    entries that are stale, until the page is full and one more is found, or the index ends.
    """
    entries = SearchEntry.objects.select_related("article", "revision")
    if way == Way.BEGINNING:
        results = entries.autocomplete(PlainText(" ".join(wanted)))
    elif way == Way.ANY:
        results = entries.search(PlainText(" ".join(dict.fromkeys([*wanted, *meant.values()])), operator="or"))
    else:
        results = entries.search(PlainText(" ".join(meant.get(word, word) for word in wanted)))
    page: list[SearchEntry] = []
    while start < MOST_RESULTS:
        found, is_end = best(results, start, start + limit + 1)
        for position, entry in enumerate(found, start):
            if entry.article.published_revision_id != entry.revision_id:
                continue
            if len(page) == limit:
                return page, position if position < MOST_RESULTS else None
            page.append(entry)
        if is_end:
            break
        start += limit + 1
    return page, None


def _with_quotes(
    entries: list[SearchEntry], way: Way, wanted: list[str], meant: dict[str, str], wording: Wording
) -> tuple[Found, ...]:
    passages = Passage.objects.filter(
        article__in=[each.article_id for each in entries], revision=F("article__published_revision")
    )
    by_article: dict[UUID, list[Passage]] = {}
    for passage in passages.order_by("position") if entries else ():
        by_article.setdefault(passage.article_id, []).append(passage)
    typed = [meant.get(word, word) for word in wanted]
    prefix = typed[-1] if way == Way.BEGINNING else ""
    return tuple(
        _found(each, _best_quotes(each, by_article.get(each.article_id, []), typed, wording, prefix))
        for each in entries
    )


def _best_quotes(
    entry: SearchEntry, passages: list[Passage], typed: list[str], wording: Wording, prefix: str = ""
) -> tuple[Quote, ...]:
    """The passages that match best. An article that was asked for by its name alone shows how it begins: its answer."""
    names = set(words(" ".join(entry.name_texts)))
    telling_where = [word for word in typed if word not in names]
    if any(name.startswith(prefix) for name in names):
        prefix = ""
    matches = scored(passages, telling_where, wording, prefix)[:QUOTES_A_RESULT]
    return tuple(quote(each.passage, wording, each.matching.union(typed)) for each in matches) or tuple(
        quote(each, wording, typed) for each in passages[:1]
    )


def _within(article: Article, query: str, wanted: list[str], wording: Wording, *, how_long: bool) -> Results:
    entry = (
        SearchEntry.objects.select_related("article", "revision")
        .filter(article=article, revision=F("article__published_revision"))
        .first()
    )
    if entry is None:
        return Results(query)
    passages = list(Passage.objects.filter(article=article, revision=entry.revision_id).order_by("position"))
    matches = scored(passages, wanted, wording, how_long=how_long)[:QUOTES_A_RESULT]
    quotes = tuple(quote(each.passage, wording, each.matching) for each in matches)
    return Results(query, (_found(entry, quotes),) if quotes else ())


def _found(entry: SearchEntry, quotes: tuple[Quote, ...]) -> Found:
    return Found(
        article=entry.article_id,
        slug=entry.article.slug,
        title=entry.title,
        language=entry.language,
        specialty=entry.specialty,
        approved_at=entry.revision.moment_of_approval,
        quotes=quotes,
    )


def _read_cursor(after: str | None) -> tuple[Way | None, int]:
    """(None, 0) for the first page and for anything unreadable."""
    try:
        # Before November 2026 a cursor had a full stop where it has a hyphen now.
        way, start = paging.place((after or "").replace(".", "-"), CURSOR)
    except paging.NoCursor:
        return None, 0
    return way, min(start, MOST_RESULTS)


def _rewritten(query: str, meant: dict[str, str]) -> str:
    """The query as it was searched: its words with the errors put right."""
    return " ".join(meant.get(word, word) for word in words(query))

"""Lists in pages: every row once, whatever arrives meanwhile; and what is no cursor is answered, on every address."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.limits import INTEGER
from articles.models import Article
from editorial import paging
from editorial.desk.editors.pipeline import COLUMNS
from editorial.inbox.models import Question
from tests import factories

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE = UUID(int=1)
ORDERS = [("asked_at", "pk"), ("-asked_at", "-pk"), ("delete_after", "-asked_at", "pk")]


class Way(StrEnum):
    ALL = "all"


# Every cursor but the first two is none in any list; those are of another.
HOSTILE = [
    "all-0",
    f"{ONE.hex}-1",
    "",
    "-",
    "--",
    "x",
    " ",
    "\0",
    "1-\0",
    "٣",
    "٣-" + ONE.hex,
    "1_0-" + ONE.hex,
    "+1-" + ONE.hex,
    "01-" + ONE.hex,
    f"1-{ONE}",
    f"1-{{{ONE}}}",
    "1-" + "A" * 32,
    "9" * 30 + "-" + ONE.hex,
    "-" + "9" * 30 + "-" + ONE.hex,
    "9" * 5_000,
    "-1",
    "4294967296",
    "1.5",
    "nan-" + ONE.hex,
    "’; DROP TABLE articles_article; --",
    "\u202e💊",
    "0001-01-01T00:00:00+14:00 " + ONE.hex,
    "2026-01-01T00:00:00+00:00",
    "WyJhIl0:AAAA",
    "x" * 10_000,
]


class Asked(NamedTuple):
    """A paged address, its parameter, and what it answers to what is no cursor of it."""

    address: Callable[[Article], str]
    parameter: str
    status: int


def at(name: str, *args: str, query: str = "") -> Callable[[Article], str]:
    return lambda article: reverse(name, args=args) + query


def of_article(name: str, field: str = "pk") -> Callable[[Article], str]:
    return lambda article: reverse(name, args=[getattr(article, field)])


PAGED = {
    "mine": Asked(at("desk:mine"), "after", 200),
    "all": Asked(at("desk:all"), "after", 200),
    **{name: Asked(at("desk:column", name), "after", 200) for name in COLUMNS},
    "questions": Asked(at("desk:questions"), "after", 200),
    "problems": Asked(at("desk:questions", query="?show=problems"), "after", 200),
    "settled": Asked(at("desk:questions", query="?show=settled"), "after", 200),
    "history": Asked(of_article("desk:history"), "before", 200),
    "changes": Asked(of_article("desk:changes"), "after", 200),
    "removed": Asked(of_article("desk:removed"), "after", 200),
    "search": Asked(at("search", query="?q=pain"), "after", 200),
    "api articles": Asked(at("api:articles"), "cursor", 400),
    "api versions": Asked(of_article("api:versions", "slug"), "cursor", 400),
    "api references": Asked(at("api:references"), "cursor", 400),
    "api search": Asked(at("api:search", query="?q=pain"), "cursor", 400),
}
# Where these are cursors: of the same kinds as another list's.
READ = {("search", "all-0"), ("api search", "all-0"), ("api references", HOSTILE[1])}


@pytest.mark.parametrize("cursor", HOSTILE)
def test_what_is_no_place_is_unreadable(cursor: str) -> None:
    with pytest.raises(paging.NoCursor):
        paging.place(cursor, (datetime, UUID))


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGED)
def test_what_is_no_cursor_of_a_list_is_answered(name: str) -> None:
    """At the desk and in search by the first page, in the API by a problem."""
    author = factories.editor()
    article = factories.approved(factories.draft(by=author)).article
    client = Client()
    client.force_login(author)
    page = PAGED[name]
    for cursor in HOSTILE:
        if (name, cursor) in READ:
            continue
        answer = client.get(page.address(article), {**queried(page.address(article)), page.parameter: cursor})
        assert answer.status_code == page.status, cursor
        if page.status == 400:
            assert "Leave it out to start from the beginning." in answer.json()["detail"]


def queried(address: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in address.partition("?")[2].split("&") if pair)


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", [each for each in HOSTILE if each.isascii() and each.replace("-", "").isalnum()])
def test_in_a_path_it_is_no_page(client: Client, cursor: str) -> None:
    factories.approved()
    assert client.get(f"/specialties/rheumatology/{cursor}/").status_code == 404


@pytest.mark.django_db
def test_at_the_desk_it_is_the_first_page_with_all_that_stands_there() -> None:
    """Problems stand above questions, and a cursor that is none does not hide them."""
    client = Client()
    client.force_login(factories.editor())
    asked("problem", timezone.now())
    asked("question", timezone.now())
    for query in ({}, {"after": "nonsense"}):
        assert len(client.get(reverse("desk:questions"), query).context["questions"]) == 2


@pytest.mark.django_db
def test_places_that_people_kept_are_still_found(client: Client) -> None:
    """As the desk, a specialty, a history and search gave them before they had one text."""
    author = factories.editor()
    client.force_login(author)
    first, second = (factories.approved(factories.draft(by=author)) for _each in range(2))
    created = f"{second.article.created_at.isoformat()} {second.article_id}"
    listed = client.get(reverse("desk:mine"), {"after": created}).context["entries"]
    assert [each.article for each in listed] == [first.article]
    column = client.get(
        reverse("desk:column", args=["approved"]), {"after": f"{second.approved_at.isoformat()} {second.pk}"}
    )
    assert column.context["rows"] == [first]
    micros = int((second.approved_at - EPOCH) / timedelta(microseconds=1))
    specialty = client.get(f"/specialties/rheumatology/{micros}-{second.article_id.hex}/").context["page"]
    assert [each.address for each in specialty.articles] == [reverse("article", args=[first.article.slug])]
    events = client.get(reverse("desk:history", args=[first.article_id]), {"before": "3"}).context["told"]
    assert [each.event.sequence for each in events] == [2, 1]
    further = client.get(reverse("search"), {"q": "pain", "after": "all.1"}).context["page"]
    assert (len(further.results), further.is_continued) == (1, True)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=9),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=9),
    st.integers(1, 4),
    st.sampled_from(ORDERS),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_who_follows_to_the_end_sees_each_row_once(
    before: list[tuple[int, int]], meanwhile: list[tuple[int, int]], size: int, order: tuple[str, ...]
) -> None:
    """Also where many share a moment, and where others arrive between two pages."""
    with transaction.atomic():
        made = {asked("question", EPOCH + timedelta(days=day), days).pk for day, days in before}
        expected = list(Question.objects.order_by(*order).values_list("pk", flat=True))
        seen, after = [], None
        while after != "":
            page = paging.keyset_page(Question.objects.all(), *order, after=after, size=size)
            assert len(page.rows) == size or not page.next
            seen += [row.pk for row in page.rows]
            after = page.next
            for day, days in meanwhile[: 1 if after else 0]:
                asked("question", EPOCH + timedelta(days=day), days)
            meanwhile = meanwhile[1:]
        assert [pk for pk in seen if pk in made] == expected
        assert len(seen) == len(set(seen))
        transaction.set_rollback(True)


def asked(kind: str, moment: datetime, days: int = 0) -> Question:
    return Question.objects.create(
        kind=kind, text="?", asked_at=moment, delete_after=date(2026, 1, 1) + timedelta(days=days)
    )


@settings(deadline=None)
@given(
    st.one_of(
        st.tuples(st.datetimes(timezones=st.just(UTC)), st.uuids()),
        st.tuples(st.dates(), st.uuids()),
        st.tuples(st.uuids(), st.integers(0, INTEGER)),
        st.tuples(st.just(Way.ALL), st.integers(0, INTEGER)),
    )
)
def test_a_cursor_says_its_place_and_fits_into_a_path(values: tuple[object, ...]) -> None:
    text = paging.cursor_at(*values)
    assert text.isascii()
    assert text.replace("-", "").isalnum()
    assert paging.place(text, [type(value) for value in values]) == values


@settings(deadline=None)
@given(st.text(), st.sampled_from([(datetime, UUID), (date, UUID), (UUID, int), (int,), (Way, int)]))
def test_any_text_is_a_place_or_unreadable(text: str, kinds: tuple[type, ...]) -> None:
    try:
        values = paging.place(text, kinds)
    except paging.NoCursor:
        return
    assert paging.cursor_at(*values) == text or " " in text

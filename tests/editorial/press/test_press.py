"""The press: what readers are served follows each decision, in its own transaction."""

import gzip
import hashlib
import time
from collections.abc import Callable
from datetime import timedelta

import brotli
import grimp
import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles import workflow
from articles.models import Article, NoticeKind, Revision
from editorial.press import making, press, printing, room
from editorial.press.models import Listing, PressedPage, PressGeneration
from editorial.press.sheets import SHEETS, sheet_called
from editorial.work.models import QueuedTask
from reviewers.models import ReviewPolicy
from tests import factories
from tests.samples import sample_document
from tests.working import work_off

pytestmark = pytest.mark.django_db


def generation() -> int:
    return PressGeneration.objects.get(pk=1).number


def paths(article: Article) -> set[str]:
    return set(PressedPage.objects.filter(article=article).values_list("path", flat=True))


def orders() -> list[str]:
    """The articles whose pages are ordered and not made yet."""
    waiting = QueuedTask.objects.filter(name=printing.print_pages.module_path, status=QueuedTask.Status.WAITING)
    return [order.arguments["args"][0] for order in waiting]


def published() -> Article:
    """An approved article with all its pages made."""
    revision = factories.approved()
    printing.take_orders()
    return Article.objects.get(pk=revision.article_id)


def retract(article: Article) -> None:
    workflow.issue_notice(
        article=article, kind=NoticeKind.RETRACTION, reason="The rates were invented.", actor=factories.editor()
    )


def test_an_approval_orders_the_pages_and_moves_the_generation():
    before = generation()
    revision = factories.approved()
    assert generation() > before
    assert orders() == [str(revision.article_id)]
    assert Listing.objects.get().title == sample_document().title


def test_a_decision_costs_the_press_six_statements(django_assert_num_queries):
    article = Article.objects.select_related("published_revision__frozen").get(pk=factories.approved().article_id)
    with django_assert_num_queries(6):
        press.renew(article)
        press.put_on_lists(article)


def test_every_sheet_is_made_in_every_language_except_the_slow_ones():
    article = published()
    expected = {
        sheet.path(article.slug, language) for sheet in SHEETS if not sheet.slow for language in sheet.languages
    }
    assert paths(article) == expected
    assert orders() == []


def test_the_three_encodings_hold_the_same_bytes_and_say_who_they_are():
    article = published()
    page = PressedPage.objects.get(path=f"/articles/{article.slug}/")
    assert gzip.decompress(page.gzip) == brotli.decompress(page.brotli) == page.identity
    assert page.etag == hashlib.sha256(page.identity).hexdigest()[:32]
    tags = {making.answer_from(page, coding).etag for coding in ("br", "gzip", "identity")}
    assert len(tags) == 3


def test_security_headers_and_policy_travel_with_the_page():
    headers = dict(PressedPage.objects.get(path=f"/articles/{published().slug}/").headers)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_the_download_is_what_the_board_signed():
    article = published()
    page = PressedPage.objects.get(path=f"/articles/{article.slug}/document.json")
    assert hashlib.sha256(page.identity).hexdigest() == article.published_revision.digest


def test_a_decision_that_fails_leaves_every_page_as_it_was():
    article = published()
    before, pages = generation(), paths(article)

    class Crash(Exception):
        pass

    def retract_and_crash() -> None:
        with transaction.atomic():
            retract(article)
            raise Crash

    with pytest.raises(Crash):
        retract_and_crash()
    assert (generation(), paths(article)) == (before, pages)


def test_a_retraction_leaves_the_notice_and_no_treatment():
    article = published()
    retract(article)
    pages = PressedPage.objects.filter(article=article)
    assert {page.status for page in pages} == {410}
    for page in pages:
        text = bytes(page.identity).decode()
        assert "The rates were invented." in text
        assert "NSAIDs" not in text
        assert "Interspinous" not in text
    assert not Listing.objects.exists()
    printing.take_orders()
    rest = {path.removeprefix(f"/articles/{article.slug}/") for path in paths(article) if not path.startswith("/de/")}
    assert rest == {"", "plain/", "proof/", "proof.json", "versions/"}


def test_versions_of_a_retracted_article_tell_nothing_of_its_text():
    article = published()
    retract(article)
    page = making.page_at(Article.objects.get(pk=article.pk), sheet_called("versions"), "en")
    assert b"NSAIDs" not in page.identity
    assert b"The rates were invented." in page.identity


def test_a_retraction_is_acknowledged_only_when_every_shelf_has_looked_again(settings, transactional_db):
    settings.SHELF_SECONDS = 0.3
    article = published()
    started = time.monotonic()
    retract(article)
    assert time.monotonic() - started >= 0.3


def test_an_approval_does_not_wait(settings, transactional_db, monkeypatch):
    settings.SHELF_SECONDS = 30.0
    factories.approved()  # would not come back in time


@pytest.mark.parametrize("kind", [NoticeKind.CORRECTION, NoticeKind.EXPRESSION_OF_CONCERN])
def test_other_notices_stand_first_on_the_page_and_the_article_stays(kind):
    article = published()
    workflow.issue_notice(article=article, kind=kind, reason="A rate was misprinted.", actor=factories.editor())
    assert not PressedPage.objects.filter(article=article).exists()
    page = making.page_at(Article.objects.get(pk=article.pk), sheet_called("article"), "en")
    assert page.identity.index(b"A rate was misprinted.") < page.identity.index(b"NSAIDs")
    assert Listing.objects.get().standing == kind


def test_a_page_without_a_public_edition_is_never_made():
    revision, _members = factories.under_review()
    for sheet in SHEETS:
        assert making.page_at(revision.article, sheet, "en") is None
    assert not PressedPage.objects.exists()


def test_pending_is_told_only_where_the_policy_says_so():
    article = published()
    revise(article)
    page = making.page_at(Article.objects.get(pk=article.pk), sheet_called("article"), "en")
    assert b"A newer revision is in review" not in page.identity
    policy = ReviewPolicy.objects.get(pk=1)
    policy.show_pending = True
    policy.save()
    page = making.page_at(Article.objects.get(pk=article.pk), sheet_called("article"), "en")
    assert b"A newer revision is in review" in page.identity
    assert b"secret new sentence" not in page.identity
    pending = Revision.objects.get(pk=Article.objects.get(pk=article.pk).revision_in_review_id)
    workflow.withdraw(revision=pending, actor=article.author, reason="Not yet.")
    page = making.page_at(Article.objects.get(pk=article.pk), sheet_called("article"), "en")
    assert b"A newer revision is in review" not in page.identity


def revise(article: Article) -> Revision:
    """A second revision with another sentence, submitted."""
    from articles.working_copy import drafting

    statement = article.statements.filter(place="body").first()
    drafting.edit(
        row=statement,
        version=statement.version,
        values={"professional": "A secret new sentence."},
        actor=article.author,
    )
    return workflow.submit(article=Article.objects.get(pk=article.pk), actor=article.author)


def test_reconciling_finds_nothing_after_ordinary_work():
    published()
    assert room.reconcile() == room.Reconciled(mended=0, ordered=0)


def test_reconciling_prints_what_a_crash_left_unprinted():
    article = published()
    PressedPage.objects.all().delete()
    QueuedTask.objects.all().delete()
    assert room.reconcile().ordered == 1
    printing.take_orders()
    assert f"/articles/{article.slug}/" in paths(article)


def test_reconciling_takes_away_what_is_not_approved():
    """A page of a revision that is not the published one, as a restored backup might bring it."""
    article = published()
    other, _members = factories.under_review()
    PressedPage.objects.filter(path=f"/articles/{article.slug}/").update(article=other.article, revision=other)
    Listing.objects.all().delete()
    assert room.reconcile().mended == 2
    assert paths(other.article) == set()
    assert Listing.objects.get().article_id == article.pk


def test_reconciling_takes_away_the_treatment_of_a_retracted_article():
    article = published()
    pages = list(PressedPage.objects.filter(path__endswith="/plain/", language="en"))
    downloads = list(PressedPage.objects.filter(path__endswith="/document.json"))
    retract(article)
    PressedPage.objects.filter(path__endswith="/plain/", language="en").delete()
    for page in pages + downloads:
        page.save(force_insert=True)
    assert room.reconcile().mended == 1
    assert not PressedPage.objects.filter(status=200).exists()


def test_pages_of_an_earlier_release_are_made_anew_and_stay_up_meanwhile():
    article = published()
    PressedPage.objects.update(fingerprint="earlier", identity=b"old")
    assert room.reconcile() == room.Reconciled(mended=0, ordered=1)
    assert PressedPage.objects.filter(identity=b"old").count() == len(paths(article))
    printing.take_orders()
    assert not PressedPage.objects.filter(identity=b"old").exists()


def test_an_order_given_while_the_pages_are_made_is_not_lost(monkeypatch):
    revision = factories.approved()
    made = printing.print_article

    def print_and_be_overtaken(article, **options):
        made(article, **options)
        if not orders():
            printing.order([article.pk])
        assert orders()
        QueuedTask.objects.filter(status="waiting").update(due_at=timezone.now() + timedelta(hours=1))

    with monkeypatch.context() as patch:
        patch.setattr(printing, "print_article", print_and_be_overtaken)
        printing.take_orders()
    assert orders() == [str(revision.article_id)]


def test_an_article_says_that_it_is_overdue_once_its_day_has_passed(monkeypatch):
    article = published()
    assert room.overdue() == set()
    later = timezone.now() + timedelta(days=800)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert room.look_at_the_calendar() == 1
    printing.take_orders()
    page = PressedPage.objects.get(path=f"/articles/{article.slug}/")
    assert b"Overdue for review" in page.identity
    assert room.look_at_the_calendar() == 0


def test_better_compression_changes_the_tag_of_its_own_encoding_only():
    article = published()
    path = f"/articles/{article.slug}/"
    before = PressedPage.objects.get(path=path)
    while printing.improve():
        pass
    after = PressedPage.objects.get(path=path)
    assert brotli.decompress(after.brotli) == after.identity == before.identity
    assert len(after.brotli) < len(before.brotli)
    for coding, same in (("identity", True), ("gzip", True), ("br", False)):
        assert (making.answer_from(before, coding).etag == making.answer_from(after, coding).etag) is same


def test_a_new_release_may_drop_an_address():
    article = published()
    page = PressedPage.objects.get(path=f"/articles/{article.slug}/")
    page.path = f"/articles/{article.slug}/formerly/"
    page.save(force_insert=True)
    printing.print_article(article, everything=True)
    assert f"/articles/{article.slug}/formerly/" not in paths(article)


def test_an_article_that_cannot_be_printed_does_not_keep_the_others_waiting(monkeypatch, caplog):
    broken, sound = factories.approved().article, factories.approved().article
    real = making.page_at

    def page_at(article, *args, **options):
        if article.pk == broken.pk:
            raise ValueError("a page that breaks the layout")
        return real(article, *args, **options)

    monkeypatch.setattr(making, "page_at", page_at)
    now = timezone.now()  # and no later, however long the pages take: the pause before the second try is not over
    assert work_off(lambda: now, names=(printing.print_pages.module_path,)) == 2
    assert paths(sound)
    assert orders() == [str(broken.pk)]  # tried again after a pause
    assert str(broken.pk) in caplog.text


def while_it_is_made(monkeypatch: pytest.MonkeyPatch, happens: Callable[[int], object]) -> list[bool]:
    """Let something happen each time before a page is made. Returns whether each was made inside a transaction."""
    real, inside = making.make_page, []

    def make_page(*args):
        page = real(*args)
        inside.append(connection.in_atomic_block)
        happens(len(inside))
        return page

    monkeypatch.setattr(making, "make_page", make_page)
    return inside


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_page_that_is_being_made(monkeypatch):
    article = factories.approved().article
    inside = while_it_is_made(monkeypatch, lambda _time: None)
    assert making.page_at(article, sheet_called("article"), "en") is not None
    assert inside == [False]


@pytest.mark.django_db(transaction=True)
def test_a_page_is_made_again_when_a_decision_falls_while_it_is_made(monkeypatch):
    article = factories.approved().article

    def correct(time: int) -> None:
        if time == 1:
            kind, editor = NoticeKind.CORRECTION, factories.editor()
            workflow.issue_notice(article=article, kind=kind, reason="A rate was misprinted.", actor=editor)

    inside = while_it_is_made(monkeypatch, correct)
    page = making.page_at(article, sheet_called("article"), "en")
    assert b"A rate was misprinted." in page.identity
    assert PressedPage.objects.get(path=page.path).etag == page.etag
    assert inside == [False, False]


@pytest.mark.django_db(transaction=True)
def test_a_page_of_an_article_that_is_retracted_meanwhile_is_not_kept(monkeypatch):
    article = factories.approved().article
    while_it_is_made(monkeypatch, lambda time: time == 1 and retract(article))
    page = making.page_at(article, sheet_called("article"), "en")
    assert page.status == 410
    assert [each.status for each in PressedPage.objects.filter(path=page.path)] == [410]


@pytest.mark.django_db(transaction=True)
def test_where_pages_change_all_the_time_one_is_made_under_the_lock(monkeypatch):
    article = factories.approved().article
    inside = while_it_is_made(monkeypatch, lambda _time: PressGeneration.move())
    assert making.page_at(article, sheet_called("article"), "en") is not None
    assert inside == [False] * making.ATTEMPTS + [True]


def test_the_fingerprint_covers_every_module_that_a_page_is_made_with():
    graph = grimp.build_graph("articles", "reviewers", "editorial")
    makers = {"editorial.press.sheets", *(f"editorial.templatetags.{name}" for name in ("look",))}
    needed = makers.union(*(graph.find_upstream_modules(module) for module in makers))
    covered = tuple(package.replace("/", ".") + "." for package in making.MADE_BY)
    assert {module for module in needed if not f"{module}.".startswith(covered)} == {"editorial.languages"}

"""What readers see at the edges: the moment of an approval, the day a review is due, the gravest of two notices."""

import re
from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import NoticeKind, Revision
from articles.notices import GRAVEST_FIRST, gravest
from articles.states import Verdict
from editorial.press.edition import counted_signoffs, edition_of, is_overdue
from editorial.press.models import Listing
from reviewers.models import Interest
from tests import factories

pytestmark = pytest.mark.django_db
CORRECTION, CONCERN = NoticeKind.CORRECTION, NoticeKind.EXPRESSION_OF_CONCERN
SOON, NOW = timedelta(microseconds=1), timedelta()


def says_nothing(revision: Revision) -> Verdict:
    """A policy of another house: satisfied once two have signed, and it does not say which sign-offs count."""
    return Verdict(() if revision.signoffs.count() >= 2 else ("Two sign-offs.",))


@pytest.mark.parametrize(
    ("declared", "lifted", "counts"),
    [
        (-SOON, None, False),
        (NOW, None, False),
        (SOON, None, True),
        (timedelta(days=1), None, True),
        (-2 * SOON, -SOON, True),
        (-2 * SOON, NOW, True),
        (-2 * SOON, SOON, False),
    ],
    ids=[
        "declared before",
        "declared in that moment",
        "declared just after",
        "declared the day after",
        "lifted before",
        "lifted in that moment",
        "lifted just after",
    ],
)
def test_an_interest_takes_a_name_off_the_record_while_it_stood_at_the_approval(settings, declared, lifted, counts):
    """Nobody's name goes from an approval because of what they declared later."""
    settings.REVIEW_POLICY = f"{__name__}.says_nothing"
    revision = factories.approved()
    signoff = revision.signoffs.order_by("signed_at").first()
    Interest.objects.create(
        member=signoff.member,
        article=revision.article,
        description="Shares",
        declared_at=revision.approved_at + declared,
        lifted_at=None if lifted is None else revision.approved_at + lifted,
    )
    assert (signoff in counted_signoffs(revision)) is counts
    assert len(counted_signoffs(revision)) == (2 if counts else 1)


@pytest.mark.parametrize(
    ("days", "overdue"), [(-1, True), (0, False), (1, False)], ids=["yesterday", "today", "tomorrow"]
)
def test_an_article_is_overdue_once_its_day_has_passed(days, overdue):
    assert is_overdue(timezone.localdate() + timedelta(days=days)) is overdue


@pytest.mark.parametrize("kinds", [*permutations((CORRECTION, CONCERN))], ids=lambda kinds: kinds[-1])
def test_the_gravest_notice_is_what_list_and_feed_and_interface_and_page_say(client, kinds):
    revision, editor = factories.approved(), factories.editor()
    for kind in kinds:
        notice = workflow.issue_notice(article=revision.article, kind=kind, reason=f"A {kind}.", actor=editor)
    listing = Listing.objects.get()
    assert (listing.standing, listing.changed_at) == (CONCERN, notice.issued_at)
    slug = revision.article.slug
    card = client.get("/").content.decode().partition("Approved on")[2].partition("</li>")[0]
    assert ("Expression of concern" in card, "Correction" in card) == (True, False)
    feed = client.get("/feeds/new.atom").content.decode()
    assert ('<category term="Expression of concern"' in feed, "Correction" in feed) == (True, False)
    assert client.get("/api/v1/articles").json()["items"][0]["standing"] == CONCERN
    told = client.get(f"/api/v1/articles/{slug}").json()
    assert told["standing"] == CONCERN
    assert [each["kind"] for each in told["notices"]] == list(kinds)
    page = client.get(f"/articles/{slug}/").content.decode()
    assert re.findall(r'class="banner banner-(\w+)"', page) == [CONCERN, CORRECTION]
    assert re.findall(r"<p[^>]*>(A \w+\.)</p>", page)[:2] == [f"A {CONCERN}.", f"A {CORRECTION}."]
    edition = edition_of(revision.article)
    assert edition is not None
    assert edition.changed_at == notice.issued_at


def test_of_several_notices_a_retraction_is_gravest_and_of_none_there_is_none():
    for kinds in permutations(NoticeKind.values):
        assert gravest(kinds) == NoticeKind.RETRACTION
    assert gravest([CORRECTION, CORRECTION]) == CORRECTION
    assert gravest([]) is None
    assert set(GRAVEST_FIRST) == set(NoticeKind)


def test_what_a_revision_never_had_is_said_plainly():
    edition = edition_of(factories.approved().article)
    assert edition is not None
    assert (edition.standing_notices, edition.retracted, edition.overdue) == ((), False, False)
    assert edition.before(edition.revision) is None
    assert edition.comparison(edition.revision) is None
    assert Listing.objects.get().standing == ""

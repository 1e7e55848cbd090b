"""Approve and sign: what is shown is what is signed, the password each time, five guesses, and once is enough."""

import html as markup

import pytest
from django.core.cache import cache
from django.urls import reverse

from articles import checks, workflow
from articles.document import Document, Section, Statement
from articles.states import State
from editorial.boardroom.password import GUESSES
from editorial.typesetting.findings import missing_evidence
from reviewers import board
from reviewers.models import SignOff
from reviewers.proof import statements
from tests import factories
from tests.editorial.boardroom.conftest import browser
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_guesses_yet(db):
    cache.clear()


@pytest.fixture
def sign(review) -> str:
    return reverse("boardroom:sign", args=[review.revision.pk])


def test_the_page_shows_exactly_what_is_signed(review, reviewer, sign):
    page = markup.unescape(reviewer.get(sign).content.decode())
    reviewer.post(sign, {"digest": review.revision.digest, "password": PASSWORD})
    said = statements.verify(SignOff.objects.get().jws)
    for name in ("meaning", "title", "name", "credentials", "specialty", "disclosure", "publisher", "digest"):
        assert said[name] in page
    assert f"revision {said['revision']}" in page
    assert "the moment you sign" in page


def test_the_page_lists_what_is_not_established_with_the_way_to_each_place(review, reviewer, sign):
    before, _form, _after = markup.unescape(reviewer.get(sign).content.decode()).partition('type="password"')
    shown = reverse("boardroom:review", args=[review.revision.pk])
    found = missing_evidence(checks.check(review.revision.document))
    assert [str(group.name) for group in found] == [
        "incomplete reference",
        "denominator missing",
        "source missing",
    ]
    for finding in (each for group in found for each in group.findings):
        assert f'href="{shown}#s-{finding.where}"' in before
        assert finding.message in before


def test_with_all_evidence_there_the_page_says_so(db):
    answer, conclusion = ((Statement(professional=text),) for text in ("Rest helps.", "So rest."))
    document = Document(title="Rest?", answer=answer, sections=(Section(kind="conclusion", statements=conclusion),))
    revision, (one, _two) = factories.under_review(factories.draft(document=document))
    page = browser(one.user).get(reverse("boardroom:sign", args=[revision.pk])).content.decode()
    assert "The checks found no claim without a source" in page


def test_signing_gives_the_certificate(review, reviewer, sign):
    response = reviewer.post(sign, {"digest": review.revision.digest, "password": PASSWORD})
    signoff = SignOff.objects.get()
    assert response.headers["Location"] == reverse("boardroom:certificate", args=[signoff.pk])
    assert (signoff.member, signoff.digest) == (review.one, review.revision.digest)
    page = reviewer.get(response.headers["Location"]).content.decode()
    assert "Signed. 1 more sign-off by a board member who was asked is needed." in page


def test_the_signature_that_completes_the_quorum_publishes(review, sign):
    for member in (review.one, review.two):
        response = browser(member.user).post(
            sign, {"digest": review.revision.digest, "password": PASSWORD}, follow=True
        )
    assert review.fresh().state == State.APPROVED
    assert "the revision is approved and published" in response.content.decode()


def test_signing_twice_is_one_signoff(review, reviewer, sign):
    form = {"digest": review.revision.digest, "password": PASSWORD}
    first, second = reviewer.post(sign, form), reviewer.post(sign, form)
    assert first.headers["Location"] == second.headers["Location"] == reviewer.get(sign).headers["Location"]
    assert SignOff.objects.count() == 1


@pytest.mark.parametrize("password", ["wrong", PASSWORD + " ", PASSWORD.upper()])
def test_a_wrong_password_signs_nothing_and_says_how_many_tries_are_left(review, reviewer, sign, password):
    response = reviewer.post(sign, {"digest": review.revision.digest, "password": password})
    assert (response.status_code, response.headers["Location"]) == (302, sign), "the way back leads past it"
    assert password not in str(dict(reviewer.session))
    page = reviewer.get(sign).content.decode()
    assert "This is not your password. Nothing was signed. You have 4 more tries." in page
    assert password not in page
    assert not SignOff.objects.exists()


def test_without_a_password_nothing_is_signed(review, reviewer, sign):
    response = reviewer.post(sign, {"digest": review.revision.digest})
    assert response.status_code == 422
    assert not SignOff.objects.exists()


def test_after_five_wrong_guesses_even_the_right_password_waits(review, reviewer, sign):
    for _guess in range(GUESSES):
        assert reviewer.post(sign, {"digest": review.revision.digest, "password": "wrong"}).status_code == 302
    response = reviewer.post(sign, {"digest": review.revision.digest, "password": PASSWORD})
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "300"
    assert "Nothing was signed. Wait 5 minutes, then try again." in response.content.decode()
    assert not SignOff.objects.exists()


def test_guesses_are_counted_for_each_person(review, reviewer, sign):
    for _guess in range(GUESSES):
        reviewer.post(sign, {"digest": review.revision.digest, "password": "wrong"})
    browser(review.two.user).post(sign, {"digest": review.revision.digest, "password": PASSWORD})
    assert SignOff.objects.get().member == review.two


def test_the_right_password_forgets_the_wrong_ones(review, reviewer, sign):
    for _guess in range(GUESSES - 1):
        reviewer.post(sign, {"digest": "0" * 64, "password": "wrong"})
    assert reviewer.post(sign, {"digest": "0" * 64, "password": PASSWORD}).status_code == 409
    page = reviewer.post(sign, {"digest": "0" * 64, "password": "wrong"}, follow=True).content.decode()
    assert "You have 4 more tries." in page


@pytest.mark.parametrize("digest", ["", "0" * 64, "<script>"])
def test_a_digest_of_another_document_is_refused(review, reviewer, sign, digest):
    response = reviewer.post(sign, {"digest": digest, "password": PASSWORD})
    page = response.content.decode()
    assert response.status_code == 409
    assert "This is not the document you were shown. Nothing was signed; read the current one first." in page
    assert "<script>" not in page.partition("<main")[2]
    assert not SignOff.objects.exists()


def test_what_left_the_review_meanwhile_is_not_signed(review, reviewer, sign):
    reviewer.get(sign)
    workflow.withdraw(revision=review.revision, actor=review.revision.article.author, reason="Rework")
    response = reviewer.post(sign, {"digest": review.revision.digest, "password": PASSWORD})
    assert response.status_code == 409
    assert "Revision 1 is withdrawn, so this can no longer be done." in response.content.decode()
    assert not SignOff.objects.exists()
    assert "so it cannot be signed" in reviewer.get(sign).content.decode()


def test_a_conflict_declared_meanwhile_refuses(review, reviewer, sign):
    board.declare_interest(
        article=review.revision.article, member=review.one, description="Shares", actor=review.one.user
    )
    response = reviewer.post(sign, {"digest": review.revision.digest, "password": PASSWORD})
    assert response.status_code == 409
    assert "declared a conflict of interest: Shares" in response.content.decode()


def test_recused_in_another_window_the_page_is_gone(review, reviewer, sign):
    board.recuse(revision=review.revision, actor=review.one.user, reason="No time")
    assert reviewer.post(sign, {"digest": review.revision.digest, "password": PASSWORD}).status_code == 404
    assert not SignOff.objects.exists()

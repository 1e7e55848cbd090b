"""The certificate: for its signer and editors, checked anew each time, and honest when it does not hold."""

import pytest
from django.urls import reverse

from articles import workflow
from articles.models import NoticeKind
from editorial.boardroom.certificate import Certificate
from reviewers import board
from reviewers.models import SignOff
from reviewers.proof import keys, statements
from tests import factories
from tests.editorial.boardroom.conftest import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def signoff(review) -> SignOff:
    return board.sign(revision=review.revision, actor=review.one.user, digest=review.revision.digest)


@pytest.fixture
def address(signoff) -> str:
    return reverse("boardroom:certificate", args=[signoff.pk])


def test_it_shows_the_statement_the_signature_and_the_key(reviewer, signoff, address):
    page = reviewer.get(address).content.decode()
    assert statements.MEANING in page
    assert signoff.jws in page
    assert signoff.digest in page
    assert keys.public_jwk()["x"] in page
    assert "Checked just now: the signature is genuine" in page


def test_its_signer_and_editors_read_it_also_after_recusal(review, signoff, address):
    board.recuse(revision=review.revision, actor=review.one.user, reason="No time")
    assert browser(review.one.user).get(address).status_code == 200
    assert browser(factories.editor()).get(address).status_code == 200


def test_for_anybody_else_it_does_not_exist(review, address, client):
    for stranger in (review.two.user, review.revision.article.author, factories.member().user):
        assert browser(stranger).get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert browser(review.one.user).post(address).status_code == 405


def test_a_signature_that_is_not_ours_does_not_hold(signoff):
    signoff.jws = signoff.jws[:-8] + "AAAAAAAA"
    assert not Certificate(signoff).holds
    assert Certificate(signoff).statement is None


def test_a_genuine_signature_on_another_document_does_not_hold(signoff):
    other, (member, _two) = factories.under_review()
    signoff.jws = board.sign(revision=other, actor=member.user, digest=other.digest).jws
    certificate = Certificate(signoff)
    assert certificate.statement
    assert not certificate.names_this_revision
    assert not certificate.holds


def test_a_document_that_was_changed_behind_the_signature_shows(signoff):
    signoff.revision.frozen.content += " "
    assert not Certificate(signoff).document_holds
    assert not Certificate(signoff).holds


def test_it_says_when_what_was_signed_was_retracted(review):
    signoffs = [
        board.sign(revision=review.revision, actor=member.user, digest=review.revision.digest)
        for member in (review.one, review.two)
    ]
    address = reverse("boardroom:certificate", args=[signoffs[0].pk])
    assert "was retracted" not in browser(review.one.user).get(address).content.decode()
    workflow.issue_notice(
        article=review.revision.article, kind=NoticeKind.RETRACTION, reason="Made up.", actor=factories.editor()
    )
    page = browser(review.one.user).get(address).content.decode()
    assert "This document was retracted on" in page
    assert "Made up." in page
    assert reverse("proof", args=[review.revision.article.slug]) in page

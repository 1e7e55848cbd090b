"""The signature: what it says, who can check it, and what it does not survive."""

import base64
import json

import pytest
import rfc8785
from django.conf import settings
from joserfc import jws
from joserfc.jwk import OKPKey

from reviewers import board
from reviewers.models import SignOff
from reviewers.proof import keys, statements
from tests import factories


@pytest.fixture
def signoff(db) -> SignOff:
    revision, (one, _two) = factories.under_review()
    return board.sign(revision=revision, actor=one.user, digest=revision.digest)


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def test_the_signature_says_who_what_when_and_what_it_means(signoff):
    said = statements.verify(signoff.jws)
    revision, member = signoff.revision, signoff.member
    assert said == {
        "type": "imprimatur-signoff/2",
        "publisher": settings.SITE_NAME,
        "meaning": statements.MEANING,
        "article": str(revision.article_id),
        "title": revision.document.title,
        "revision": 1,
        "digest": revision.digest,
        "member": str(member.pk),
        "name": member.name,
        "credentials": "MD",
        "specialty": "Spine surgery",
        "disclosure": "None declared.",
        "signed_at": signoff.signed_at.isoformat(timespec="microseconds"),
        "signoffs_required": 2,
    }
    assert said == board.statement(revision, member, signoff.signed_at)


def test_the_payload_is_canonical_and_the_header_names_the_key(signoff):
    header, payload, _signature = signoff.jws.split(".")
    assert decoded(payload) == rfc8785.dumps(statements.verify(signoff.jws))
    assert json.loads(decoded(header)) == {"alg": "Ed25519", "kid": keys.public_jwk()["kid"]}


def test_anyone_verifies_with_the_public_key_alone(signoff):
    public = keys.public_jwk()
    assert "d" not in public
    assert jws.deserialize_compact(signoff.jws, OKPKey.import_key(public), algorithms=["Ed25519"])


def test_any_change_of_the_statement_breaks_the_signature(signoff):
    header, payload, signature = signoff.jws.split(".")
    forged = {**json.loads(decoded(payload)), "name": "Somebody else"}
    with pytest.raises(statements.BadSignature):
        statements.verify(f"{header}.{encoded(rfc8785.dumps(forged))}.{signature}")


def test_a_signature_by_another_key_is_not_ours():
    other, ours = OKPKey.generate_key("Ed25519"), keys.public_jwk()["kid"]
    for kid, said in ((other.thumbprint(), "not a key of this house"), (ours, "not a signature of")):
        token = jws.serialize_compact({"alg": "Ed25519", "kid": kid}, b"{}", other, algorithms=["Ed25519"])
        with pytest.raises(statements.BadSignature, match=said):
            statements.verify(token)


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "....", "é.é.é", encoded(b'{"alg":"none"}') + ".e30."])
def test_what_is_no_signature_at_all_is_told_as_one_that_fails(token):
    with pytest.raises(statements.BadSignature):
        statements.verify(token)


def test_a_signature_without_the_name_of_a_key_is_told_so_and_one_of_another_by_its_name():
    other = OKPKey.generate_key("Ed25519")
    for header, said in (({}, "the key without a name,"), ({"kid": "elsewhere"}, "the key elsewhere,")):
        token = jws.serialize_compact({"alg": "Ed25519"} | header, b"{}", other, algorithms=["Ed25519"])
        with pytest.raises(statements.BadSignature, match=f"^It was made with {said} which is not a key of this house"):
            statements.verify(token)


def test_every_signature_of_the_house_begins_with_one_of_its_heads(signoff):
    assert signoff.jws.split(".")[0] in statements.heads()
    assert all(json.loads(decoded(head))["alg"] == "Ed25519" for head in statements.heads())


@pytest.mark.parametrize("letters", range(1, 9))
def test_what_a_signature_says_is_read_whatever_its_length(letters):
    said = {"name": "x" * letters}
    assert statements.payload_of(statements.sign(said)) == said


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "é.é.é", "e30.W10.x", "e30.MQ.x", "W10.W10.x"])
def test_what_cannot_be_read_as_a_statement_says_nothing(token):
    assert (statements.payload_of(token), statements.kid_of(token)) == ({}, "")

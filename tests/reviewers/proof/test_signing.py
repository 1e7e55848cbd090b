"""The signature: what it says, who can check it, and what it does not survive."""

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import rfc8785
from django.conf import settings
from joserfc import jws
from joserfc.jwk import OKPKey

from reviewers import board
from reviewers.models import SignOff
from reviewers.proof import signing
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
    said = signing.verify(signoff.jws)
    revision, member = signoff.revision, signoff.member
    assert said == {
        "type": "imprimatur-signoff/2",
        "publisher": settings.SITE_NAME,
        "meaning": signing.MEANING,
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
    assert decoded(payload) == rfc8785.dumps(signing.verify(signoff.jws))
    assert json.loads(decoded(header)) == {"alg": "Ed25519", "kid": signing.public_jwk()["kid"]}


def test_anyone_verifies_with_the_public_key_alone(signoff):
    public = signing.public_jwk()
    assert "d" not in public
    assert jws.deserialize_compact(signoff.jws, OKPKey.import_key(public), algorithms=["Ed25519"])


def test_any_change_of_the_statement_breaks_the_signature(signoff):
    header, payload, signature = signoff.jws.split(".")
    forged = {**json.loads(decoded(payload)), "name": "Somebody else"}
    with pytest.raises(signing.BadSignature):
        signing.verify(f"{header}.{encoded(rfc8785.dumps(forged))}.{signature}")


def test_a_signature_by_another_key_is_not_ours():
    other, ours = OKPKey.generate_key("Ed25519"), signing.public_jwk()["kid"]
    for kid, said in ((other.thumbprint(), "not a key of this house"), (ours, "not a signature of")):
        token = jws.serialize_compact({"alg": "Ed25519", "kid": kid}, b"{}", other, algorithms=["Ed25519"])
        with pytest.raises(signing.BadSignature, match=said):
            signing.verify(token)


def test_a_key_is_32_random_bytes_in_base64url():
    secret = bytes(range(100, 132))
    assert signing.key_from(encoded(secret)).thumbprint() == signing.key_from(encoded(secret) + "=").thumbprint()
    assert signing.key_from(encoded(secret)).as_dict(private=True)["d"] == encoded(secret)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("abc", "holds 2 bytes; an Ed25519 key has 32"),
        ("a", "is not base64url"),
        (encoded(bytes(range(31))), "holds 31 bytes"),
        (encoded(bytes(range(33))), "holds 33 bytes"),
        (encoded(bytes(range(64))), "holds 64 bytes"),
        (encoded(bytes(32)), "is not random"),
        (encoded(b"secret" * 6)[:43], "is not random"),
        (encoded(bytes(range(32)))[:-1] + "!", "is not base64url"),
        (encoded(bytes(range(32))) + "\n", "is not base64url"),
        (" " + encoded(bytes(range(32))), "is not base64url"),
        (base64.b64encode(b"\xfb\xff" + bytes(range(30))).decode(), "is not base64url"),
        ("0" * 64, "holds 48 bytes"),
        ("é" * 43, "is not base64url"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_with_a_sentence(key, said):
    with pytest.raises(signing.BadKey, match=f"^SIGNING_KEY .*{said}"):
        signing.key_from(key)


def test_a_demonstration_makes_one_key_however_many_start_at_once(tmp_path):
    place = tmp_path / "var" / "signing-key"
    start = threading.Barrier(8)

    def key(_number: int) -> str:
        start.wait()
        return signing._demonstration_key(place)

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(key, range(8)))
    assert found == {place.read_text()}
    assert place.stat().st_mode & 0o777 == 0o600
    assert signing.key_from(place.read_text())


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "....", "é.é.é", encoded(b'{"alg":"none"}') + ".e30."])
def test_what_is_no_signature_at_all_is_told_as_one_that_fails(token):
    with pytest.raises(signing.BadSignature):
        signing.verify(token)

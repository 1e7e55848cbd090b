"""The house's key: what may be one, and that one which cannot sign is known before a member signs."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from joserfc.jwk import OKPKey

from reviewers.proof import keys


@pytest.fixture(autouse=True)
def _no_key_that_was_read_before() -> None:
    keys.key_from.cache_clear()


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def test_a_key_is_32_random_bytes_in_base64url():
    secret = bytes(range(100, 132))
    assert keys.key_from(encoded(secret)).thumbprint() == keys.key_from(encoded(secret) + "=").thumbprint()
    assert keys.key_from(encoded(secret)).as_dict(private=True)["d"] == encoded(secret)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("abc", "holds 2 bytes; an Ed25519 key has 32"),
        ("a", "is not base64url"),
        ("abcde", "is not base64url"),
        (encoded(bytes(range(11))), "holds 11 bytes"),
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
    with pytest.raises(keys.BadKey, match=f"^SIGNING_KEY .*{said}"):
        keys.key_from(key)


def test_a_demonstration_makes_one_key_however_many_start_at_once(tmp_path):
    place = tmp_path / "of the house" / "var" / "signing-key"
    start = threading.Barrier(8)

    def key(_number: int) -> str:
        start.wait()
        return keys._demonstration_key(place)

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(key, range(8)))
    assert found == {place.read_text()}
    assert place.stat().st_mode & 0o777 == 0o600
    assert keys.key_from(place.read_text())


def test_a_public_key_that_is_not_the_private_one_s_is_known_before_anybody_signs(monkeypatch):
    other = {**OKPKey.generate_key("Ed25519").as_dict(private=False), "alg": "Ed25519"}
    keys.probe()
    monkeypatch.setattr(keys, "public_jwk", lambda: other)
    with pytest.raises(keys.BadKey, match="^SIGNING_KEY cannot sign: "):
        keys.probe()


def test_the_house_signs_with_the_key_of_the_settings_and_makes_none_of_its_own(settings, tmp_path):
    settings.VAR_DIR, settings.SIGNING_KEY = tmp_path, encoded(bytes(range(50, 82)))
    assert keys.house_key().thumbprint() == keys.key_from(settings.SIGNING_KEY).thumbprint()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("different", "stands"), [(11, False), (12, True)])
def test_twelve_different_bytes_are_random_enough(different, stands):
    key = encoded(bytes(number % different for number in range(32)))
    if stands:
        assert keys.key_from(key)
    else:
        with pytest.raises(keys.BadKey, match="is not random"):
            keys.key_from(key)

"""The house's signing key: Ed25519 (RFC 8037), private for what it signs, public for whoever checks it.

The key comes from settings.SIGNING_KEY; a demonstration makes one of its own. What is signed with it is in statements.
"""

import fcntl
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

# The name in RFC 9864, which replaces the ambiguous "EdDSA" of RFC 8037. joserfc refuses it unless it is named.
ALGORITHM = "Ed25519"
PROBE = b"imprimatur-probe/1"
Jwk = dict[str, str | list[str]]


class BadKey(Exception):
    """SIGNING_KEY cannot sign; str() says why and what to do."""


def house_key() -> OKPKey:
    """The private key that the house signs with now. Raises BadKey."""
    return key_from(settings.SIGNING_KEY or _demonstration_key(Path(settings.VAR_DIR) / "signing-key"))


@lru_cache(maxsize=8)
def key_from(encoded: str) -> OKPKey:
    """The private key behind 32 bytes in base64url (RFC 4648, section 5; padding may be there).

    Raises BadKey for anything else, and for bytes that nobody drew at random.
    """
    letters = encoded.rstrip("=")
    if not re.fullmatch("[A-Za-z0-9_-]+", letters) or len(letters) % 4 == 1:
        raise BadKey("SIGNING_KEY is not base64url: it may hold letters, digits, - and _ only. See docs/running.md.")
    secret = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    if len(secret) != 32:
        raise BadKey(f"SIGNING_KEY holds {len(secret)} bytes; an Ed25519 key has 32. See docs/running.md.")
    if len(set(secret)) < 12:  # of 32 random bytes fewer than 20 are different once in a billion keys
        raise BadKey("SIGNING_KEY is not random: the same few bytes again and again. See docs/running.md.")
    public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "d": _base64url(secret), "x": _base64url(public)})


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _demonstration_key(path: Path) -> str:
    """Production refuses to start without a key; everywhere else one is kept in the var directory.

    The file is locked while it is read and written: of processes that start at once, one makes the key for all, and
    none reads half of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = file.read().strip()
        if not kept:
            kept = str(OKPKey.generate_key("Ed25519").as_dict(private=True)["d"])
            file.write(kept)
        return kept


def public_jwk() -> Jwk:
    """The public key as a JWK with its RFC 7638 thumbprint as `kid`; published for verification."""
    key = house_key()
    return {**key.as_dict(private=False), **header(key), "use": "sig"}


def public_keys() -> list[Jwk]:
    """Every key of the house as a JWK: what is signed with another is not the house's."""
    return [public_jwk()]


def header(key: OKPKey) -> dict[str, str]:
    """The header of a JWS made with this key: its algorithm and its thumbprint (RFC 7638)."""
    return {"alg": ALGORITHM, "kid": key.thumbprint()}


def probe() -> None:
    """Sign something and verify it, so that a key that cannot is known before a member signs. Raises BadKey."""
    key = house_key()
    try:
        token = jws.serialize_compact(header(key), PROBE, key, algorithms=[ALGORITHM])
        read = jws.deserialize_compact(token, OKPKey.import_key(public_jwk()), algorithms=[ALGORITHM]).payload
    except JoseError as error:
        raise BadKey(f"SIGNING_KEY cannot sign: {error}") from error
    if read != PROBE:
        raise BadKey("What was signed with SIGNING_KEY reads otherwise than it was written.")

"""The signature: what a sign-off says, as a JWS (RFC 7515) under the house's Ed25519 key, and its check.

The member proves who they are by signing in and giving the password again (compare 21 CFR 11.50 and 11.200: name, time
and meaning are part of the signature). The house key binds that statement so that anyone who has the public key can
check it without asking us. The key comes from settings.SIGNING_KEY; a demonstration makes one of its own.
"""

import fcntl
import json
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

# The name in RFC 9864, which replaces the ambiguous "EdDSA" of RFC 8037. joserfc refuses it unless it is named.
ALGORITHM = "Ed25519"
MEANING = "I have read this document, and I approve it for publication."


class BadSignature(Exception):
    """The JWS is not a signature of the house; str() says why."""


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


def public_jwk() -> dict[str, Any]:
    """The public key as a JWK with its RFC 7638 thumbprint as `kid`; published for verification."""
    key = house_key()
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}


def public_keys() -> list[dict[str, Any]]:
    """Every key of the house as a JWK: what is signed with another is not the house's."""
    return [public_jwk()]


def sign(statement: Mapping[str, Any]) -> str:
    """The compact JWS over the canonical JSON (RFC 8785) of the statement. The same statement, the same JWS."""
    key = house_key()
    return jws.serialize_compact(_header(key), rfc8785.dumps(dict(statement)), key, algorithms=[ALGORITHM])


def _header(key: OKPKey) -> dict[str, str]:
    return {"alg": ALGORITHM, "kid": key.thumbprint()}


def heads() -> list[str]:
    """How a JWS of each key of the house begins: its header as it is written."""
    return [sign({}).partition(".")[0]]


def kid_of(token: str) -> str:
    """The thumbprint that a JWS says it was signed with, unchecked; empty when it says nothing."""
    return str(_part_of(token, 0).get("kid", ""))


def payload_of(token: str) -> dict[str, Any]:
    """What a JWS says, unchecked; empty when it says nothing that can be read."""
    return _part_of(token, 1)


def _part_of(token: str, number: int) -> dict[str, Any]:
    try:
        part = token.split(".")[number]
        value = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def verify(token: str) -> dict[str, Any]:
    """The statement behind a JWS of the house. Raises BadSignature when it is not one."""
    keys = {each["kid"]: each for each in public_keys()}
    kid = kid_of(token)
    if kid not in keys:
        raise BadSignature(f"It was made with the key {kid or 'without a name'}, which is not a key of this house.")
    try:
        verified = jws.deserialize_compact(token, OKPKey.import_key(keys[kid]), algorithms=[ALGORITHM])
        statement = json.loads(verified.payload)
    except (JoseError, ValueError) as error:
        raise BadSignature(f"This is not a signature of {settings.SITE_NAME}: {error}.") from None
    return dict(statement)


def probe() -> None:
    """Sign something and verify it, so that a key that cannot is known before a member signs. Raises BadKey."""
    try:
        if verify(sign({"type": "imprimatur-probe/1"})) != {"type": "imprimatur-probe/1"}:
            raise BadKey("What was signed with SIGNING_KEY reads otherwise than it was written.")
    except (BadSignature, JoseError) as error:
        raise BadKey(f"SIGNING_KEY cannot sign: {error}") from error


def signoff_statement(
    *, article: str, title: str, revision: int, digest: str, member: str, name: str, credentials: str,
    specialty: str, disclosure: str, signed_at: str, signoffs_required: int
) -> dict[str, Any]:  # fmt: skip
    """What a sign-off says. signed_at: ISO 8601 with offset; digest: SHA-256 of the canonical document.

    signoffs_required: how many members' sign-offs this revision needs, so that a stranger can tell whether they are
    all there. Format 1 did not say it; sign-offs of that format stay as they are.
    """
    return {
        "type": "imprimatur-signoff/2",
        "publisher": settings.SITE_NAME,
        "meaning": MEANING,
        "article": article,
        "title": title,
        "revision": revision,
        "digest": digest,
        "member": member,
        "name": name,
        "credentials": credentials,
        "specialty": specialty,
        "disclosure": disclosure,
        "signed_at": signed_at,
        "signoffs_required": signoffs_required,
    }

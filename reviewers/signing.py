"""The signature: what a sign-off says, as a JWS (RFC 7515) under the house's Ed25519 key (RFC 8037), and its check.

The member proves who they are by signing in and giving the password again (compare 21 CFR 11.50 and 11.200: name, time
and meaning are part of the signature). The house key binds that statement so that anyone who has the public key can
check it without asking us. The key comes from settings.SIGNING_KEY; a demonstration makes one of its own.
"""

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import rfc8785
from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

# joserfc refuses the algorithm unless it is named.
ALGORITHM = "Ed25519"
MEANING = "I have read this document, and I approve it for publication."


class BadSignature(Exception):
    """The JWS is not a signature of the house; str() says why."""


@lru_cache(maxsize=1)
def house_key() -> OKPKey:
    """The private key of the house. Read once per process."""
    encoded = settings.SIGNING_KEY or _demonstration_key(Path(settings.VAR_DIR) / "signing-key")
    return _key_from_private(encoded)


def _key_from_private(encoded: str) -> OKPKey:
    from base64 import urlsafe_b64decode, urlsafe_b64encode

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    public = urlsafe_b64encode(private.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "d": encoded.rstrip("="), "x": public})


def _demonstration_key(path: Path) -> str:
    """Production refuses to start without a key; everywhere else one is kept in the var directory."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = OKPKey.generate_key("Ed25519").as_dict(private=True)["d"]
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(str(fresh))
        draft.chmod(0o600)
        draft.replace(path) if not path.exists() else draft.unlink()
    return path.read_text().strip()


def public_jwk() -> dict[str, Any]:
    """The public key as a JWK with its RFC 7638 thumbprint as `kid`; published for verification."""
    key = house_key()
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}


def sign(statement: Mapping[str, Any]) -> str:
    """The compact JWS over the canonical JSON (RFC 8785) of the statement."""
    key = house_key()
    header = {"alg": ALGORITHM, "kid": key.thumbprint()}
    return jws.serialize_compact(header, rfc8785.dumps(dict(statement)), key, algorithms=[ALGORITHM])


def verify(token: str) -> dict[str, Any]:
    """The statement behind a JWS of the house. Raises BadSignature when it is not one."""
    try:
        verified = jws.deserialize_compact(token, OKPKey.import_key(public_jwk()), algorithms=[ALGORITHM])
        statement = json.loads(verified.payload)
    except (JoseError, ValueError) as error:
        raise BadSignature(f"This is not a signature of {settings.SITE_NAME}: {error}.") from None
    return dict(statement)


def signoff_statement(
    *, article: str, title: str, revision: int, digest: str, member: str, name: str, credentials: str,
    specialty: str, disclosure: str, signed_at: str
) -> dict[str, Any]:  # fmt: skip
    """What a sign-off says. signed_at: ISO 8601 with offset; digest: SHA-256 of the canonical document."""
    return {
        "type": "imprimatur-signoff/1",
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
    }

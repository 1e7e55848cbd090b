"""What the house signs: what a sign-off says, as a JWS (RFC 7515) under the house's key, and its check.

The member proves who they are by signing in and giving the password again (compare 21 CFR 11.50 and 11.200: name, time
and meaning are part of the signature). The house key binds that statement so that anyone who has the public key can
check it without asking us.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

import rfc8785
from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from reviewers.proof.keys import ALGORITHM, header, house_key, public_keys

MEANING = "I have read this document, and I approve it for publication."


class BadSignature(Exception):
    """The JWS is not a signature of the house; str() says why."""


def sign(statement: Mapping[str, Any]) -> str:
    """The compact JWS over the canonical JSON (RFC 8785) of the statement. The same statement, the same JWS."""
    key = house_key()
    return jws.serialize_compact(header(key), rfc8785.dumps(dict(statement)), key, algorithms=[ALGORITHM])


def heads() -> list[str]:
    """How a JWS of each key of the house begins: its header as it is written."""
    return [sign({}).partition(".")[0]]


def kid_of(token: str) -> str:
    """The thumbprint that a JWS says it was signed with, unchecked; empty when it says nothing."""
    return str(_part_of(token, 0).get("kid", ""))


def payload_of(token: str) -> dict[str, object]:
    """What a JWS says, unchecked; empty when it says nothing that can be read."""
    return _part_of(token, 1)


def _part_of(token: str, number: int) -> dict[str, object]:
    try:
        part = token.split(".")[number]
        value = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def verify(token: str) -> dict[str, object]:
    """The statement behind a JWS of the house. Raises BadSignature when it is not one."""
    keys = {str(each["kid"]): each for each in public_keys()}
    kid = kid_of(token)
    if kid not in keys:
        raise BadSignature(f"It was made with the key {kid or 'without a name'}, which is not a key of this house.")
    try:
        verified = jws.deserialize_compact(token, OKPKey.import_key(keys[kid]), algorithms=[ALGORITHM])
        statement = json.loads(verified.payload)
    except (JoseError, ValueError) as error:
        raise BadSignature(f"This is not a signature of {settings.SITE_NAME}: {error}.") from None
    return dict(statement)


def signoff_statement(
    *, article: str, title: str, revision: int, digest: str, member: str, name: str, credentials: str,
    specialty: str, disclosure: str, signed_at: str, signoffs_required: int
) -> dict[str, str | int]:  # fmt: skip
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

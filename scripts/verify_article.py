"""Check a published article without asking its publisher anything but the files: see docs/verifying.md.

    python verify_article.py https://imprimatur.example/articles/SLUG/
    python verify_article.py document.json proof.json keys.json

Needs the packages cryptography and rfc8785 and nothing of Imprimatur. Status 0 when everything holds, 1 when something
does not, 2 when it could not be checked.
"""

import hashlib
import json
import sys
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOT_CHECKED = 2

try:
    import rfc8785
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError as missing:
    print(f"Not checked: the package {missing.name} is missing. Run: python3 -m pip install cryptography rfc8785")
    sys.exit(NOT_CHECKED)


class NotCheckable(Exception):
    """What is needed cannot be read; str() is a sentence that says what and why."""


def load(place: str) -> bytes:
    """The bytes of a file or an address. Raises NotCheckable."""
    try:
        if place.startswith(("https://", "http://")):
            with urllib.request.urlopen(place) as answer:  # noqa: S310 - the address is the one the person typed
                return bytes(answer.read())
        return Path(place).read_bytes()
    except urllib.error.HTTPError as error:
        raise NotCheckable(f"{place} answers {error.code} {error.reason}") from None
    except (OSError, ValueError) as error:
        raise NotCheckable(f"{place} cannot be read ({getattr(error, 'strerror', None) or error})") from None


def load_json(place: str) -> Any:
    """The JSON of a file or an address. Raises NotCheckable."""
    try:
        return json.loads(load(place))
    except ValueError:
        raise NotCheckable(f"{place} is not JSON") from None


def from_base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def statement_of(jws: str, keys: dict[str, bytes]) -> dict[str, Any]:
    """What was signed. Raises ValueError when the signature is not one of these keys' (RFC 7515, RFC 8037)."""
    head, payload, signature = jws.split(".")
    header = json.loads(from_base64url(head))
    if header.get("alg") not in ("Ed25519", "EdDSA") or header.get("kid") not in keys:
        raise ValueError(f"a sign-off was signed with a key that is not published ({header})")
    try:
        key = Ed25519PublicKey.from_public_bytes(keys[header["kid"]])
        key.verify(from_base64url(signature), f"{head}.{payload}".encode())
    except InvalidSignature:
        raise ValueError("a signature does not fit what it is said to sign") from None
    statement: dict[str, Any] = json.loads(from_base64url(payload))
    return statement


def faults(document: bytes, proof: dict[str, Any], keys: dict[str, bytes]) -> Iterator[str]:
    """One sentence for each thing that does not hold; prints what does."""
    digest = hashlib.sha256(document).hexdigest()
    if digest != proof["digest"]:
        yield f"the document has digest {digest}, the proof is about {proof['digest']}"
    elif rfc8785.dumps(json.loads(document)) != document:
        yield "the document is not in canonical form"
    else:
        print(f"The document has the digest {digest}.")
    signers = set()
    for jws in proof["signoffs"]:
        try:
            statement = statement_of(jws, keys)
        except ValueError as error:
            yield str(error)
            continue
        for name, value in (("digest", digest), ("article", proof["article"]), ("revision", proof["revision"])):
            if statement[name] != value:
                yield f"{statement['name']} signed another {name}: {statement[name]}"
        signers.add(statement["member"])
        print(f"Signed by {statement['name']}, {statement['credentials']}, {statement['signed_at']}:")
        print(f"  “{statement['meaning']}” Disclosure: {statement['disclosure'] or 'none'}")
    if not signers:
        yield "nobody signed it"
    yield from journal_faults(proof["journal"])


def journal_faults(journal: list[dict[str, Any]]) -> Iterator[str]:
    previous = "0" * 64
    for number, event in enumerate(journal, start=1):
        if event["sequence"] != number or event["previous_hash"] != previous:
            yield f"event {event['sequence']} of the journal does not follow from the one before it"
        if "kind" in event:
            sealed = {name: value for name, value in event.items() if name != "hash"}
            if hashlib.sha256(rfc8785.dumps(sealed)).hexdigest() != event["hash"]:
                yield f"event {event['sequence']} of the journal does not have the hash it is said to have"
            print(f"{event['at']} {event['actor_name']}: {event['kind']}")
        previous = event["hash"]
    print(f"The journal has {len(journal)} events and ends with the hash {previous}.")


def check(arguments: list[str]) -> list[str]:
    """What does not hold. arguments: an article's address, or document, proof and keys."""
    if len(arguments) == 1:
        address = arguments[0].rstrip("/") + "/"
        proof = load_json(address + "proof.json")
        document, keyset = load(address + "document.json"), load_json(proof["keys"])
    else:
        document, proof, keyset = load(arguments[0]), load_json(arguments[1]), load_json(arguments[2])
    keys = {key["kid"]: from_base64url(key["x"]) for key in keyset["keys"]}
    return list(faults(document, proof, keys))


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 3):
        print(__doc__)
        return NOT_CHECKED
    try:
        found = check(arguments)
    except NotCheckable as reason:
        print(f"Not checked: {reason}.")
        return NOT_CHECKED
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        print(f"Not checked: the files are not of the form that docs/verifying.md describes ({error!r}).")
        return NOT_CHECKED
    for fault in found:
        print(f"DOES NOT HOLD: {fault}.")
    print("Something does not hold." if found else "Everything holds.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

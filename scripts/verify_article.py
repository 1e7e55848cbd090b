"""Check a published article without asking its publisher anything but the files: see docs/verifying.md.

    python verify_article.py https://imprimatur.example/articles/SLUG/
    python verify_article.py document.json proof.json keys.json

Needs the packages cryptography and rfc8785 and nothing of Imprimatur. Status 0 when everything holds, 1 when not.
"""

import hashlib
import json
import sys
import urllib.request
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def load(place: str) -> bytes:
    if place.startswith(("https://", "http://")):
        with urllib.request.urlopen(place) as answer:  # noqa: S310 - the address is the one the person typed
            return bytes(answer.read())
    return Path(place).read_bytes()


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


def main(arguments: list[str]) -> int:
    if len(arguments) == 1:
        address = arguments[0].rstrip("/") + "/"
        proof = json.loads(load(address + "proof.json"))
        document, keyset = load(address + "document.json"), load(proof["keys"])
    elif len(arguments) == 3:
        document, keyset = load(arguments[0]), load(arguments[2])
        proof = json.loads(load(arguments[1]))
    else:
        print(__doc__)
        return 2
    keys = {key["kid"]: from_base64url(key["x"]) for key in json.loads(keyset)["keys"]}
    found = list(faults(document, proof, keys))
    for fault in found:
        print(f"DOES NOT HOLD: {fault}.")
    print("Something does not hold." if found else "Everything holds.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

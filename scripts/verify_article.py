"""Check a published article without trusting its publisher: see docs/verifying.md.

    python verify_article.py https://imprimatur.example/articles/SLUG/ --key THUMBPRINT
    python verify_article.py document.json proof.json keys.json --key THUMBPRINT

--key: the thumbprint (RFC 7638) of the publisher's key as you got it in another way, or a file with the keys that
you kept (a JWK Set). Nobody is given the document of a retracted article any more: say - in its place.

Needs the packages cryptography and rfc8785 and nothing of Imprimatur. Status 0: everything holds. 1: something does
not, or the article was retracted. 2: not checked. 3: all holds if the key is the publisher's, which you did not say.
"""

import argparse
import hashlib
import json
import re
import sys
import time
import unicodedata
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOLDS, FAULTY, NOT_CHECKED, HOLDS_IF = range(4)

try:
    import rfc8785
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError as missing:
    print(f"Not checked: the package {missing.name} is missing. Run: python3 -m pip install cryptography rfc8785")
    sys.exit(NOT_CHECKED)

LARGEST, LONGEST = 32 * 1024 * 1024, 60  # bytes of a file, seconds that an address may take

# What each format is made of, all of it and nothing else: a member that is not here could be anybody's addition.
CLAIMS = {"article", "address", "revision", "state", "digest", "document", "keys"}
PROOF = CLAIMS | {"format", "statement", "signoffs", "journal"}
UNTOLD = {"sequence", "previous_hash", "hash"}
TOLD = UNTOLD | {"article", "kind", "at", "actor", "actor_name", "revision", "digest", "data", "history_digest"}
TOLD_LATER = {"history_format"}  # events of the first releases do not have it
SIGNOFF = {"type", "publisher", "meaning", "article", "title", "revision", "digest"}
SIGNOFF |= {"member", "name", "credentials", "specialty", "disclosure", "signed_at"}
SIGNED = {
    "imprimatur-signoff/1": SIGNOFF,
    "imprimatur-signoff/2": SIGNOFF | {"signoffs_required"},
    "imprimatur-statement/1": CLAIMS | {"type", "publisher", "signoffs_required", "signoffs", "journal", "at"},
}


class NotCheckable(Exception):
    """What is needed cannot be read; str() is a sentence that says what and why."""


class DoesNotHold(Exception):
    """What was read is not what it claims to be; str() is a sentence that says what."""


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DoesNotHold(otherwise)


# Reading, as strictly as can be: two readers must never understand the same bytes in two ways.


def origin(address: str) -> str:
    return "://".join(urlsplit(address)[:2])


class SameOrigin(urllib.request.HTTPRedirectHandler):
    """The person typed whom they ask; nobody sends them to somebody else."""

    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str) -> Any:
        if origin(newurl) != origin(req.full_url):
            raise NotCheckable(f"{req.full_url} sends us elsewhere, to {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def load(place: str) -> bytes:
    """The bytes of a file or an address. Raises NotCheckable."""
    content, until = b"", time.monotonic() + LONGEST
    try:
        if not place.startswith(("https://", "http://")):
            with Path(place).open("rb") as file:
                content = file.read(LARGEST + 1)
        else:
            with urllib.request.build_opener(SameOrigin).open(place, timeout=LONGEST / 2) as answer:
                while len(content) <= LARGEST and time.monotonic() < until and (more := answer.read1(65536)):
                    content += more
    except urllib.error.HTTPError as error:
        raise NotCheckable(f"{place} answers {error.code} {error.reason}") from error
    except (OSError, ValueError) as error:
        raise NotCheckable(f"{place} cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(content) > LARGEST or time.monotonic() >= until:
        raise NotCheckable(f"{place} is larger than {LARGEST} bytes or takes longer than {LONGEST} seconds")
    return content


def load_document(place: str) -> bytes | None:
    """None when nobody is given it any more: the person said so, or its publisher does (410 Gone)."""
    try:
        return None if place == "-" else load(place)
    except NotCheckable as reason:
        if getattr(reason.__cause__, "code", None) == 410:
            return None
        raise


def strict_json(content: bytes, what: str) -> Any:
    """The JSON value, in which each object names each member once. Raises DoesNotHold, or NotCheckable for no JSON."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for name, value in pairs:
            require(name not in members, f"{what} names the member “{name}” twice")
            members[name] = value
        return members

    try:
        return json.loads(content.decode(), object_pairs_hook=once, parse_constant=lambda name: json.loads(name[:0]))
    except (ValueError, RecursionError):
        raise NotCheckable(f"{what} is not JSON") from None


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64url(text: str, what: str) -> bytes:
    """RFC 4648, section 5, without padding, in the one way to write these bytes. Raises DoesNotHold."""
    require(bool(re.fullmatch("[A-Za-z0-9_-]+", text)) and len(text) % 4 != 1, f"{what} is not base64url")
    content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    require(base64url(content) == text, f"{what} is not base64url")
    return content


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def require_members(what: str, value: Any, names: set[str]) -> None:
    missing, more = names - set(value), set(value) - names
    require(not missing, f"{what} lacks {', '.join(sorted(missing))}")
    require(not more, f"{what} has what it may not have: {', '.join(sorted(more))}")


def read_keys(keyset: Any) -> dict[str, bytes]:
    """Thumbprint -> key. Thumbprints are computed: what a key is called proves nothing (RFC 7638, RFC 8037)."""
    keys: dict[str, bytes] = {}
    for key in keyset["keys"]:
        kind = key["kty"], key["crv"], key.get("alg", "Ed25519"), "d" in key
        require(kind == ("OKP", "Ed25519", "Ed25519", False), "a published key is not a public key of the kind Ed25519")
        public = from_base64url(key["x"], "a published key")
        thumbprint = base64url(
            hashlib.sha256(rfc8785.dumps({each: key[each] for each in ("crv", "kty", "x")})).digest()
        )
        named = key.get("kid", thumbprint)
        require(named == thumbprint, f"a key is published as {named}, but its thumbprint is {thumbprint}")
        require(
            thumbprint not in keys and len(public) == 32, f"the key {thumbprint} is there twice or has not 32 bytes"
        )
        keys[thumbprint] = public
    return keys


def pinned_by(pin: str) -> set[str]:
    """The thumbprints that a --key stands for."""
    return {pin} if re.fullmatch("[A-Za-z0-9_-]{43}", pin) else set(read_keys(strict_json(load(pin), pin)))


def signed(jws: str, keys: dict[str, bytes], kind: str) -> dict[str, Any]:
    """What this JWS says (RFC 7515, Ed25519 as in RFC 9864). kind: the start of its format. Raises DoesNotHold."""
    require(jws.count(".") == 2, "a signature does not have three parts")
    head, payload, signature = jws.split(".")
    header = strict_json(from_base64url(head, "the header of a signature"), "the header of a signature")
    # Nothing else may stand there: no crit, jku, jwk or b64, by which a signature would choose how it is checked.
    require_members("the header of a signature", header, {"alg", "kid"})
    require(header["alg"] == "Ed25519", f"a signature names the algorithm {header['alg']}; it must be Ed25519")
    require(header["kid"] in keys, f"something was signed with the key {header['kid']}, which is not the publisher's")
    try:
        public = Ed25519PublicKey.from_public_bytes(keys[header["kid"]])
        public.verify(from_base64url(signature, "a signature"), f"{head}.{payload}".encode())
    except InvalidSignature:
        raise DoesNotHold("a signature does not fit what it is said to sign") from None
    said: dict[str, Any] = strict_json(from_base64url(payload, "a signed text"), "a signed text")
    is_that = said.get("type") in SIGNED and said["type"].startswith(kind)
    require(is_that, f"something signed as {said.get('type')} stands where {kind} must")
    require_members(f"something signed as {said['type']}", said, SIGNED[said["type"]])
    return said


# Checking: each function raises DoesNotHold with the first thing that does not.


def check_claims(document: bytes | None, proof: dict[str, Any], statement: dict[str, Any]) -> None:
    """What stands openly in the proof is what was signed, and the document is the one."""
    for name in sorted(CLAIMS):
        claim, truth = proof[name], statement[name]
        require(claim == truth, f"the proof says that {name} is {claim}, the signed statement says {truth}")
    if document is None:
        require(proof["state"] == "retracted", "there is no document, though the article is not retracted")
        return
    digest = sha256(document)
    require(digest == proof["digest"], f"the document has the digest {digest}, the proof is about {proof['digest']}")
    canonical = rfc8785.dumps(strict_json(document, "the document"))
    require(canonical == document, "the document is not in canonical form")


def check_signoffs(signoffs: list[str], statement: dict[str, Any], keys: dict[str, bytes]) -> None:
    """Exactly the sign-offs that the house counted, of this very document, by as many people as were required."""
    said = [signed(jws, keys, "imprimatur-signoff/") for jws in signoffs]
    for each in said:
        for name in ("article", "revision", "digest"):
            require(each[name] == statement[name], f"{each['name']} signed another {name}: {each[name]}")
    # Sign-offs of format 1 do not say how many were required; a statement about such alone says null.
    named = [each["signoffs_required"] for each in said if "signoffs_required" in each]
    required, found = statement["signoffs_required"], len({each["member"] for each in said})
    require(
        required == max(named, default=None), "sign-offs and statement name different numbers of sign-offs required"
    )
    require(found >= (required or 1), f"sign-offs of {required or 1} members were required, {found} found")
    counted = [sha256(jws.encode()) for jws in signoffs] == statement["signoffs"]
    require(counted, f"these {len(signoffs)} sign-offs are not the {len(statement['signoffs'])} that the house counted")


def check_chain(journal: list[dict[str, Any]], statement: dict[str, Any]) -> None:
    """Complete, in order, each event sealed by the next, and the last one by the signed statement."""
    previous = "0" * 64
    for number, event in enumerate(journal, start=1):
        what = f"event {event['sequence']} of the journal"
        follows = event["sequence"] == number and event["previous_hash"] == previous
        require(follows, f"{what} does not follow from the one before it")
        require_members(what, event, TOLD | (TOLD_LATER & set(event)) if "kind" in event else UNTOLD)
        if "kind" in event:
            sealed = rfc8785.dumps({name: value for name, value in event.items() if name != "hash"})
            require(sha256(sealed) == event["hash"], f"{what} does not have the hash it is said to have")
            require(event["article"] == statement["article"], f"{what} is about another article")
        previous = event["hash"]
    told = [event["sequence"] for event in journal if "kind" in event]
    for name, found in {"sequence": len(journal), "hash": previous, "told": told}.items():
        truth = statement["journal"][name]
        require(found == truth, f"the head of the journal has the {name} {found}, the signed head has {truth}")
    require(journal[-1].get("at") == statement["at"], "the journal does not end at the time of the signed statement")


def check_history(events: list[dict[str, Any]], signoffs: list[str], statement: dict[str, Any]) -> None:
    """The journal tells the same as the proof: who signed, that it was approved then, and what became of it."""
    approvals = [event for event in events if event["kind"] == "approved" and is_about(event, statement)]
    require(len(approvals) == 1, f"the approval of this document is {len(approvals)} times in the journal")
    approval = approvals[0]
    signatures = [event for event in events if event["kind"] == "signed"]
    for event in signatures:
        fits = all(event[name] == approval[name] for name in ("digest", "revision"))
        before = event["sequence"] < approval["sequence"]
        require(fits and before, f"event {event['sequence']} tells of a signature that this approval does not rest on")
    in_journal = sorted(event["data"]["jws"] for event in signatures)
    require(in_journal == sorted(signoffs), "the journal tells of other signatures than the proof")
    kinds = {event["kind"] for event in events if event["revision"] == approval["revision"]}
    became = "retracted" if "retraction" in kinds else "superseded" if "superseded" in kinds else "approved"
    claim = statement["state"]
    require(claim == became, f"the proof says that the document is {claim}, the journal that it is {became}")


def is_about(event: dict[str, Any], claims: dict[str, Any]) -> bool:
    return (event["digest"], event["data"].get("number")) == (claims["digest"], claims["revision"])


def faults(document: bytes | None, proof: dict[str, Any], keys: dict[str, bytes]) -> list[str]:
    """One sentence for each part that does not hold."""
    found: list[str] = []

    def hold(part: Any, *arguments: Any) -> Any:
        try:
            return part(*arguments)
        except DoesNotHold as fault:
            found.append(str(fault))

    hold(require, proof["format"] == "imprimatur-proof/2", f"not all is signed in a proof of format {proof['format']}")
    hold(require_members, "the proof", proof, PROOF)
    if not found and (statement := hold(signed, proof["statement"], keys, "imprimatur-statement/")):
        hold(check_claims, document, proof, statement)
        hold(check_signoffs, proof["signoffs"], statement, keys)
        hold(check_chain, proof["journal"], statement)
        hold(check_history, [event for event in proof["journal"] if "kind" in event], proof["signoffs"], statement)
    return found


# Telling.


def say(text: str) -> None:
    """Print one line. What others wrote cannot move the cursor, end the line or turn the writing direction."""
    hidden = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    print("".join(each for each in text.replace("\n", " ") if unicodedata.category(each) not in hidden))


def tell_retraction(proof: dict[str, Any]) -> bool:
    """Before all else, and before it is checked: a retraction is told even where the proof is faulty."""
    told = [event for event in proof["journal"] if event.get("kind") == "retraction" and is_about(event, proof)]
    for event in told:
        say(f"RETRACTED on {event['at'][:10]} because: {event['data']['reason']}")
    return bool(told) or proof["state"] == "retracted"


def tell(proof: dict[str, Any], keys: dict[str, bytes]) -> None:
    """Say what holds."""
    say(f"Revision {proof['revision']} has the digest {proof['digest']}.")
    for jws in proof["signoffs"]:
        said = signed(jws, keys, "imprimatur-signoff/")
        say(f"Signed by {said['name']}, {said['credentials']}, {said['signed_at']}:")
        say(f"  “{said['meaning']}” Disclosure: {said['disclosure'] or 'none'}")
    required = signed(proof["statement"], keys, "imprimatur-statement/")["signoffs_required"]
    say(f"Sign-offs required: {required or 'not recorded when it was signed'}; found: {len(proof['signoffs'])}.")
    for event in (event for event in proof["journal"] if "kind" in event):
        reason = event["data"].get("reason")
        say(f"{event['at']} {event['actor_name']}: {event['kind']}{f' because: {reason}' if reason else ''}")
    at = signed(proof["statement"], keys, "imprimatur-statement/")["at"]
    say(f"All of this is as of {at}. Ask the publisher for what came later.")
    say(f"The journal has {len(proof['journal'])} events and ends with the hash {proof['journal'][-1]['hash']}.")


def check(places: list[str], pins: list[str]) -> int:
    """The status. places: an article's address, or document, proof and keys. Raises NotCheckable, DoesNotHold."""
    if len(places) == 1:
        # Keys come from whom the person asked, not from where the proof says.
        base = origin(places[0]) + urlsplit(places[0]).path.rstrip("/") + "/"
        places = [base + "document.json", base + "proof.json", origin(base) + "/keys.json"]
    proof = strict_json(load(places[1]), places[1])
    is_retracted = tell_retraction(proof)
    keys = read_keys(strict_json(load(places[2]), places[2]))
    if pins:
        pinned = {thumbprint for pin in pins for thumbprint in pinned_by(pin)}
        keys = {thumbprint: key for thumbprint, key in keys.items() if thumbprint in pinned}
    if found := faults(load_document(places[0]), proof, keys):
        for fault in found:
            say(f"DOES NOT HOLD: {fault}.")
        say("Something does not hold.")
        return FAULTY
    tell(proof, keys)
    heads = {jws.partition(".")[0] for jws in [proof["statement"], *proof["signoffs"]]}
    used = " and ".join(sorted(json.loads(from_base64url(head, "a header"))["kid"] for head in heads))
    if not pins:
        say(f"All of this holds IF the key with the thumbprint {used} is the publisher's.")
        say("Compare it with what you know from elsewhere, and run this again with --key and the thumbprint.")
    if is_retracted:
        say("The article is RETRACTED. What its proof says holds.")
    elif pins:
        say("Everything holds.")
    return FAULTY if is_retracted else HOLDS if pins else HOLDS_IF


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", metavar="ADDRESS | DOCUMENT PROOF KEYS")
    parser.add_argument("--key", action="append", default=[], metavar="THUMBPRINT|FILE")
    options = parser.parse_args(arguments)
    if len(options.places) not in (1, 3):
        parser.error("give one address, or three files")
    try:
        return check(options.places, options.key)
    except NotCheckable as reason:
        say(f"Not checked: {reason}.")
        return NOT_CHECKED
    except DoesNotHold as fault:
        say(f"DOES NOT HOLD: {fault}.")
        return FAULTY
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        say(f"Not checked: the files are not of the form that docs/verifying.md describes ({error!r}).")
        return NOT_CHECKED


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))

"""The stranger's script holds what was published and refuses every forgery of it."""

import hashlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from articles import workflow
from articles.models import NoticeKind
from tests import factories
from tests.scripts import bundles
from tests.scripts.bundles import SCRIPT, Bundle, Change, Forger, by_house, dumped, encoded, payload, rechained

pytestmark = pytest.mark.django_db


def stranger(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script elsewhere and isolated: nothing of this repository can be imported."""
    command = [sys.executable, "-I", str(SCRIPT), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_stranger_who_knows_the_key_is_told_that_everything_holds(tmp_path):
    bundle = bundles.good()
    done = stranger([*bundle.write(tmp_path), "--key", bundle.pin], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("\nEverything holds.\n")
    for token in bundle.told["signoffs"]:
        assert payload(token)["name"] in done.stdout
    assert "Sign-offs required: 2; found: 2." in done.stdout
    assert "Edna Editor: expression_of_concern because: A trial is being looked into." in done.stdout


def test_it_says_as_of_when_all_of_it_is_and_that_later_things_are_to_be_asked_for(tmp_path, capsys):
    bundle = bundles.good()
    assert bundle.check(tmp_path) == 0
    at = payload(bundle.told["statement"])["at"]
    assert at == max(event["at"] for event in bundle.told["journal"] if "kind" in event)
    assert f"\nAll of this is as of {at}. Ask the publisher for what came later.\n" in capsys.readouterr().out


def test_a_kept_key_file_is_as_good_as_a_thumbprint(tmp_path):
    kept = tmp_path / "kept.json"
    kept.write_bytes(bundles.good().keys)
    assert bundles.script().main([*bundles.good().write(tmp_path), "--key", str(kept)]) == 0
    kept.write_bytes(dumped({"keys": [Forger().jwk()]}))
    assert bundles.script().main([*bundles.good().write(tmp_path), "--key", str(kept)]) == 1


def test_without_a_known_key_it_says_what_to_compare_and_not_that_it_holds(tmp_path, capsys):
    bundle = bundles.good()
    assert bundle.check(tmp_path, pinned=False) == 3
    said = capsys.readouterr().out
    assert f"IF the key with the thumbprint {bundle.pin} is the publisher's" in said
    assert "Everything holds" not in said


def test_a_whole_bundle_under_another_key_is_never_said_to_hold(tmp_path, capsys):
    forged = Forger().takes_over(bundles.good())
    assert forged.check(tmp_path) == 1
    assert forged.check(tmp_path, pinned=False) == 3
    said = capsys.readouterr().out
    assert "Everything holds" not in said
    assert f"IF the key with the thumbprint {Forger().kid} is the publisher's" in said


def test_a_retraction_is_said_first_and_is_no_success(tmp_path, capsys):
    bundle = bundles.retracted()
    assert bundle.document is None
    for pinned in (True, False):
        assert bundle.check(tmp_path, pinned=pinned) == 1
        said = capsys.readouterr().out
        day = bundle.told["journal"][-1]["at"][:10]
        assert said.startswith(f"RETRACTED on {day} because: The trial was made up.\n")
        assert "DOES NOT HOLD" not in said
        assert "Everything holds" not in said
    hidden = bundle.saying(journal=bundle.told["journal"][:-1])
    assert hidden.check(tmp_path) == 1
    assert "DOES NOT HOLD: the head of the journal has the sequence" in capsys.readouterr().out


def test_a_text_that_was_approved_again_after_a_retraction_holds(tmp_path):
    first = factories.approved()
    workflow.issue_notice(
        article=first.article, kind=NoticeKind.RETRACTION, reason="Made up.", actor=factories.editor()
    )
    revision, members = factories.under_review(bundles.revised(first.article), after_retraction=True)
    from reviewers import board

    for member in members:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    assert bundles.downloaded(first.article).check(tmp_path) == 0


def test_what_was_signed_before_the_required_number_was_recorded_holds_under_its_format(tmp_path, capsys, monkeypatch):
    from reviewers.proof import statements

    current = statements.signoff_statement

    def as_it_was(**values: Any) -> dict[str, Any]:
        statement = current(**values) | {"type": "imprimatur-signoff/1"}
        del statement["signoffs_required"]
        return statement

    monkeypatch.setattr(statements, "signoff_statement", as_it_was)
    bundle = bundles.downloaded(factories.approved().article)
    assert bundle.check(tmp_path) == 0
    assert payload(bundle.told["statement"])["signoffs_required"] is None
    assert "Sign-offs required: not recorded when it was signed; found: 2." in capsys.readouterr().out
    assert without_signoff(bundle).check(tmp_path) == 1


# Forgeries. Each is what somebody could publish who has all that was ever published, but not the house's key.


def without_signoff(bundle: Bundle) -> Bundle:
    return bundle.saying(signoffs=bundle.told["signoffs"][1:])


def last(bundle: Bundle, kind: str) -> int:
    return max(index for index, event in enumerate(bundle.told["journal"]) if event.get("kind") == kind)


def rewritten(kind: str, /, **members: Any) -> Change:
    """The last event of this kind says something else, and the chain is computed anew."""

    def change(bundle: Bundle) -> Bundle:
        journal = bundle.told["journal"]
        index = last(bundle, kind)
        data = members.get("data", {})
        journal[index] |= members | {"data": journal[index]["data"] | data}
        return bundle.saying(journal=rechained(journal))

    return change


def dropped(kind: str) -> Change:
    def change(bundle: Bundle) -> Bundle:
        journal = bundle.told["journal"]
        del journal[last(bundle, kind)]
        return bundle.saying(journal=rechained(journal))

    return change


def untold(kind: str) -> Change:
    """The chain stays whole: the event is only no longer told in words."""

    def change(bundle: Bundle) -> Bundle:
        journal = bundle.told["journal"]
        event = journal[last(bundle, kind)]
        journal[last(bundle, kind)] = {name: event[name] for name in ("sequence", "previous_hash", "hash")}
        return bundle.saying(journal=journal)

    return change


def journal_of(change: Any) -> Change:
    return lambda bundle: bundle.saying(journal=change(bundle.told["journal"]))


def signoffs_of(change: Any) -> Change:
    return lambda bundle: bundle.saying(signoffs=[change(token) for token in bundle.told["signoffs"]])


def statement_of(change: Any) -> Change:
    return lambda bundle: bundle.saying(statement=change(bundle.told["statement"]))


def raw(old: str, new: str, count: int = 1) -> Change:
    """The bytes of proof.json changed, so that also what no JSON writer writes can be tried."""

    def change(bundle: Bundle) -> Bundle:
        assert old in bundle.proof.decode()
        return replace(bundle, proof=bundle.proof.decode().replace(old, new, count).encode())

    return change


def keys(change: Any) -> Change:
    return lambda bundle: replace(bundle, keys=dumped({"keys": change(json.loads(bundle.keys)["keys"])}))


def other_document(bundle: Bundle) -> Bundle:
    return replace(bundle, document=(bundle.document or b"").replace(b"pain", b"gain", 1))


def padded(bundle: Bundle) -> Bundle:
    """The same article in other bytes, and a proof that is about those."""
    document = (bundle.document or b"") + b" "
    return replace(bundle.saying(digest=hashlib.sha256(document).hexdigest()), document=document)


def member_counted_twice(bundle: Bundle) -> Bundle:
    return bundle.saying(signoffs=bundle.told["signoffs"][:1] * 2)


def foreign_signoff(bundle: Bundle) -> Bundle:
    """A genuine signature of the house under another article."""
    return bundle.saying(signoffs=[*bundle.told["signoffs"][:1], bundles.retracted().told["signoffs"][0]])


def forged_signoff(bundle: Bundle) -> Bundle:
    told = bundle.told
    return bundle.saying(signoffs=[*told["signoffs"], Forger().sign(payload(told["signoffs"][0]))])


def forged_signoff_with_published_key(bundle: Bundle) -> Bundle:
    return keys(lambda published: [*published, Forger().jwk()])(forged_signoff(bundle))


def forged_statement(bundle: Bundle) -> Bundle:
    statement = payload(bundle.told["statement"]) | {"signoffs_required": 1}
    forged = keys(lambda published: [*published, Forger().jwk()])(bundle)
    return forged.saying(statement=Forger().sign(statement))


def another_articles_statement(bundle: Bundle) -> Bundle:
    return bundle.saying(statement=bundles.retracted().told["statement"])


def without(name: str) -> Change:
    return lambda bundle: replace(
        bundle, proof=dumped({key: value for key, value in bundle.told.items() if key != name})
    )


def shorter_signature(token: str) -> str:
    head, said, signature = token.split(".")
    return f"{head}.{said}.{signature[:-2]}"


def one_more_event(journal: list[Any]) -> list[Any]:
    return [*journal, {"sequence": len(journal) + 1, "previous_hash": journal[-1]["hash"], "hash": "0" * 64}]


def swapped(journal: list[Any]) -> list[Any]:
    return [journal[1], journal[0], *journal[2:]]


def without_hidden(journal: list[Any]) -> list[Any]:
    return rechained([event for event in journal if "kind" in event])


def decorated(journal: list[Any]) -> list[Any]:
    hidden = next(index for index, event in enumerate(journal) if "kind" not in event)
    journal[hidden] |= {"actor_name": "The Ministry of Health"}
    return journal


HEAD = "the head of the journal"
FORGERIES: dict[str, tuple[Change, str]] = {
    # What was published of approval, notices and journal
    "journal emptied": (journal_of(lambda journal: []), "the journal"),
    "sign-off removed": (without_signoff, "sign-offs of 2 members were required, 1 found"),
    "all sign-offs removed": (lambda bundle: bundle.saying(signoffs=[]), "different numbers of sign-offs required"),
    "one member twice": (member_counted_twice, "sign-offs of 2 members were required, 1 found"),
    "sign-offs in another order": (
        lambda bundle: bundle.saying(signoffs=bundle.told["signoffs"][::-1]),
        "are not the 2 that the house counted",
    ),
    "approval dropped": (dropped("approved"), "the approval of this document is 0 times in the journal"),
    "signature event dropped": (dropped("signed"), "tells of other signatures"),
    "supersession dropped": (dropped("superseded"), HEAD),
    "correction dropped": (dropped("correction"), HEAD),
    "concern dropped": (dropped("expression_of_concern"), HEAD),
    "last event cut off": (journal_of(lambda journal: journal[:-1]), HEAD),
    "first event cut off": (journal_of(lambda journal: journal[1:]), "does not follow"),
    "first event dropped": (journal_of(lambda journal: rechained(journal[1:])), HEAD),
    "hidden events dropped": (journal_of(without_hidden), HEAD),
    "hidden event decorated": (journal_of(decorated), "has what it may not have: actor_name"),
    "event added at the end": (journal_of(one_more_event), HEAD),
    "events swapped": (journal_of(swapped), "does not follow"),
    "events swapped and chained": (journal_of(lambda journal: rechained(swapped(journal))), HEAD),
    "correction untold": (untold("correction"), "has the told"),
    "concern untold": (untold("expression_of_concern"), "has the told"),
    "signature untold": (untold("signed"), "tells of other signatures"),
    "approval untold": (untold("approved"), "the approval of this document is 0 times"),
    "correction reworded": (rewritten("correction", data={"reason": "A comma."}), HEAD),
    "concern reworded": (rewritten("expression_of_concern", data={"reason": "None."}), HEAD),
    "concern became a correction": (rewritten("expression_of_concern", kind="correction"), HEAD),
    "concern dated back": (rewritten("expression_of_concern", at="2020-01-01T00:00:00.000000+00:00"), "the journal"),
    "approval dated back": (rewritten("approved", at="2020-01-01T00:00:00.000000+00:00"), HEAD),
    "approval by another": (rewritten("approved", actor_name="Somebody Else"), HEAD),
    "approval by another account": (rewritten("approved", actor="1"), HEAD),
    "approval of another digest": (rewritten("approved", digest="0" * 64), "the approval of this document is 0 times"),
    "approval of another number": (rewritten("approved", data={"number": 7}), "is 0 times in the journal"),
    "approval of another revision": (rewritten("approved", revision="x"), "does not rest on"),
    "approval until later": (rewritten("approved", data={"next_review": "2099-01-01"}), HEAD),
    "signature event of another": (rewritten("signed", actor_name="Somebody Else"), HEAD),
    "history exchanged": (rewritten("approved", history_digest="0" * 64), HEAD),
    "event of another article": (rewritten("correction", article="x"), "is about another article"),
    "event changed, not chained": (raw('"kind":"approved"', '"kind":"retraction"'), "does not have the hash"),
    # Claims
    "state retracted": (lambda bundle: bundle.saying(state="retracted"), "the proof says that state is retracted"),
    "state superseded": (lambda bundle: bundle.saying(state="superseded"), "the proof says that state is superseded"),
    "another revision": (lambda bundle: bundle.saying(revision=3), "the proof says that revision is 3"),
    "another article": (lambda bundle: bundle.saying(article="x"), "the proof says that article is x"),
    "another digest": (lambda bundle: bundle.saying(digest="0" * 64), "the proof says that digest is"),
    "another address": (lambda bundle: bundle.saying(address="https://evil.example/"), "says that address is"),
    "another place of keys": (lambda bundle: bundle.saying(keys="https://evil.example/"), "says that keys is"),
    "another place of the document": (lambda bundle: bundle.saying(document="x"), "says that document is"),
    "proof decorated": (lambda bundle: bundle.saying(award="gold"), "has what it may not have: award"),
    "earlier format": (lambda bundle: bundle.saying(format="imprimatur-proof/1"), "not all is signed in a proof of"),
    "statement left out": (without("statement"), "the proof lacks statement"),
    "statement of another article": (another_articles_statement, "the signed statement says"),
    "sign-off as statement": (
        lambda bundle: bundle.saying(statement=bundle.told["signoffs"][0]),
        "something signed as imprimatur-signoff/2 stands where imprimatur-statement/ must",
    ),
    "statement as sign-off": (
        lambda bundle: bundle.saying(signoffs=[*bundle.told["signoffs"], bundle.told["statement"]]),
        "something signed as imprimatur-statement/1 stands where imprimatur-signoff/ must",
    ),
    "document changed": (other_document, "the document has the digest"),
    "document padded": (padded, "the proof says that digest is"),
    "document left out": (lambda bundle: replace(bundle, document=None), "there is no document"),
    # Signatures
    "sign-off of another article": (foreign_signoff, "signed another article"),
    "forged sign-off": (forged_signoff, "which is not the publisher's"),
    "forged sign-off, key published": (forged_signoff_with_published_key, "which is not the publisher's"),
    "forged statement, key published": (forged_statement, "which is not the publisher's"),
    "alg none": (signoffs_of(lambda token: bundles.with_header(token, alg="none")), "names the algorithm none"),
    "alg HS256": (statement_of(lambda token: bundles.with_header(token, alg="HS256")), "names the algorithm HS256"),
    "alg EdDSA": (statement_of(lambda token: bundles.with_header(token, alg="EdDSA")), "names the algorithm EdDSA"),
    "crit": (statement_of(lambda token: bundles.with_header(token, crit=["b64"])), "may not have: crit"),
    "b64": (statement_of(lambda token: bundles.with_header(token, b64=False)), "may not have: b64"),
    "jwk": (statement_of(lambda token: bundles.with_header(token, jwk=Forger().jwk())), "may not have: jwk"),
    "jku": (signoffs_of(lambda token: bundles.with_header(token, jku="https://evil.example")), "may not have: jku"),
    "x5u": (signoffs_of(lambda token: bundles.with_header(token, x5u="https://evil.example")), "may not have: x5u"),
    "no kid": (statement_of(lambda token: f"{encoded(b'{}')}.{token.partition('.')[2]}"), "lacks alg, kid"),
    "signature shortened": (statement_of(shorter_signature), "does not fit"),
    "signature padded": (statement_of(lambda token: token + "=="), "is not base64url"),
    "signature with a line break": (statement_of(lambda token: token + "\n"), "is not base64url"),
    "signature in other letters": (statement_of(lambda token: token.replace("-", "+").replace("_", "/")), "base64url"),
    "signature written otherwise": (statement_of(lambda token: token[:-1] + chr(ord(token[-1]) + 1)), "base64url"),
    "four parts": (statement_of(lambda token: token + ".e30"), "does not have three parts"),
    # JSON that two readers understand in two ways
    "digest twice": (raw('"digest":', '"digest":"0","digest":'), "names the member “digest” twice"),
    "actor twice": (raw('"actor_name":', '"actor_name":"Eve","actor_name":'), "names the member “actor_name” twice"),
    "escaped name twice": (raw('"state":', r'"st\u0061te":"retracted","state":'), "names the member “state” twice"),
    # Keys
    "another key under the house's name": (
        lambda bundle: Forger().takes_over(bundle, kid=bundle.pin),
        "but its thumbprint is",
    ),
    "both keys under the house's name": (
        lambda bundle: keys(lambda ours: [*ours, Forger().jwk(bundle.pin)])(bundle),
        "but its thumbprint is",
    ),
    "the house's key twice": (keys(lambda ours: ours * 2), "is there twice"),
    "no key": (keys(lambda ours: []), "which is not the publisher's"),
    "private key published": (keys(lambda ours: [ours[0] | {"d": "A" * 43}]), "is not a public key"),
    "key of another kind": (keys(lambda ours: [ours[0] | {"crv": "X25519"}]), "is not a public key"),
    "key written otherwise": (keys(lambda ours: [ours[0] | {"x": ours[0]["x"] + "="}]), "is not base64url"),
    "everything under another key": (lambda bundle: Forger().takes_over(bundle), "which is not the publisher's"),
}


@pytest.mark.once  # a forged file is a file, whatever database the good one came from
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_bundle_is_refused(name, tmp_path, capsys):
    change, fault = FORGERIES[name]
    forged = change(bundles.good())
    assert forged.check(tmp_path) == 1
    said = capsys.readouterr().out
    assert fault in said
    assert "Everything holds" not in said


@pytest.mark.once  # a forged file is a file, whatever database the good one came from
@pytest.mark.parametrize("name", FORGERIES)
def test_without_a_known_key_a_forgery_is_no_more_than_an_if(name, tmp_path, capsys):
    change, _fault = FORGERIES[name]
    status = change(bundles.good()).check(tmp_path, pinned=False)
    # Only who signs all of it anew gets as far as the question whose key it is.
    assert status == (3 if name == "everything under another key" else 1)
    assert "Everything holds" not in capsys.readouterr().out


# What the house itself could sign against its own rules (a slip, or a hostile hand at its key).


def approval_by_one(bundle: Bundle) -> Bundle:
    told = bundle.told
    one = told["signoffs"][:1]
    hidden = {"sequence", "previous_hash", "hash"}
    journal = [
        {name: event[name] for name in hidden}
        if event.get("kind") == "signed" and event["data"]["jws"] not in one
        else event
        for event in told["journal"]
    ]
    statement = payload(told["statement"])
    statement["signoffs"] = statement["signoffs"][:1]
    statement["journal"]["told"] = [event["sequence"] for event in journal if "kind" in event]
    return bundle.saying(signoffs=one, journal=journal, statement=by_house(statement))


def hidden_retraction(bundle: Bundle) -> Bundle:
    """The house says that a retracted article is approved."""
    statement = payload(bundle.told["statement"]) | {"state": "approved"}
    return bundle.saying(state="approved", statement=by_house(statement))


def test_an_approval_by_too_few_is_refused_though_the_house_signed_it(tmp_path, capsys):
    assert approval_by_one(bundles.good()).check(tmp_path) == 1
    assert "sign-offs of 2 members were required, 1 found" in capsys.readouterr().out


def test_a_retraction_that_the_house_denies_is_told_and_refused(tmp_path, capsys):
    assert hidden_retraction(bundles.retracted()).check(tmp_path) == 1
    said = capsys.readouterr().out
    assert said.startswith("RETRACTED on ")
    assert "the journal that it is retracted" in said


# Never accepted: each byte counts.

OTHER_ALGORITHMS = (
    "none None NONE nOnE HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA Ed448 "
    "ed25519 ED25519"
)


def test_no_changed_document_is_ever_accepted(tmp_path):
    bundle = bundles.good()
    document = bundle.document or b""
    for step in range(432):
        place = step * len(document) // 432
        changed = document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :]
        assert replace(bundle, document=changed).check(tmp_path) in (1, 2)


@pytest.mark.parametrize("which", ["statement", "signoff"])
def test_no_changed_character_of_a_signature_is_ever_accepted(tmp_path, which):
    bundle = bundles.good()
    told = bundle.told
    token = told["statement"] if which == "statement" else told["signoffs"][0]
    for step in range(130):
        place = step * len(token) // 130
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        members = {"statement": changed} if which == "statement" else {"signoffs": [changed, *told["signoffs"][1:]]}
        assert bundle.saying(**members).check(tmp_path) in (1, 2)


@pytest.mark.once
@pytest.mark.parametrize("alg", [*OTHER_ALGORITHMS.split(" "), "Ed25519 ", " Ed25519", None, 1, ["Ed25519"]])
def test_no_other_algorithm_is_ever_accepted(tmp_path, alg):
    """Also where the forger's signature is good: the header must name the one algorithm."""
    bundle = bundles.good()
    head = encoded(rfc8785.dumps({"alg": alg, "kid": bundle.pin}))
    _head, said, _signature = bundle.told["statement"].split(".")
    from reviewers.proof import keys

    private = keys.house_key().private_key
    signature = encoded(private.sign(f"{head}.{said}".encode()))
    assert bundle.saying(statement=f"{head}.{said}.{signature}").check(tmp_path) == 1


# What others wrote is not trusted with the terminal.


def test_nothing_that_is_printed_can_steer_the_terminal(tmp_path, capsys):
    name = "Dr \x1b[2J\x1b[31mEve\x07\u202e\u2028\nEverything holds.\x9b1m"
    member = factories.member(user=factories.person(name=name))
    revision, (other,) = factories.under_review(members=1)
    from reviewers import board

    board.assign(revision=revision, member=member, actor=factories.editor())
    for each in (other, member):
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    bundle = bundles.downloaded(revision.article)
    bundle.check(tmp_path, pinned=False)
    said = capsys.readouterr().out
    assert "Eve" in said
    assert not set(said) & set("\x1b\x07\u202e\u2028\x9b")
    assert "Everything holds." not in said.splitlines()


def test_a_fault_is_printed_without_control_characters_too(tmp_path, capsys):
    bundles.good().saying(article="\x1b[2J").check(tmp_path)
    assert "\x1b" not in capsys.readouterr().out


# What cannot be checked.


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("document.json", None, "document.json cannot be read (No such file or directory)."),
        ("proof.json", None, "proof.json cannot be read (No such file or directory)."),
        ("proof.json", b"<html>", "proof.json is not JSON."),
        ("proof.json", b"\xff", "proof.json is not JSON."),
        ("proof.json", b"NaN", "proof.json is not JSON."),
        ("proof.json", b"[" * 100_000, "proof.json is not JSON."),
        ("proof.json", b"[]", "the files are not of the form that docs/verifying.md describes (TypeError("),
        ("keys.json", b"{}", "the files are not of the form that docs/verifying.md describes (KeyError('keys'))."),
        ("keys.json", b"[]", "the files are not of the form that docs/verifying.md describes (TypeError("),
    ],
)
def test_what_cannot_be_checked_is_one_sentence_and_status_2(tmp_path, name, content, said):
    bundle = bundles.good()
    arguments = [*bundle.write(tmp_path), "--key", bundle.pin]
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = stranger(arguments, tmp_path)
    assert done.returncode == 2
    assert said in done.stdout
    assert done.stdout.startswith("Not checked: ")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


@contextmanager
def publisher(answers: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """A site that answers as told, 404 to all else; yields its origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing on standard error."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def published(bundle: Bundle) -> dict[str, tuple[int, dict[str, str], bytes]]:
    return {
        "/articles/a/document.json": (200 if bundle.document else 410, {}, bundle.document or b"gone"),
        "/articles/a/proof.json": (200, {}, bundle.proof),
        "/keys.json": (200, {}, bundle.keys),
    }


@pytest.mark.parametrize("ending", ["", "/", "/?wording=plain", "/#sources"])
def test_an_address_is_all_it_needs(ending):
    bundle = bundles.good()
    with publisher(published(bundle)) as origin:
        assert bundles.script().main([f"{origin}/articles/a{ending}", "--key", bundle.pin]) == 0


def test_a_retracted_article_is_checked_by_its_address_too(capsys):
    bundle = bundles.retracted()
    with publisher(published(bundle)) as origin:
        assert bundles.script().main([f"{origin}/articles/a/", "--key", bundle.pin]) == 1
    said = capsys.readouterr().out
    assert said.startswith("RETRACTED on ")
    assert said.endswith("The article is RETRACTED. What its proof says holds.\n")


def test_a_document_that_is_said_to_be_gone_is_missed_where_nothing_was_retracted(capsys):
    bundle = bundles.good()
    with publisher(published(replace(bundle, document=None))) as origin:
        assert bundles.script().main([f"{origin}/articles/a/", "--key", bundle.pin]) == 1
    assert "there is no document, though the article is not retracted" in capsys.readouterr().out


def test_the_proof_does_not_choose_where_keys_come_from(capsys):
    """A forged bundle names a place with forged keys; the script asks the origin that was typed."""
    forged = Forger().takes_over(bundles.good())
    with publisher({"/keys.json": (200, {}, forged.keys)}) as elsewhere:
        answers = published(forged.saying(keys=f"{elsewhere}/keys.json"))
        with publisher(answers | {"/keys.json": (200, {}, bundles.good().keys)}) as origin:
            assert bundles.script().main([f"{origin}/articles/a/"]) == 1
    assert f"signed with the key {Forger().kid}, which is not the publisher's" in capsys.readouterr().out


def test_nobody_is_sent_to_another_origin(capsys):
    bundle = bundles.good()
    with publisher(published(bundle)) as elsewhere:
        moved = (302, {"Location": f"{elsewhere}/keys.json"}, b"")
        with publisher(published(bundle) | {"/keys.json": moved}) as origin:
            assert bundles.script().main([f"{origin}/articles/a/", "--key", bundle.pin]) == 2
    assert f"sends us elsewhere, to {elsewhere}/keys.json" in capsys.readouterr().out


def test_a_redirect_at_home_is_followed():
    bundle = bundles.good()
    answers = published(bundle)
    answers |= {"/k.json": answers["/keys.json"], "/keys.json": (301, {"Location": "/k.json"}, b"")}
    with publisher(answers) as origin:
        assert bundles.script().main([f"{origin}/articles/a/", "--key", bundle.pin]) == 0


def test_no_more_than_so_many_bytes_are_read(monkeypatch, capsys, tmp_path):
    bundle = bundles.good()
    monkeypatch.setattr(bundles.script(), "LARGEST", 10_000)
    with publisher(published(bundle) | {"/articles/a/proof.json": (200, {}, b" " * 10_001)}) as origin:
        assert bundles.script().main([f"{origin}/articles/a/", "--key", bundle.pin]) == 2
    assert "is larger than 10000 bytes" in capsys.readouterr().out
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 10_001)
    assert bundles.script().main(["-", str(large), str(large)]) == 2


def test_a_site_that_never_answers_is_not_waited_for(monkeypatch, capsys):
    monkeypatch.setattr(bundles.script(), "LONGEST", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/articles/a/"
        assert bundles.script().main([address]) == 2
    assert "cannot be read (" in capsys.readouterr().out


def test_a_real_site_that_has_no_such_article_is_one_sentence(live_server, tmp_path):
    done = stranger([f"{live_server.url}/articles/nowhere/"], tmp_path)
    assert done.returncode == 2
    assert done.stdout == f"Not checked: {live_server.url}/articles/nowhere/proof.json answers 404 Not Found.\n"


def test_a_missing_package_is_one_sentence_and_status_2():
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "here"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout.startswith("Not checked: the package rfc8785 is missing.")
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["one", "two"], ["one", "two", "three", "four"]])
def test_it_says_how_it_is_called(arguments, tmp_path):
    done = stranger(arguments, tmp_path)
    assert done.returncode == 2
    assert "usage:" in done.stderr

"""Bundles as a stranger downloads them, made by real decisions, and ways to forge them."""

import base64
import hashlib
import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client
from joserfc import jws
from joserfc.jwk import OKPKey

from articles import workflow
from articles.models import Article, NoticeKind
from articles.working_copy import drafting
from reviewers import board
from reviewers.proof import keys, statements
from tests import factories

SCRIPT = Path(settings.BASE_DIR) / "scripts" / "verify_article.py"


@cache
def script() -> ModuleType:
    """The script as a module: the same code as on the command line, and hundreds of runs a second."""
    spec = importlib.util.spec_from_file_location("verify_article", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Bundle:
    """document.json, proof.json and keys.json. `pin` is the thumbprint of the house's key."""

    document: bytes | None
    proof: bytes
    keys: bytes
    pin: str

    @property
    def told(self) -> Any:
        return json.loads(self.proof)

    def saying(self, **members: Any) -> "Bundle":
        return replace(self, proof=dumped(self.told | members))

    def write(self, folder: Path) -> list[str]:
        for name in ("document", "proof", "keys"):
            (folder / f"{name}.json").write_bytes(getattr(self, name) or b"")
        document = str(folder / "document.json") if self.document is not None else "-"
        return [document, str(folder / "proof.json"), str(folder / "keys.json")]

    def check(self, folder: Path, *, pinned: bool = True) -> int:
        return int(script().main([*self.write(folder), *(["--key", self.pin] if pinned else [])]))


def dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def revised(article: Article) -> Article:
    article = Article.objects.get(pk=article.pk)
    statement = article.statements.first()
    values = {"plain": f"{statement.plain} Once more."}
    drafting.edit(row=statement, version=statement.version, values=values, actor=article.author)
    return Article.objects.get(pk=article.pk)


def downloaded(article: Article) -> Bundle:
    client = Client()
    at = f"/articles/{article.slug}/"
    document = client.get(f"{at}document.json")
    return Bundle(
        document=document.content if document.status_code == 200 else None,
        proof=client.get(f"{at}proof.json").content,
        keys=client.get("/keys.json").content,
        pin=keys.public_jwk()["kid"],
    )


@cache
def good() -> Bundle:
    """Revision 2 after revision 1 with a correction: three were asked, one stepped back after signing, two count; then
    an expression of concern; then work that nobody is told of."""
    article = factories.approved().article
    editor = factories.editor(name="Edna Editor")
    workflow.issue_notice(
        article=article, kind=NoticeKind.CORRECTION, reason="The rates were misprinted.", actor=editor
    )
    revision, (leaving, *staying) = factories.under_review(revised(article), members=3)
    board.sign(revision=revision, actor=leaving.user, digest=revision.digest)
    board.recuse(revision=revision, actor=leaving.user, reason="A grant.", conflict=True)
    for member in staying:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    workflow.issue_notice(
        article=article, kind=NoticeKind.EXPRESSION_OF_CONCERN, reason="A trial is being looked into.", actor=editor
    )
    factories.under_review(revised(article))
    return downloaded(article)


@cache
def retracted() -> Bundle:
    article = factories.approved().article
    reason = "The trial was made up."
    workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason=reason, actor=factories.editor())
    return downloaded(article)


def rechained(journal: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As a forger would: numbers, links and hashes computed anew, so that the chain agrees with itself."""
    previous = "0" * 64
    chained = []
    for number, event in enumerate(journal, start=1):
        event = event | {"sequence": number, "previous_hash": previous}
        sealed = {name: value for name, value in event.items() if name != "hash"}
        event["hash"] = hashlib.sha256(rfc8785.dumps(sealed)).hexdigest()
        chained.append(event)
        previous = event["hash"]
    return chained


def by_house(payload: Any) -> str:
    """Signed with the house's own key: what the house never signed like this, to see what the script asks beyond."""
    return statements.sign(payload)


class Forger:
    """Somebody with a key of their own, and everything that was ever published."""

    def __init__(self) -> None:
        private = Ed25519PrivateKey.from_private_bytes(bytes(range(7, 39)))
        x = encoded(private.public_key().public_bytes_raw())
        self.key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "d": encoded(bytes(range(7, 39))), "x": x})
        self.kid = self.key.thumbprint()

    def sign(self, payload: Any, **header: Any) -> str:
        head = {"alg": "Ed25519", "kid": self.kid} | header
        return str(jws.serialize_compact(head, rfc8785.dumps(payload), self.key, algorithms=["Ed25519"]))

    def jwk(self, kid: str = "") -> dict[str, Any]:
        return {**self.key.as_dict(private=False), "kid": kid or self.kid, "alg": "Ed25519", "use": "sig"}

    def takes_over(self, bundle: Bundle, *, kid: str = "") -> Bundle:
        """Everything signed anew with the forger's key, which is published in place of the house's, under `kid`."""
        told = bundle.told
        signoffs = [self.sign(payload(token), kid=kid or self.kid) for token in told["signoffs"]]
        anew = dict(zip(told["signoffs"], signoffs, strict=True))
        for event in told["journal"]:
            if event.get("kind") == "signed":
                event["data"]["jws"] = anew[event["data"]["jws"]]
        journal = rechained(told["journal"])
        statement = payload(told["statement"])
        statement["signoffs"] = [hashlib.sha256(token.encode()).hexdigest() for token in signoffs]
        statement["journal"]["hash"] = journal[-1]["hash"]
        forged = bundle.saying(signoffs=signoffs, journal=journal, statement=self.sign(statement, kid=kid or self.kid))
        return replace(forged, keys=dumped({"keys": [self.jwk(kid)]}))


def payload(token: str) -> Any:
    return json.loads(decoded(token.split(".")[1]))


def with_header(token: str, **header: Any) -> str:
    """The same signature under another header."""
    head, said, signature = token.split(".")
    return ".".join([encoded(rfc8785.dumps(json.loads(decoded(head)) | header)), said, signature])


Change = Callable[[Bundle], Bundle]

"""The certificate of a sign-off: what was signed, the signature itself, and whether both hold today."""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.models import Notice, NoticeKind
from articles.permissions import is_editor
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from reviewers.models import SignOff
from reviewers.proof import keys, statements


@dataclass(frozen=True)
class Certificate:
    """A sign-off checked anew: against the house key, the row, and the document as it is stored."""

    signoff: SignOff

    @cached_property
    def statement(self) -> dict[str, Any] | None:
        """What the signature says; None when it is not a signature of the house."""
        try:
            return statements.verify(self.signoff.jws)
        except statements.BadSignature:
            return None

    @property
    def names_this_revision(self) -> bool:
        said = self.statement or {}
        named = (said.get("digest"), said.get("revision"), said.get("member"))
        return named == (self.signoff.digest, self.signoff.revision.number, str(self.signoff.member_id))

    @cached_property
    def document_holds(self) -> bool:
        """Whether the stored document still has the digest that was signed."""
        content = self.signoff.revision.frozen.content.encode()
        return sha256(content).hexdigest() == self.signoff.digest

    @property
    def retraction(self) -> Notice | None:
        """The notice by which what was signed was retracted, if it was: paper must not outlive it."""
        return self.signoff.revision.notices.filter(kind=NoticeKind.RETRACTION).order_by("-issued_at").first()

    @property
    def holds(self) -> bool:
        return self.statement is not None and self.names_this_revision and self.document_holds

    @property
    def key_text(self) -> str:
        """The public key of the house as a JWK (RFC 7517)."""
        return json.dumps(keys.public_jwk(), indent=2)


@door.page("GET")
def certificate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """For its signer and for editors; for anybody else it does not exist."""
    signoff = get_object_or_404(
        SignOff.objects.select_related("revision__article", "revision__frozen", "member"), pk=pk
    )
    if signoff.member.user_id != request.user.pk and not is_editor(request.user):
        raise Http404
    context = {"certificate": Certificate(signoff), "signoff": signoff, "revision": signoff.revision}
    return render(request, "boardroom/certificate.html", context)

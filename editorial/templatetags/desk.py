"""What desk templates need beside their context."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import characters, sayings
from articles.comparison import Change
from articles.models import Article
from editorial.accounts import typed
from editorial.accounts.models import User
from editorial.desk.draft import keeping as keeping_of_draft
from editorial.desk.editors import waiting
from editorial.typesetting import findings
from editorial.typesetting.changes import ListedChange
from reviewers import candidates
from reviewers.models import Assignment

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The value under a key that is itself a variable; None when there is none, or no mapping."""
    return mapping.get(key) if mapping else None


@register.filter
def lapsed(assignment: Assignment) -> str:
    """Why the member can no longer sign or counts no more; empty when nothing of that is so."""
    return candidates.lapsed(assignment)


@register.filter
def concerns(change: Change) -> str:
    """What a change concerns in a word or two, empty where its sentence says it."""
    return ListedChange(change).about


@register.filter
def finding_name(code: str) -> str:
    """The kind of a finding in a few words."""
    return str(findings.name_of(code))


@register.filter
def said_again(sentence: Mapping[str, Any]) -> str:
    """A sentence that was kept, in the language of the page (articles.sayings)."""
    return characters.shown(sayings.said_again(sentence))


@register.simple_tag
def keeping(article: Article, person: User) -> keeping_of_draft.Keeping:
    """What this person may do with the draft as a whole."""
    return keeping_of_draft.keeping_of(article, person)


@register.simple_tag
def readers_waiting() -> waiting.Waiting:
    """How many questions and problems nobody has taken up."""
    return waiting.waiting()


@register.simple_tag
def texts_sent(request: HttpRequest | None) -> list[typed.Typed]:
    """What somebody typed into the form that could not be taken (accounts/typed.py)."""
    return typed.texts(request) if request else []


@register.simple_tag
def once() -> SafeString:
    """The hidden number by which a form that is sent twice is known (accounts/once.py)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())

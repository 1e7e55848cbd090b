"""What desk templates need beside their context."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from editorial.accounts import typed
from editorial.desk import findings, waiting

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that is itself a variable; None when there is none."""
    return mapping.get(key)


@register.filter
def finding_name(code: str) -> str:
    """The kind of a finding in a few words."""
    return str(findings.name_of(code))


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

"""What desk templates need beside their context."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that is itself a variable; None when there is none."""
    return mapping.get(key)


@register.simple_tag
def once() -> SafeString:
    """The hidden number by which a form that is sent twice is known (desk/once.py)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())

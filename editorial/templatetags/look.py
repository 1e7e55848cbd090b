"""Tags that every page may load: icons, and the addresses of the same page in the other languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi

from articles import characters
from editorial import languages
from editorial.typesetting import prose

register = template.Library()
SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """The Lucide icon `name` from the sprite; hidden from assistive technology unless it has a label."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.filter
def moment(at: datetime) -> str:
    """A point in time for the attribute datetime, to the second: HTML takes no fraction finer than milliseconds."""
    return at.isoformat(timespec="seconds")


@register.filter
def shown(text: str) -> str:
    """Words that are older than the rule about characters, without what no page may hold (articles.characters)."""
    return characters.shown(text)


@register.filter
def names(people: Iterable[Mapping[str, str] | str]) -> str:
    """People of a revision in one line: authors with their credentials, contributors by name."""
    titled = (each if isinstance(each, str) else f"{each['name']}, {each['credentials']}" for each in people)
    return characters.shown("; ".join(each.removesuffix(", ") for each in titled))


@register.filter
def prose_blocks(text: str) -> SafeString:
    """A record's Markdown as safe HTML (editorial.typesetting.prose)."""
    return prose.prose_blocks(text)


@register.filter
def for_script(json_text: str) -> SafeString:
    """JSON text made safe inside <script type="application/ld+json">: no sign in it can end the element."""
    return mark_safe(json_text.translate(SCRIPT_ESCAPES))  # noqa: S308 - escaped on this very line


@dataclass(frozen=True)
class LanguageLink:
    """One language of the interface and where this page is in it."""

    code: str
    name: str
    address: str
    current: bool

    @property
    def absolute(self) -> str:
        return f"{settings.SITE_ADDRESS}{self.address}"

    @property
    def is_default(self) -> bool:
        return self.code == settings.LANGUAGE_CODE


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """This page in every language that has an address of its own for it.

    The path comes from `page_path` in the context (pages printed without a request) or from the request.
    Empty when there is nothing to switch to, so that no page offers a switch that leads back to itself.
    """
    request = context.get("request")
    path = context.get("page_path") or (request.get_full_path() if request else "")
    current = get_language() or settings.LANGUAGE_CODE
    links = [
        LanguageLink(
            code=code,
            name=name,
            address=path if code == current else translate_url(path, code),
            current=code == current,
        )
        for code, name in languages.choices()
    ]
    return links if len({link.address for link in links}) > 1 else []


@register.simple_tag(takes_context=True)
def language_choices(context: template.Context) -> list[tuple[str, str]]:
    """Code and name of the languages to choose from in a workroom, whose pages have one address for all of them."""
    request = context.get("request")
    return languages.choices() if request and languages.is_workroom(request.path) else []


@register.simple_tag
def language_of(language: str) -> SafeString:
    """The attributes of an element whose words are in this language, nothing when it is not known (WCAG 3.1.2).

    `dir` is given only where it is not that of the page.
    """
    if not language:
        return mark_safe("")
    direction = "rtl" if _is_bidi(language) else "ltr"
    if _is_bidi(language) == get_language_bidi():
        return format_html(' lang="{}"', language)
    return format_html(' lang="{}" dir="{}"', language, direction)


@register.simple_tag
def house_language() -> SafeString:
    """The attributes of what the house itself has written down: its records, disclosures, what was signed."""
    return language_of(settings.LANGUAGE_CODE)


@register.simple_tag
def interface_language(inside: str) -> SafeString:
    """The attributes of words of the interface inside a part in another language; nothing inside their own."""
    current = get_language() or settings.LANGUAGE_CODE
    if not inside or inside.partition("-")[0] == current.partition("-")[0]:
        return mark_safe("")
    direction = "rtl" if get_language_bidi() else "ltr"
    if _is_bidi(inside) == get_language_bidi():
        return format_html(' lang="{}"', current)
    return format_html(' lang="{}" dir="{}"', current, direction)


def _is_bidi(language: str) -> bool:
    """Whether a language is written from right to left, also one that the interface does not speak."""
    return language.partition("-")[0] in settings.LANGUAGES_BIDI

"""Every address that the site answers, read from its URL patterns: a new page is found without being listed."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from typing import NamedTuple

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.regex_helper import normalize

# Values to try for a parameter: its name and the kind of its converter (uuid, int, slug, str, path; "" for a regex).
Values = Callable[[str, str], Iterable[str]]
# Of the combinations of values, so many are tried for one pattern.
MOST_COMBINATIONS = 24


class Address(NamedTuple):
    """A path, and the pattern that it was made from."""

    path: str
    pattern: str

    @property
    def room(self) -> str:
        """The first part of the path: "desk", "board", "operators", …"""
        return self.path.split("/")[1]


class Part(NamedTuple):
    """What the patterns on the way to a view make together: a format string and the kinds of its parameters."""

    form: str
    kinds: dict[str, str]


def addresses(values: Values) -> list[Address]:
    """The addresses of all views in every language of the interface, each parameter filled with the values for it."""
    found: dict[str, Address] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for part in walk(get_resolver().url_patterns, Part("/", {})):
                for path in filled(part, values):
                    found.setdefault(path, Address(path, part.form))
    return list(found.values())


def walk(patterns: Iterable[URLPattern | URLResolver], before: Part) -> Iterator[Part]:
    for each in patterns:
        kinds = {name: kind(converter) for name, converter in each.pattern.converters.items()}
        for form, names in normalize(each.pattern.regex.pattern.removeprefix("^")):
            part = Part(before.form + form, before.kinds | {name: kinds.get(name, "") for name in names})
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, part)
            else:
                yield part


def kind(converter: object) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


def filled(part: Part, values: Values) -> Iterator[str]:
    pools = [list(values(name, kind)) for name, kind in part.kinds.items()]
    for chosen in islice(product(*pools), MOST_COMBINATIONS):
        yield part.form % dict(zip(part.kinds, chosen, strict=True))

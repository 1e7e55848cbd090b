#!/usr/bin/env python3
"""Bring the translations in step with the sources: collect every message, keep what is translated, compile.

Run as `make messages`. The compiled catalogs are kept in the repository, so that nobody needs a tool to run the
application; tests/test_languages.py fails when they are stale. See docs/decisions/languages.md.
"""

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "editorial" / "locale"
SOURCES = ("templates/**/*.html", "templates/**/*.txt", "articles/**/*.py", "reviewers/**/*.py", "editorial/**/*.py")
ONE, COUNTED, IN_CONTEXT, COUNTED_IN_CONTEXT = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), COUNTED),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), IN_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), COUNTED_IN_CONTEXT),
}


def sources() -> list[Path]:
    """Every file that may hold messages, in a fixed order."""
    return sorted(path for pattern in SOURCES for path in ROOT.glob(pattern) if "migrations" not in path.parts)


def collect(paths: Iterable[Path]) -> Catalog:
    """The messages of these files, each with the files that it comes from."""
    catalog = Catalog()
    for path in paths:
        text = path.read_text()
        if path.suffix != ".py":
            # Django's own reading of a template. Only calls are left in it; their indentation means nothing.
            text = "\n".join(line.strip() for line in templatize(text).splitlines())
        name = str(path.relative_to(ROOT))
        for _line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            catalog.add(message, locations=[(name, None)], context=context)
    return catalog


def catalogs() -> list[Path]:
    """The translations there are, one file a language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def untranslated(catalog: Catalog) -> list[str]:
    """The messages that have no translation, or not every plural form."""
    return [forms(message.id)[0] for message in catalog if message.id and not all(forms(message.string) or [""])]


def forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """A message or a translation as the list of its forms: one, or one for each number."""
    return [text] if isinstance(text, str) else list(text or ())


def renew(path: Path, found: Catalog) -> Catalog:
    """The translations in this file for the messages that were found; those of other messages go."""
    catalog = read(path)
    # A similar message is no translation: nobody has read it at its new place.
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalog, width=119, sort_output=True, ignore_obsolete=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    return catalog


def main() -> int:
    """Renew every catalog; say what is left to translate."""
    found = collect(sources())
    for path in catalogs():
        missing = untranslated(renew(path, found))
        print(f"{path.relative_to(ROOT)}: {len(found)} messages, {len(missing)} to translate.")
        for message in missing:
            print(f"  {message!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

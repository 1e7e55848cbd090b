"""A sentence that is kept: what it was made of goes with it, so that everybody reads it in their own language.

`gettext` and `ngettext` are used as Django's are. What they answer is the sentence in the language of the moment and
remembers its words in English and its values; `parts` and `said_again` put that down and read it. Where the catalogue
has lost a sentence since, it is said in the words that it was kept in.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import translation


class Saying(str):
    """A sentence in the language of the moment, with what it was made of."""

    _parts: Mapping[str, Any]

    def __mod__(self, values: Any) -> "Saying":
        plain = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
        return _saying(str.__mod__(self, values), {**self._parts, "values": plain})


def gettext(message: str) -> Saying:
    """The sentence in the language of the moment; its values follow with %."""
    return _saying(translation.gettext(message), {"said": message})


def ngettext(singular: str, plural: str, number: int) -> Saying:
    """The same where the words depend on a number."""
    return _saying(translation.ngettext(singular, plural, number), {"said": singular, "plural": plural, "n": number})


def parts(sentence: str) -> dict[str, Any]:
    """What is kept of a sentence, as JSON. One that was not made here is kept as it was said."""
    return dict(sentence._parts) if isinstance(sentence, Saying) else {"words": sentence}


def said_again(kept: Any) -> Saying:
    """The sentence of these parts in the language of the moment; of what is no such parts, an empty one."""
    match kept:
        case {"words": str(words)}:
            return _saying(words, {"words": words})
        case {"said": str(said), "plural": str(plural), "n": int(number), **more}:
            sentence = ngettext(said, plural, number)
        case {"said": str(said), **more} if said:
            sentence = gettext(said)
        case _:
            return _saying("", {"words": ""})
    values = more.get("values")
    if not isinstance(values, Mapping):
        return sentence
    try:
        return sentence % values
    except (KeyError, TypeError, ValueError):
        return _saying(said, kept)


def _saying(text: str, made_of: Mapping[str, Any]) -> Saying:
    saying = Saying(text)
    saying._parts = made_of
    return saying

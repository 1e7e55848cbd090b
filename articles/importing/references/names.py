"""The people of a publication, as lists of references write them: "Smith AB", "Smith, A. B.", "Smith, Ann B".

A group (a society, a collaboration) is kept whole as a family name; "et al" stands as the last one, and is_cut says so.
"""

import re
from collections.abc import Sequence

from articles.csl import PersonName

ET_AL = PersonName(family="et al")
_LONGEST_NAME = 200  # characters; a longer one is no name
_CUT = re.compile(r"[\s,;]*\b(?:et\s+al|u\.\s?a|and\s+others)\b\.?$", re.IGNORECASE)
_BEHALF = re.compile(r"(?:(?:and|&|for|on\s+behalf\s+of)\s+)+(?:the\s+)?(?=[A-Z])", re.IGNORECASE)
_INITIALS = re.compile(r"[^\W\d_](?:[-.\u2010 ]{0,2}[^\W\d_]){0,4}\.?")
_SUFFIX = re.compile(r"\s+(Jr|Sr|2nd|3rd|4th|II|III|IV)\.?$")
# One "Smith, A. B." or "Smith A. B." where it begins, with what parts it from the next.
_DOTTED = re.compile(
    r"(?P<family>[^\W\d_][^\d,.;:()&\"“]{0,60}?),?\s+(?P<given>(?:[^\W\d_]\.[\s\u2010-]?){1,5}(?:(?:Jr|Sr|III?)\b\.?)?)"
    r"(?P<after>\s*(?:[,;]\s*(?:&|and\b|\.\.\.|…)?|&|and\b|\.\.\.|…)\s*|\s*)"
)
_PARTICLES = re.compile(
    r"van|von|der|den|de|del|della|di|da|dos|das|do|du|des|la|le|los|las|ten|ter|tot|el|al|bin|ibn|ben|af|"
    r"av|zu|zur|zum|vom|vander|y|e|i|the|'t|op|in|dal|degli|mac"
)
_GROUP = re.compile(
    r"(?:Group|Collaborat(?:ion|ors?|ive)|Organi[sz]ation|Committee|Consortium|Society|Association|Academy|College|"
    r"Institutes?|Investigators|Network|Task\s+Force|Panel|Foundation|Council|Commission|Agency|Department|Ministry|"
    r"Cent(?:er|re)s?|Initiative|Team|Federation|Alliance|Board|Programme|Union|Registry|University|Hospital|Service|"
    r"Gesellschaft|Arbeitsgemeinschaft|Kommission|Institut|Verband|Bundesamt|Bundesärztekammer|Gruppe|Studiengruppe)\b"
)
_SMALL = re.compile(r"of|the|for|and|on|in|de|la|le|du|des|et|der|die|das|für|und|im|von|zur|to|with|at")


def is_cut(people: Sequence[PersonName]) -> bool:
    """Whether the list of people ends in "et al": not all are named."""
    return bool(people) and people[-1] == ET_AL


def vancouver(text: str) -> tuple[PersonName, ...]:
    """The people in "Smith AB, van der Berg J; PRISMA Group, et al"; none when this is not a list of people."""
    text, cut = _without_cut(text)
    found: list[PersonName] = []
    for part in filter(None, (each.strip() for each in re.split("[,;]", text))):
        people = _some(part)
        if not people:
            return ()
        found += people
    return (*found, *cut) if found else ()


def dotted(text: str) -> tuple[tuple[PersonName, ...], str]:
    """The people at the start of a text whose initials have full stops, and what follows them."""
    found: list[PersonName] = []
    at = 0
    while match := _DOTTED.match(text, at):
        if not _is_family(match["family"]):
            break
        found.append(PersonName(family=match["family"].strip(), given=match["given"].strip()))
        at = match.end()
        if not match["after"].strip():
            break
    if found and (cut := re.match(r"[\s,]*et\s+al\b\.?\s*", text[at:])):
        return (*found, ET_AL), text[at + cut.end() :]
    return tuple(found), text[at:]


def modern_language(text: str) -> tuple[PersonName, ...]:
    """The people in "Page, Matthew J, and Marc R Suter" or "Page, Matthew J et al"; the first is turned round."""
    text, cut = _without_cut(text)
    family, comma, rest = text.partition(",")
    if not comma:
        return (*_natural(text), *cut)
    given, *others = [each for each in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", rest.strip()) if each]
    people = [PersonName(family=family.strip(), given=given.strip())]
    for each in others:
        people += _natural(each)
    return (*people, *cut)


def is_group(text: str) -> bool:
    """Whether a text is the name of a group: it says so, and its words are written large as in a name."""
    words = re.findall(r"[^\W_][\w'-]*", text)
    large = [word for word in words if not _SMALL.fullmatch(word.casefold())]
    if not large or len(words) > 14 or any(not (word[0].isupper() or word[0].isdigit()) for word in large):
        return False
    return bool(_GROUP.search(text)) or (len(words) == 1 and 2 < len(text) < 9 and text.isupper())


def looks_like_people(text: str) -> bool:
    """Whether some of a text reads as a list of people, so that it must not be taken for a title."""
    parts = [part.strip() for part in re.split("[,;]", _without_cut(text)[0])][:100]
    return len(parts) > 1 and any(_one(part) for part in parts)


def _some(part: str) -> list[PersonName]:
    """The person or group in one part of a list, or the two joined by "and"."""
    part = _BEHALF.sub("", part, count=1) if _BEHALF.match(part) else part
    if person := _one(part):
        return [person]
    if is_group(part):
        return [PersonName(family=part)]
    both = [_one(each) for each in re.split(r"\s+(?:and|&)\s+", part, maxsplit=1)]
    return [each for each in both if each] if len(both) == 2 and all(both) else []


def _one(text: str) -> PersonName | None:
    if len(text) > _LONGEST_NAME:
        return None
    suffix = _SUFFIX.search(text)
    family, _space, given = (text[: suffix.start()] if suffix else text).rpartition(" ")
    if not (family and _INITIALS.fullmatch(given) and given == given.upper() and _is_family(family)):
        return None
    return PersonName(family=family, given=given.rstrip(".") + (f" {suffix[1]}" if suffix else ""))


def _is_family(text: str) -> bool:
    words = re.split(r"[\s]+", text.strip())
    if re.search(r"[\d,.;:()\[\]/]", text) or len(words) > 6 or not text[:1].isalpha():
        return False
    if any(not re.search(r"[^\W\d_]", word) for word in words):
        return False
    return all(
        word[0].isupper() or _PARTICLES.fullmatch(word.casefold()) or "'" in word or "’" in word for word in words
    )


def _natural(text: str) -> list[PersonName]:
    """One person with the family name last, with its particles; a group whole."""
    if is_group(text):
        return [PersonName(family=text.strip())]
    words = text.split()
    at = len(words) - 1
    while at > 1 and _PARTICLES.fullmatch(words[at - 1]):
        at -= 1
    return [PersonName(family=" ".join(words[at:]), given=" ".join(words[:at]))] if words else []


def _without_cut(text: str) -> tuple[str, tuple[PersonName, ...]]:
    """The text without "et al" at its end, and what stands for it."""
    text = text.strip()
    match = _CUT.search(text[-40:])
    return (text[: len(text) - len(text[-40:]) + match.start()], (ET_AL,)) if match else (text.rstrip("."), ())

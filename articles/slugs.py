"""Names as parts of addresses: Latin letters, digits and hyphens, whatever script the name is written in.

Transliterated rather than kept: every address stays plain ASCII in paths, headers, file names and stored pages.
"""

import hashlib
import unicodedata

from django.utils.text import slugify

# ISO 9 is exact but unreadable; these are the forms that passports and road signs use (ICAO 9303, ISO 843).
_CYRILLIC = (
    "а=a б=b в=v г=g д=d е=e з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f ы=y э=e і=i ї=i є=e ґ=g ј=j "
    "ж=zh х=kh ц=ts ч=ch ш=sh щ=shch ъ= ь= ю=iu я=ia ё=e ў=u љ=lj њ=nj џ=dz ћ=c ђ=d"
)
_GREEK = "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o"
_LATIN = str.maketrans(dict(pair.split("=") for pair in f"{_CYRILLIC} {_GREEK}".split()))


def slug_of(name: str, limit: int = 100) -> str:
    """The name as a slug of at most `limit` characters: never empty for a name that has a character, "" for none.

    Names in Latin letters give what Django's slugify gives. Letters of other scripts are transliterated: Cyrillic and
    Greek as usual, kana, hangul and the like by the name that Unicode gives them, ideographs by their code points.
    """
    if not name.strip():
        return ""
    slug = slugify("".join(_spelled(character) for character in name.lower().translate(_LATIN)))
    return slug[:limit].strip("-_") or hashlib.sha256(name.encode()).hexdigest()[:12]


def _spelled(character: str) -> str:
    """A letter in Latin letters; what is no letter, or Latin already, as it is."""
    if character.isascii() or unicodedata.category(character)[0] not in "LMN":
        return character
    name = unicodedata.name(character, "")
    if slugify(character) or name.startswith(("LATIN", "COMBINING", "MODIFIER")):
        return character
    if unicodedata.category(character)[0] == "M" and name.endswith(("VIRAMA", "NUKTA")):
        return ""
    # An accent that its letter can do without: й with its breve has been read already, ά is α.
    plain = unicodedata.normalize("NFD", character)[0].translate(_LATIN)
    if plain.isascii():
        return plain
    return f"{ord(character):x}-" if "IDEOGRAPH" in name else name.rpartition(" ")[2].rpartition("-")[2].casefold()

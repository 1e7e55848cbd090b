"""Typing errors: what a word that no published article uses may have meant."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from editorial.search.models import Word

SHORTEST, LONGEST = 4, 60  # letters of a word that is worth correcting
LIKELY = 78  # per cent of rapidfuzz.fuzz.ratio: "bastrop" still means "baastrup"
SHORT, LIKELY_SHORT = 5, 85  # a word of up to five letters must be nearer: "elbow" does not mean "below"
MOST_OFF = 2  # letters more or fewer


def learn(words: Iterable[str]) -> None:
    """Add folded words to the vocabulary; those it has already stay as they are."""
    wanted = {word for word in words if SHORTEST <= len(word) <= LONGEST and word.isalpha()}
    # Most words are known already: asking is cheaper than offering all of them again with every approval.
    fresh = sorted(wanted - set(Word.objects.filter(text__in=wanted).values_list("text", flat=True)))
    Word.objects.bulk_create([Word(text=word, length=len(word)) for word in fresh], ignore_conflicts=True)


def forget() -> None:
    """Empty the vocabulary, before everything is indexed anew."""
    Word.objects.all().delete()


def correct(typed: Iterable[str]) -> dict[str, str]:
    """For each folded word that no published article uses, the most similar one that is used. One query.

    Words that are used, that are too short, or that resemble nothing are left out.
    """
    doubtful = [word for word in typed if SHORTEST <= len(word) <= LONGEST and word.isalpha()]
    if not doubtful:
        return {}
    lengths = [len(word) for word in doubtful]
    near = Word.objects.filter(length__gte=min(lengths) - MOST_OFF, length__lte=max(lengths) + MOST_OFF)
    vocabulary = list(near.order_by("text").values_list("text", flat=True))
    known = set(vocabulary)
    meant = {}
    for word in doubtful:
        if word in known:
            continue
        best = process.extractOne(
            word, vocabulary, scorer=fuzz.ratio, score_cutoff=LIKELY_SHORT if len(word) <= SHORT else LIKELY
        )
        if best and abs(len(best[0]) - len(word)) <= MOST_OFF:
            meant[word] = best[0]
    return meant

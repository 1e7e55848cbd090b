"""Characters that no text may hold, in rows that are older than the rule (articles.characters)."""

from collections.abc import Iterator

from articles import characters
from articles.checks.finding import Finding
from articles.checks.texts import Text, texts
from articles.document import Document


def no_unfit_characters(document: Document) -> Iterator[Finding]:
    """Each text is named once, by its first such character."""
    for node, text in (*texts(document), *_facts(document)):
        if complaint := characters.unfit(text):
            yield Finding("character-unfit", "error", complaint, node)


def _facts(document: Document) -> Iterator[Text]:
    """What is no prose: the condition, the specialty, the bibliography."""
    condition = document.condition
    for text in (condition.name, *condition.synonyms, condition.icd10, document.specialty):
        yield None, text
    for reference in document.references:
        csl = reference.csl
        names = (name for person in csl.author for name in (person.family, person.given))
        for text in (reference.key, reference.note, *names, *(each for _field, each in csl if isinstance(each, str))):
            yield reference.id, text


RULES = (no_unfit_characters,)

"""Is everything there that makes an article: title, answer, statements, a complete algorithm?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.finding import Finding, quote
from articles.document import Document


def has_title(document: Document) -> Iterator[Finding]:
    if not any(character.isalnum() for character in document.title):
        yield Finding("no-title", "error", _("The article has no title. Enter the reader's question as its title."))


def has_answer(document: Document) -> Iterator[Finding]:
    if not document.answer:
        message = _("The article has no answer. Answer the question in one or two sentences at the top.")
        yield Finding("no-answer", "error", message)


def has_statements(document: Document) -> Iterator[Finding]:
    """The answer alone is no article: something must support it."""
    in_answer = sum(1 for top in document.answer for _statement in top.walk())
    if sum(1 for _statement in document.statements()) == in_answer:
        message = _("The article has no statements beside its answer. Write at least one section.")
        yield Finding("no-statements", "error", message)


def sections_have_content(document: Document) -> Iterator[Finding]:
    for section in document.sections:
        name = quote(section.title or section.kind)
        if section.kind == "algorithm" and not section.lines:
            message = _("%(section)s has no treatment lines. Add the first line, or make it an ordinary section.")
            yield Finding("no-lines", "warning", message % {"section": name}, section.id)
        elif not section.statements and not section.lines:
            message = _("%(section)s is empty. Write its first statement, or remove the section.")
            yield Finding("empty-section", "warning", message % {"section": name}, section.id)


def lines_have_interventions(document: Document) -> Iterator[Finding]:
    for line in document.lines:
        if not line.interventions:
            message = _("Treatment line %(rank)d, %(title)s, has no intervention. Add one, or remove the line.")
            yield Finding(
                "line-without-interventions",
                "error",
                message % {"rank": line.rank, "title": quote(line.title)},
                line.id,
            )


def later_lines_have_a_criterion(document: Document) -> Iterator[Finding]:
    for line in document.lines:
        if line.rank > 1 and line.criterion is None:
            message = _("Treatment line %(rank)d, %(title)s, does not say when a patient moves there. Add it.")
            yield Finding(
                "line-without-criterion",
                "error",
                message % {"rank": line.rank, "title": quote(line.title)},
                line.id,
            )


RULES = (
    has_title,
    has_answer,
    has_statements,
    sections_have_content,
    lines_have_interventions,
    later_lines_have_a_criterion,
)

"""The letter of answers as plain text, and as a file of it, to be kept or sent outside."""

from collections.abc import Iterable, Iterator
from textwrap import indent

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.characters import shown
from articles.comparison import Change
from editorial.typesetting.changes import ListedChange
from reviewers.letter import LetterEntry
from reviewers.models import Comment


def as_text(entries: Iterable[LetterEntry], title: str, about: str) -> str:
    """about: which text the answers go with, in words."""
    blocks = [_("Letter of answers to the board"), f"{title}\n{about}"]
    blocks += ["\n".join(_lines(number, entry)) for number, entry in enumerate(entries, start=1)]
    return "\n\n".join(blocks) + "\n"


def _lines(number: int, entry: LetterEntry) -> Iterator[str]:
    point = entry.point
    where = entry.place or (_("The whole article") if entry.is_there else _("A part that is no longer in the text"))
    yield f"{number}. {point.get_severity_display()} · {where} · {point.state.label}"
    if entry.words:
        yield indent(f"“{entry.words}”", "   ")
    yield _said(entry.opening, _("%(name)s, revision %(number)s") % _who(entry))
    for name, text in point.suggestions.items():
        label = _("Suggested professional wording") if name == "professional" else _("Suggested plain wording")
        yield indent(f"{label}: {shown(text)}", "   ")
    for comment in entry.said:
        name = shown(comment.author_name)
        yield _said(comment, _("Answer by %(name)s") % {"name": name} if comment.pk == point.answer_id else name)
    yield indent(changed_in_words(entry), "   ")
    for change in entry.changes:
        yield from _changed(change)
    if point.resolved_at:
        day, name = date_format(point.resolved_at), shown(point.resolved_by_name)
        yield indent(_("Closed by %(name)s, %(day)s.") % {"name": name, "day": day}, "   ")


def changed_in_words(entry: LetterEntry) -> str:
    """Whether anything changed at the place of a point since it was raised."""
    if not entry.is_there:
        return _("This part is no longer in the text.")
    return _("Changed here since.") if entry.is_changed else _("Unchanged here since.")


def _who(entry: LetterEntry) -> dict[str, object]:
    return {"name": shown(entry.opening.author_name), "number": entry.point.revision.number}


def _said(comment: Comment, who: str) -> str:
    return indent(f"{who}, {date_format(comment.written_at)}: {shown(comment.text)}", "   ")


def _changed(change: Change) -> Iterator[str]:
    about = ListedChange(change).about
    yield indent(f"{change}" + (f" ({about})" if about else ""), "   ")
    yield from (indent(f"{sign} {text}", "     ") for sign, text in (("-", change.before), ("+", change.after)) if text)


def as_file(entries: Iterable[LetterEntry], title: str, about: str, slug: str, number: int | None) -> HttpResponse:
    """The text as an answer that a browser keeps as a file. slug, number: of the article, and of the revision that the
    letter goes with, None for the working copy; they name the file.
    """
    revision = f"-{number}" if number else ""
    name = f'attachment; filename="{slug}-answers{revision}.txt"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    text = as_text(entries, title, about)
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8", headers=headers)

"""What an import or a paste may have left behind: HTML, Markdown beyond emphasis, links, citation marks."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.finding import Finding, quote
from articles.checks.texts import texts
from articles.document import Document
from articles.markup import read

SAFE_SCHEMES = {"http", "https", "mailto", "doi"}
HTML = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>|<!--|&(?:[a-z]{2,31}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
MARKDOWN = re.compile(r"^(?:#{1,6}\s|>\s|[•*+-]\s|\|)|```|!?\[[^\[\]]*\]\([^()]*\)", re.MULTILINE)
LINK = re.compile(r"\[[^\[\]]*\]\([^()]*\)")
ESCAPED = re.compile(r"\\[*_]")
STAR = re.compile(r"[^\s*]{0,12}(?:\S\*|\*\S)[^\s*]{0,12}|(?<!\w)_\w+|\w+_(?!\w)")
STAR_AND_FIGURE = re.compile(r"(?<![\w*])\*\d[^\s*]*")
CITATION_MARK = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\](?!\()")
YEAR_KEY = r"[^\W\d_]{2,}(?:19|20)\d\d[a-z]?"
# Where a link may point, in each way that Markdown and HTML write one, and schemes that run code anywhere.
LINK_TARGET = re.compile(
    r"\]\(\s*<?([^<>()]*)|\b(?:href|src|action)\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s\"'<>]*))"
    r"|<([a-z][a-z0-9+.-]*:[^<>]*)>"
    r"|\b((?:javascript|vbscript|data|file)\s?:(?=\S)\S*)|(?:^|(?<=\s))(//[a-z0-9][^\s]*)",
    re.IGNORECASE,
)
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")


def no_leftover_markup(document: Document) -> Iterator[Finding]:
    """Statements hold emphasis and nothing else: other markup is printed as it stands, links lose their address."""
    for node, text in texts(document):
        if leftover := HTML.search(text) or MARKDOWN.search(text):
            message = _("%(text)s contains markup (%(markup)s), and readers would see it. Remove it.")
            if LINK.fullmatch(leftover[0]) and leftover[0] not in read(text):
                message = _(
                    "%(text)s contains a link (%(markup)s), and its address is lost on paper. Cite a reference."
                )
            values = {"text": quote(text), "markup": quote(leftover[0], 30)}
            yield Finding("markup-leftover", "warning", message % values, node)


def emphasis_is_clear(document: Document) -> Iterator[Finding]:
    """Stars that are read as stars: inside a word, or without a partner. Emphasis that begins with a figure may be one
    too: *2 and *3 are alleles."""
    for statement in document.statements():
        for text in (statement.professional, statement.plain):
            bare = ESCAPED.sub(" ", text)
            doubtful = STAR.search(read(bare)) or (STAR_AND_FIGURE.search(bare) if read(bare) != bare else None)
            if doubtful:
                message = _(
                    "%(text)s holds %(sign)s, which may be a sign or the beginning or end of emphasis. "
                    "Look how it reads. Write \\* where a sign is meant, and put emphasis around whole words."
                )
                values = {"text": quote(text), "sign": quote(doubtful[0], 30)}
                yield Finding("emphasis-doubtful", "advice", message % values, statement.id)


def no_leftover_citation_marks(document: Document) -> Iterator[Finding]:
    for node, text in texts(document):
        if mark := CITATION_MARK.search(text):
            message = _("%(text)s contains the citation mark %(mark)s as text. Cite the reference instead.")
            values = {"text": quote(text), "mark": mark[0]}
            yield Finding("citation-mark-leftover", "warning", message % values, node)


def no_leftover_citation_keys(document: Document) -> Iterator[Finding]:
    """“@key” as text: the key of a reference, or what looks like one. Readers would see it, and no source with it."""
    keys = [re.escape(each.key) for each in document.references if each.key]
    sign = re.compile(rf"(?<![\w@])@(?:{'|'.join([*keys, YEAR_KEY])})(?!\w)", re.IGNORECASE)
    for node, text in texts(document):
        if "@" in text and (key := sign.search(text)):
            message = _("%(text)s contains %(key)s as text. Open it and save it: a key of the list becomes its source.")
            yield Finding("citation-key-leftover", "error", message % {"text": quote(text), "key": key[0]}, node)


def links_are_safe(document: Document) -> Iterator[Finding]:
    """Links whose scheme is not http, https, mailto or doi, or that have none (//host)."""
    places = [(node, text, target) for node, text in texts(document) for target in _targets(text)]
    places += [(reference.id, reference.key, reference.csl.URL) for reference in document.references]
    for node, text, target in places:
        if target and not is_safe_link(target):
            message = _("%(text)s links to %(target)s, which is not safe. Use an https address, or remove it.")
            values = {"text": quote(text), "target": quote(target, 40)}
            yield Finding("link-unsafe", "warning", message % values, node)


def is_safe_link(target: str) -> bool:
    """Whether a link target is relative to this site or has a safe scheme, read as browsers read it.

    Browsers drop control characters and white space within a scheme and take a backslash for a slash
    (https://url.spec.whatwg.org/#url-parsing).
    """
    target = INVISIBLE.sub("", target).replace("\\", "/")
    if target.startswith("//"):
        return False
    scheme = SCHEME.match(target)
    return scheme is None or scheme[1].lower() in SAFE_SCHEMES


def _targets(text: str) -> Iterator[str]:
    for match in LINK_TARGET.finditer(text):
        yield match[match.lastindex or 0]


RULES = (no_leftover_markup, emphasis_is_clear, no_leftover_citation_marks, no_leftover_citation_keys, links_are_safe)

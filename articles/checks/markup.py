"""What an import or a paste may have left behind: HTML, Markdown beyond emphasis, links, citation marks."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.finding import Finding, quote
from articles.checks.texts import texts
from articles.document import Document

SAFE_SCHEMES = {"http", "https", "mailto", "doi"}
HTML = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>|<!--|&(?:[a-z]{2,31}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
MARKDOWN = re.compile(r"^(?:#{1,6}\s|>\s|[•*+-]\s|\|)|```|!?\[[^\[\]]*\]\([^()]*\)", re.MULTILINE)
CITATION_MARK = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\](?!\()")
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
    """Statements hold emphasis and nothing else; other markup would be printed as it stands."""
    for node, text in texts(document):
        if leftover := HTML.search(text) or MARKDOWN.search(text):
            message = _("%(text)s contains markup (%(markup)s), and readers would see it. Remove it.")
            values = {"text": quote(text), "markup": quote(leftover[0], 30)}
            yield Finding("markup-leftover", "warning", message % values, node)


def no_leftover_citation_marks(document: Document) -> Iterator[Finding]:
    for node, text in texts(document):
        if mark := CITATION_MARK.search(text):
            message = _("%(text)s contains the citation mark %(mark)s as text. Cite the reference instead.")
            values = {"text": quote(text), "mark": mark[0]}
            yield Finding("citation-mark-leftover", "warning", message % values, node)


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


RULES = (no_leftover_markup, no_leftover_citation_marks, links_are_safe)

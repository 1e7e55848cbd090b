"""Each finding names an act that is possible from the page that shows it, and the act settles it: no dead ends."""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client

from articles import checks
from articles.characters import as_stored
from articles.checks import check
from articles.csl import Csl, DateParts, PersonName
from articles.document import Document, Intervention, Rate, Reference, Section, Statement, TreatmentLine, Wait
from articles.models import Article
from articles.working_copy import moving, undoing
from articles.working_copy.composing import compose
from editorial.accounts.models import User
from editorial.desk.draft.remedies import Remedy
from editorial.desk.draft.rows import place_of
from tests import factories


def source(key: str = "review", **fields: Any) -> Reference:
    complete = {"title": f"A {key}", "container_title": "Journal", "DOI": f"10.1000/{key}"} | fields
    dates = DateParts(date_parts=((2020,),))
    return Reference(key=key, csl=Csl(author=(PersonName(family="Ng"),), issued=dates, **complete))


SOURCE, OTHER = source(), source("other")


def say(professional: str, plain: str = "Short.", cited: bool = True, **fields: Any) -> Statement:
    citations = (SOURCE.id,) if cited else ()
    return Statement(**{"professional": professional, "plain": plain, "citations": citations, **fields})


def article(*statements: Statement, lines: tuple[TreatmentLine, ...] = (), **fields: Any) -> Document:
    """A document that is in order, apart from what is put in."""
    sections = [Section(kind="overview", title="Overview", statements=statements or (say("The spines touch."),))]
    sections += [Section(kind="algorithm", title="Algorithm", lines=lines)] if lines else []
    values = {
        "title": "What helps?",
        "answer": (say("Begin gently."),),
        "sections": sections,
        "references": (SOURCE,),
    }
    return Document(**{**values, **fields})


def line(rank: int = 1, *interventions: Intervention, **fields: Any) -> TreatmentLine:
    things = interventions or (Intervention(name=f"Thing {rank}"),)
    return TreatmentLine(**{"rank": rank, "title": f"Line {rank}", "interventions": things, **fields})


def used(*rates: tuple[Any, ...], **fields: Any) -> Document:
    things = [
        Intervention(
            name=f"Treatment {number}",
            rates=(
                Rate(
                    kind="use",
                    statement=fields.get("statement") or say(f"Reported in {rate[0]}% of patients {number}"),
                    percentage=rate[0],
                    numerator=rate[1],
                    denominator=rate[2],
                ),
            ),
        )
        for number, rate in enumerate(rates)
    ]
    return article(lines=(line(1, *things),))


class Case(NamedTuple):
    """A document in which one thing is amiss, and what is typed into the forms that the finding leads to.

    typed: “@” before a key stands for that reference. removes: it is removed there. steps: how many forms it takes.
    """

    document: Callable[[], Document]
    typed: Mapping[str, list[str]] = {}
    removes: bool = False
    steps: int = 1


def old(text: str) -> Document:
    with as_stored():
        return article(say(text))


LONG = " ".join(["word"] * 30) + "."
WAIT = Wait(min=4, max=6, unit="week")
AFTER = "If it fails after 4-6 weeks:"
CASES: dict[str, Case] = {
    "character-unfit": Case(lambda: old("Turn\u202e it."), {"professional": ["Turn it."]}),
    "no-title": Case(lambda: article(title="?!"), {"title": ["What helps most?"]}),
    "no-answer": Case(lambda: article(answer=()), {"professional": ["Begin gently."]}),
    "no-statements": Case(
        lambda: article(sections=()), {"title": ["Overview"], "professional": ["The spines touch."]}, steps=2
    ),
    "no-lines": Case(
        lambda: article(sections=(Section(kind="algorithm", title="Algorithm", statements=(say("First."),)),)),
        {"title": ["First line"]},
    ),
    "empty-section": Case(
        lambda: article(
            sections=(Section(kind="text", title="Text", statements=(say("Words."),)), Section(kind="text", title="E"))
        ),
        {"professional": ["Some words."]},
    ),
    "line-without-interventions": Case(lambda: article(lines=(line(1, interventions=()),)), {"name": ["Rest"]}),
    "line-without-criterion": Case(lambda: article(lines=(line(1), line(2))), {"professional": ["If it fails:"]}),
    "rate-without-denominator": Case(lambda: used(("35.7", None, None)), {"denominator": ["277"]}),
    "rate-disagrees": Case(lambda: used(("50.7", 196, 277)), {"percentage": ["70.8"]}),
    "rate-rounding": Case(lambda: used(("70.7", 196, 277)), {"percentage": ["70.8"]}),
    "rate-text-disagrees": Case(
        lambda: used(("35.7", 99, 277), statement=say("In 36% of patients")), {"professional": ["In 35.7% of patients"]}
    ),
    "rates-exceed-whole": Case(
        lambda: used(("60", 60, 100), ("70", 70, 100)), {"professional": ["Some had more than one treatment."]}
    ),
    "rate-uncited": Case(
        lambda: used(("35.7", 99, 277), statement=say("In 35.7% of patients", cited=False)),
        {"citations": ["@review"]},
    ),
    "waiting-time-unrecorded": Case(
        lambda: article(lines=(line(1), line(2, criterion=say(AFTER)))), {"wait_min": ["4"], "wait_max": ["6"]}
    ),
    "waiting-time-disagrees": Case(
        lambda: article(lines=(line(1), line(2, criterion=say(AFTER), wait=Wait(min=1, max=2, unit="week")))),
        {"wait_min": ["4"], "wait_max": ["6"]},
    ),
    "waiting-time-uncited": Case(
        lambda: article(lines=(line(1), line(2, criterion=say(AFTER, cited=False), wait=WAIT))),
        {"citations": ["@review"]},
    ),
    "dose-without-unit": Case(lambda: article(say("Take 400 twice daily")), {"professional": ["Take 400 mg daily"]}),
    "wordings-disagree": Case(lambda: article(say("Take 400 mg", plain="Take 200 mg")), {"plain": ["Take 400 mg"]}),
    "statement-uncited": Case(lambda: article(say("It hurts", cited=False)), {"citations": ["@review"]}),
    "case-report-only": Case(
        lambda: article(
            references=(source(title="A case report").model_copy(update={"id": SOURCE.id}), OTHER),
            answer=(say("Begin gently.", citations=(OTHER.id,)),),
        ),
        {"citations": ["@other"]},
    ),
    "reference-incomplete": Case(
        lambda: article(references=(Reference(id=SOURCE.id, key="review", csl=Csl(title="T", DOI="10.1000/x")),)),
        {"authors": ["Ng, A"], "issued": ["2020"], "journal": ["J"]},
    ),
    "reference-uncited": Case(lambda: article(references=(SOURCE, OTHER)), removes=True),
    "reference-duplicate": Case(
        lambda: article(
            say("One.", citations=(SOURCE.id, OTHER.id)),
            references=(SOURCE, source("other", DOI="10.1000/review").model_copy(update={"id": OTHER.id})),
        ),
        {"with": ["@review"]},
    ),
    "identifier-malformed": Case(
        lambda: article(references=(source(DOI="here").model_copy(update={"id": SOURCE.id}),)), {"DOI": ["10.1000/x"]}
    ),
    "citations-unordered": Case(
        lambda: article(
            say("One.", citations=(SOURCE.id, OTHER.id)),
            say("Two.", citations=(OTHER.id, SOURCE.id)),
            references=(SOURCE, OTHER),
        ),
        {"citations": ["@review", "@other"]},
    ),
    "references-unordered": Case(
        lambda: article(
            say("One.", citations=(OTHER.id,)),
            references=(OTHER, SOURCE)[::-1],
            answer=(say("Begin gently.", citations=(OTHER.id,)), say("Then more.")),
        )
    ),
    "link-unsafe": Case(lambda: article(say("See [it](javascript:x)")), {"professional": ["See it"]}),
    "markup-leftover": Case(lambda: article(say("This is <b>bold</b>")), {"professional": ["This is bold"]}),
    "citation-mark-leftover": Case(lambda: article(say("It hurts [1]")), {"professional": ["It hurts"]}),
    "citation-key-leftover": Case(lambda: article(say("It hurts @review")), {"professional": ["It hurts"]}),
    "emphasis-doubtful": Case(lambda: article(say("A *star alone")), {"professional": ["A star alone"]}),
    "plain-missing": Case(lambda: article(say("It hurts", plain="")), {"plain": ["It hurts."]}),
    "plain-sentence-long": Case(lambda: article(say("It hurts", plain=LONG)), {"plain": ["It hurts."]}),
    "sentence-repeated": Case(
        lambda: article(say("It hurts at the outer side."), say("It hurts at the outer side.", plain="Ow.")),
        removes=True,
    ),
    "capitals": Case(lambda: article(say("This is IMPORTANT")), {"professional": ["This is *important*"]}),
}


class Forms(HTMLParser):
    """The forms of a page that are posted, each with its address and what it would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self.name, self.select = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = dict(pairs)
        if tag == "form":
            self.found.append((given.get("action") or "", {}) if given.get("method") == "post" else ("", {}))
        if not self.found:
            return
        sends, name = self.found[-1][1], given.get("name") or ""
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            sends.setdefault(name, []).append(given.get("value") or "")
        elif tag == "textarea":
            self.name = name
            sends[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            sends.setdefault(self.select, []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.name = "" if tag == "textarea" else self.name

    def handle_data(self, data: str) -> None:
        if self.name:
            self.found[-1][1][self.name][0] += data.removeprefix("\n")


def test_every_code_of_the_checks_is_tried() -> None:
    sources = Path(checks.__file__).parent.glob("*.py")
    codes = {code for each in sources for code in re.findall(r'Finding\(\s*"([a-z-]+)"', each.read_text())}
    assert codes == set(CASES)


@pytest.mark.parametrize("code", sorted(CASES))
def test_what_a_finding_asks_for_is_possible_from_the_page_that_shows_it(
    at_desk: Client, author: User, code: str
) -> None:
    case = CASES[code]
    draft = started(case.document, author)
    for _step in range(case.steps):
        answer = at_desk.get(place_of(draft.pk))
        bench = answer.context["bench"]
        finding = next(each for each in bench.findings if each.code == code)
        remedy = bench.remedies[finding]
        panel = answer.content.decode().partition('id="findings-title"')[2]
        address = remedy.address.replace("&", "&amp;")
        assert (f'action="{address}"' if remedy.is_button else f'href="{address}"') in panel
        assert remedy.text in panel
        settle(at_desk, remedy, case, draft)
    if code != "rates-exceed-whole":  # said beside the figures, which a person reads and the check does not
        left = check(compose(Article.objects.get(pk=draft.pk)))
        assert code not in [each.code for each in left if each.where == finding.where]
    assert draft.acts.count() > 1


def started(document: Callable[[], Document], author: User) -> Article:
    with as_stored():
        return factories.draft(by=author, document=document())


def settle(client: Client, remedy: Remedy, case: Case, draft: Article) -> None:
    """Go where the finding leads, fill the form in there, and send it."""
    if remedy.is_button:
        assert client.post(remedy.address).status_code == 302
        return
    keys = {f"@{each.key}": str(each.pk) for each in draft.references.all()}
    typed = {name: [keys.get(each, each) for each in value] for name, value in case.typed.items()}
    asked = {"with": typed["with"][0]} if "with" in typed else {}  # two are shown side by side before they become one
    page = client.get(remedy.address, asked)
    assert page.status_code == 200
    forms = Forms(page.content.decode()).found
    own = [(action or remedy.address, sends) for action, sends in forms if "csrfmiddlewaretoken" in sends]
    wanted = "/remove/" if case.removes else "/desk/articles/"
    action, sends = next(each for each in own if wanted in each[0])
    assert case.removes or set(typed) & {*re.findall(r'name="(\w+)"', page.content.decode())}
    answer = client.post(action, {**sends, **typed})
    assert answer.status_code == 302, re.findall(r'class="errorlist".*?</ul>', answer.content.decode(), re.DOTALL)


def test_references_are_put_in_order_in_one_act_that_can_be_undone(author: User) -> None:
    draft = started(CASES["references-unordered"].document, author)
    before = compose(draft)
    assert moving.order_references(article=draft, actor=author)
    assert [each.key for each in compose(draft).references] == ["other", "review"]
    assert not moving.order_references(article=draft, actor=author)
    undoing.undo(done=draft.acts.latest("pk"), actor=author)
    assert compose(Article.objects.get(pk=draft.pk)).digest == before.digest

"""References pasted into one field: shown, corrected, kept as one act; nothing that was pasted is lost."""

import re
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.importing.references.pasted import MOST
from articles.models import Act, ActKind, Article, Reference
from articles.sayings import said_again
from articles.working_copy import outline
from articles.working_copy.composing import compose
from editorial import lookup
from editorial.accounts.models import User
from tests import factories
from tests.editorial.test_lookup import service  # noqa: F401 - a fixture

PAGE = "Page MJ, Green S, et al. The PRISMA statement. BMJ. 2021;372:n71. doi:10.1136/bmj.n71"
SMITH = "Smith J. A title of it. Spine. 2010;3:4-9."
ODD = "something odd (ed.) 12"


def address(article: Article, query: str = "") -> str:
    return reverse("desk:add-references", args=[article.pk]) + query


def form_of(answer: Any) -> dict[str, str]:
    """What a browser would send of the page as it stands."""
    data = {"entries": str(len(answer.context["found"])), "rest": answer.context["rest"], "once": "n1", "keep": "1"}
    for form in answer.context["found"]:
        data |= {f"{form.prefix}-{name}": form[name].value() or "" for name in form.fields}
    return data


def pasted(client: Client, article: Article, text: str) -> dict[str, str]:
    answer = client.post(address(article), {"text": text})
    assert answer.status_code == 200, answer.content.decode()
    return form_of(answer)


def keys(article: Article) -> list[str]:
    return list(article.references.order_by("position", "id").values_list("key", flat=True))


def test_pasted_shown_and_kept_as_one_act(at_desk: Client, article: Article) -> None:
    answer = at_desk.post(address(article), {"text": f"1. {PAGE}\n2. {SMITH}\n3. {ODD}"})
    page = answer.content.decode()
    assert "Recognised as Vancouver" in page
    assert "Not recognised" in page
    assert "not all are named" in page
    assert "DOI or PMID not established" in page
    assert article.references.count() == 3
    assert at_desk.post(address(article), form_of(answer)).status_code == 302
    assert at_desk.post(address(article), form_of(answer)).status_code == 302
    assert keys(article)[3:] == ["page2021", "smith2010", "source"]
    first, _second, odd = article.references.order_by("position")[3:]
    assert [each.get("given", "") for each in first.csl["author"]] == ["MJ", "S", ""]
    assert (odd.csl, odd.note) == ({}, f"3. {ODD}")
    assert Act.objects.filter(article=article, kind=ActKind.ADDED).count() == 1


def test_where_they_should_stand(at_desk: Client, article: Article) -> None:
    first = article.references.order_by("position").first()
    assert first
    query = f"?where={first.pk}"
    data = form_of(at_desk.post(address(article, query), {"text": f"{PAGE}\n{SMITH}"}))
    at_desk.post(address(article, query), data)
    assert keys(article)[:3] == [first.key, "page2021", "smith2010"]
    assert at_desk.get(address(article, "?where=nowhere")).status_code == 404
    one = {"key": "one", "type": "book", "version": 1}
    assert at_desk.post(reverse("desk:add-reference", args=[article.pk]) + "?where=first", one).status_code == 302
    assert keys(article)[0] == "one"


def test_it_is_corrected_as_a_line_and_in_boxes(at_desk: Client, article: Article) -> None:
    data = pasted(at_desk, article, PAGE)
    data["r1-line"] = data["r1-line"].replace("The PRISMA statement", "The statement")
    data |= {"r1-key": "prisma", "r1-volume": "373", "r1-authors": "Page, Matthew J\r\nGreen, Sally"}
    look = at_desk.post(address(article), {**{k: v for k, v in data.items() if k != "keep"}, "look": "1"})
    assert "The statement" in look.content.decode()
    assert article.references.count() == 3
    data = form_of(look)
    assert "Page Matthew J, Green Sally. The statement. BMJ. 2021;373:n71." in data["r1-line"]
    at_desk.post(address(article), data)
    row = article.references.get(key="prisma")
    assert (row.csl["title"], row.csl["volume"]) == ("The statement", "373")
    assert row.csl["author"][0] == {"family": "Page", "given": "Matthew J"}


def test_a_line_that_is_not_understood_is_kept_in_the_note(at_desk: Client, article: Article) -> None:
    data = pasted(at_desk, article, SMITH) | {"r1-line": ODD}
    at_desk.post(address(article), data)
    row = article.references.get(key="smith2010")
    assert (row.csl["title"], row.note) == ("A title of it", ODD)


def test_one_that_cannot_stand_keeps_all_in_the_form(at_desk: Client, article: Article) -> None:
    data = pasted(at_desk, article, f"{PAGE}\n{SMITH}") | {"r2-PMID": "no number", "r1-title": "Typed by hand"}
    answer = at_desk.post(address(article), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A PMID is a number." in page
    assert "Typed by hand" in page
    assert article.references.count() == 3
    data["r2-choice"] = "skip"
    assert at_desk.post(address(article), data).status_code == 302
    assert article.references.count() == 4


def test_a_key_that_was_taken_meanwhile_is_refused_with_a_sentence(
    at_desk: Client, article: Article, author: User
) -> None:
    data = pasted(at_desk, article, PAGE)
    outline.add_reference(article=article, key="Page2021", csl={}, actor=author)
    answer = at_desk.post(address(article), data)
    assert answer.status_code == 409
    assert "Another reference has the key @page2021" in answer.content.decode()
    assert "The PRISMA statement" in answer.content.decode()
    assert at_desk.post(address(article), data | {"r1-key": "free"}).status_code == 302


def test_what_is_there_already_is_left_out_or_completes_it(at_desk: Client, article: Article, author: User) -> None:
    row = outline.add_reference(
        article=article, key="prisma", csl={"title": "The PRISMA statement", "DOI": "10.1136/BMJ.N71"}, actor=author
    )
    answer = at_desk.post(address(article), {"text": f"{PAGE}\n{PAGE}\n{SMITH}\n{SMITH}"})
    assert "It looks like @prisma" in answer.content.decode()
    assert "It looks like number 3 of this page" in re.sub(r"\s+", " ", answer.content.decode())
    data = form_of(answer)
    assert [data[f"r{number}-choice"] for number in range(1, 5)] == ["skip", "skip", "add", "skip"]
    at_desk.post(address(article), data | {"r1-choice": "fill"})
    row.refresh_from_db()
    assert row.csl["volume"] == "372"
    assert keys(article)[3:] == ["prisma", "smith2010"]
    assert Act.objects.filter(article=article, kind=ActKind.ADDED).count() == 2


def test_more_than_a_page_shows_follows(at_desk: Client, article: Article) -> None:
    text = "\n".join(f"Smith J. Title number {n}. Spine. {1900 + n};3:{n}." for n in range(MOST + 2))
    data = pasted(at_desk, article, text)
    answer = at_desk.post(address(article), data)
    assert answer.status_code == 200
    assert "Title number 51" in answer.context["form"].initial["text"]
    at_desk.post(address(article), pasted(at_desk, article, answer.context["form"].initial["text"]))
    assert article.references.count() == 3 + MOST + 2


@pytest.mark.parametrize("name", ["list.ris", "LIST.TXT"])
def test_a_file_is_read(at_desk: Client, article: Article, name: str) -> None:
    upload = SimpleUploadedFile(name, f"\ufeff{SMITH}\r\n".encode())
    answer = at_desk.post(address(article), {"upload": upload})
    assert "A title of it" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.docx", b"PK", "A file with references ends in"),
        ("list.ris", b"\xff\xfe\x00", "The file is no UTF-8 text"),
        ("list.ris", b"a\x00b", "a character that no text may hold"),
        ("list.ris", b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        ("list.ris", b"", "Paste a text or choose a file first"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(
    at_desk: Client, article: Article, name: str, content: bytes, sentence: str
) -> None:
    answer = at_desk.post(address(article), {"upload": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_text_that_may_not_stand_is_given_back(at_desk: Client, article: Article) -> None:
    answer = at_desk.post(address(article), {"text": f"{SMITH}\n\u202e"})
    assert answer.status_code == 422
    assert "A title of it" in answer.content.decode()
    assert at_desk.post(address(article), {"text": " "}).status_code == 422


@pytest.mark.parametrize("was", ["", "{", "[]", "7", '{"csl": 7}', '{"csl": {"author": 1}}', "[" * 5000])
def test_a_page_that_was_tampered_with_is_no_accident(at_desk: Client, article: Article, was: str) -> None:
    data = pasted(at_desk, article, SMITH) | {"r1-was": was}
    assert at_desk.post(address(article), data).status_code == 302
    assert article.references.get(key="smith2010").csl["title"] == "A title of it"
    for entries in ("", "x", "-1", "9999999", "2"):
        assert at_desk.post(address(article), data | {"entries": entries, "once": ""}).status_code in (302, 409, 422)


def test_others_do_not_get_at_it(client: Client, article: Article, signed_in: Any) -> None:
    stranger = signed_in(factories.author())
    row = article.references.first()
    assert row
    for name, args in (
        *(("add-references", ()), ("alike-references", ())),
        *(("merge-reference", (row.pk,)), ("remove-reference", (row.pk,))),
    ):
        for method in (stranger.get, stranger.post):
            assert method(reverse(f"desk:{name}", args=[article.pk, *args])).status_code in (404, 405)
    assert client.get(address(article)).status_code == 302


def test_forty_references_take_less_than_a_second(at_desk: Client, article: Article) -> None:
    text = "\n".join(f"Smith J. Title number {n}. Spine. {1900 + n};3:{n}." for n in range(40))
    start = time.process_time()
    data = pasted(at_desk, article, text)
    assert at_desk.post(address(article), data).status_code == 302
    assert time.process_time() - start < 2  # the preview and the act


@pytest.mark.django_db(transaction=True)
def test_what_a_number_stands_for_is_looked_up_and_said(service: list[str]) -> None:  # noqa: F811
    client, article = Client(), factories.draft()
    client.force_login(article.author)
    answer = client.post(
        address(article),
        {"text": "10.1000/found\nPMID: 101\n10.1000/missing\nA. Wrong. J. 2019;1:2. doi:10.1000/found"},
    )
    page = answer.content.decode()
    assert "From Crossref." in page
    assert "From PubMed." in page
    assert "PubMed says that it was retracted." in page
    assert "Crossref does not know 10.1000/missing." in page
    client.post(address(article), form_of(answer))
    row = article.references.get(key="kerroum2019")
    assert row.csl["container-title"] == "Journal of Invented Cases"
    assert len(service) == 3
    cache.clear()


# Two of one publication, and one that is cited.


@pytest.fixture
def twins(article: Article, author: User) -> tuple[Reference, Reference]:
    add = outline.add_reference
    one = add(article=article, key="one", csl={"title": "The same title of both", "volume": "1"}, actor=author)
    other = add(
        article=article, key="other", csl={"title": "The same title of both.", "DOI": "10.1000/x"}, actor=author
    )
    return one, other


def test_two_that_look_alike_are_offered_and_merged(at_desk: Client, article: Article, twins: Any) -> None:
    one, other = twins
    page = at_desk.get(reverse("desk:alike-references", args=[article.pk])).content.decode()
    merge = reverse("desk:merge-reference", args=[article.pk, one.pk])
    assert f"{merge}?with={other.pk}" in page
    assert "The one that goes" in at_desk.get(f"{merge}?with={other.pk}").content.decode()
    assert "Merge it with" in at_desk.get(merge).content.decode()
    data = {"with": str(other.pk), "version": "1", "with_version": "1", "once": "m1"}
    for _attempt in range(2):
        assert at_desk.post(merge, data).status_code == 302
    one.refresh_from_db()
    assert one.csl["DOI"] == "10.1000/x"
    assert not article.references.filter(pk=other.pk).exists()
    assert at_desk.post(merge, data | {"once": "m2"}).status_code == 409
    assert at_desk.get(merge + "?with=nonsense").status_code == 200


def test_one_that_was_changed_meanwhile_is_not_merged(at_desk: Client, article: Article, twins: Any) -> None:
    one, other = twins
    merge = reverse("desk:merge-reference", args=[article.pk, one.pk])
    answer = at_desk.post(merge, {"with": str(other.pk), "version": "1", "with_version": "9"})
    assert answer.status_code == 409
    assert "changed the reference @other meanwhile" in answer.content.decode()
    assert article.references.filter(pk=other.pk).exists()


def test_a_cited_reference_has_ways_on(at_desk: Client, article: Article) -> None:
    row = article.references.get(key="3")
    remove = reverse("desk:remove", args=[article.pk, "references", row.pk])
    before = compose(article)
    answer = at_desk.post(remove, {"once": "r1", "version": str(row.version)})
    page = answer.content.decode()
    assert answer.status_code == 409
    cited = [each for each in article.statements.all() if str(row.pk) in each.citations]
    for statement in cited:
        assert f"#s-{statement.pk}" in page
    assert reverse("desk:merge-reference", args=[article.pk, row.pk]) in page
    assert compose(article) == before
    data = {"once": "r2", "citing": [str(each.pk) for each in cited], "version": str(row.version)}
    assert at_desk.post(remove, data).status_code == 302
    assert not article.references.filter(pk=row.pk).exists()
    assert Act.objects.filter(article=article, kind=ActKind.REMOVED).count() == 1


def test_nothing_is_looked_up_where_the_house_does_not(at_desk: Client, article: Article) -> None:
    assert not lookup.is_on()
    assert "10.1000/found" in at_desk.post(address(article), {"text": "10.1000/found"}).content.decode()


def test_a_list_with_words_of_an_older_rule_takes_more(at_desk: Client, article: Article) -> None:
    row = article.references.first()
    assert row
    Reference.objects.filter(pk=row.pk).update(csl={**row.csl, "title": "Bell\u0007 and \u202eturn"})
    answer = at_desk.post(reverse("desk:add-references", args=[article.pk]), {"text": "Smith A. Rest. Spine. 2019."})
    assert answer.status_code == 200
    assert "Smith" in answer.content.decode()


class TestDoubts:
    """What was doubted of a pasted reference stays with it until it is settled."""

    LINES = "Smith AB, Lee C, et al. Title one. J Elbow. 2019;4(2):10-15.\nThe red folder\nPMID: 12345678"

    def test_each_unrecognised_line_is_one_by_itself(self, at_desk: Client, article: Article) -> None:
        forms = at_desk.post(address(article), {"text": self.LINES}).context["found"]
        assert [form.row.note for form in forms] == ["", "The red folder", ""]
        assert forms[2].row.csl["PMID"] == "12345678"

    def test_they_are_kept_with_the_reference_in_the_same_act(self, at_desk: Client, article: Article) -> None:
        at_desk.post(address(article), pasted(at_desk, article, self.LINES))
        act = article.acts.latest("pk")
        assert act.count == 3
        cut, unknown = act.doubts.all()
        assert cut.node == article.references.get(csl__title="Title one").pk
        assert unknown.node == article.references.get(note="The red folder").pk
        assert "et al." in cut.sentence["said"]
        page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
        assert page.count("The authors end in “et al.”: not all are named.") >= 2
        assert "doubt about a pasted reference" in page

    def test_what_was_corrected_before_it_was_kept_is_not_asked(self, at_desk: Client, article: Article) -> None:
        data = pasted(at_desk, article, self.LINES)
        line = "Smith AB, Lee C, Ng D. Title one. J Elbow. 2019;4(2):10-15."
        looked = at_desk.post(address(article), data | {"r1-line": line, "look": "1"})
        assert list(looked.context["found"][0].doubts) == []
        at_desk.post(address(article), form_of(looked))
        assert [doubt.node for doubt in article.doubts.all()] == [article.references.get(note="The red folder").pk]

    def test_undo_names_how_many_were_added(self, at_desk: Client, article: Article) -> None:
        at_desk.post(address(article), pasted(at_desk, article, self.LINES))
        assert "Undo: added 3 references" in at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
        assert "3 references" in at_desk.get(reverse("desk:changes", args=[article.pk])).content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_what_a_look_up_has_settled_is_not_asked(self, service: list[str]) -> None:  # noqa: F811
        client, article = Client(), factories.draft()
        client.force_login(article.author)
        text = "Kerroum A, et al. A study. J. 2019;1:2. doi:10.1000/found\n10.1000/missing"
        answer = client.post(address(article), {"text": text})
        first, second = answer.context["found"]
        assert not any("et al." in doubt for doubt in first.doubts)
        assert list(second.doubts) == ["Crossref does not know 10.1000/missing."]
        client.post(address(article), form_of(answer))
        assert "Crossref does not know 10.1000/missing." in [
            str(said_again(doubt.sentence)) for doubt in article.doubts.all()
        ]
        cache.clear()

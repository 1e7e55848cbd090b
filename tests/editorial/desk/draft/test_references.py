"""References as people write them."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Reference
from articles.working_copy.composing import compose

WHOLE = {
    "key": "kim2020",
    "type": "article-journal",
    "title": "A case",
    "authors": "Kim, Ji Hoon\nLee\n",
    "journal": "Spine",
    "issued": "2020-05",
    "DOI": "https://doi.org/10.1000/xyz",
    "PMID": "123",
    "note": "One patient.",
}


def test_a_reference_is_added_with_what_is_known(at_desk: Client, article: Article) -> None:
    address = reverse("desk:add-reference", args=[article.pk])
    for _attempt in range(2):
        assert at_desk.post(address, {**WHOLE, "version": 1, "once": "n1"}).status_code == 302
    reference = compose(article).references[-1]
    assert (reference.key, reference.note, reference.missing) == ("kim2020", "One patient.", ())
    assert reference.csl.DOI == "10.1000/xyz"
    assert [(each.family, each.given) for each in reference.csl.author] == [("Kim", "Ji Hoon"), ("Lee", "")]
    assert reference.csl.issued
    assert reference.csl.issued.date_parts == ((2020, 5),)


def test_a_key_that_is_taken_is_refused_and_the_form_kept(at_desk: Client, article: Article) -> None:
    form = {**WHOLE, "version": 1, "key": "filippiadis2015"}
    answer = at_desk.post(reverse("desk:add-reference", args=[article.pk]), form)
    assert answer.status_code == 409
    assert "Ji Hoon" in answer.content.decode()
    assert article.references.count() == 3


def test_what_a_reference_lacks_is_named(at_desk: Client, article: Article) -> None:
    stub = article.references.get(key="3")
    page = at_desk.get(reverse("desk:node", args=[article.pk, "references", stub.pk])).content.decode()
    assert "title, authors, journal, year, DOI or PMID not given" in page


def test_opening_and_saving_a_reference_changes_nothing(at_desk: Client, article: Article) -> None:
    for reference in article.references.all():
        address = reverse("desk:node", args=[article.pk, "references", reference.pk])
        form = at_desk.get(address).context["form"]
        data = {name: form[name].value() or "" for name in form.fields}
        assert at_desk.post(address, data).status_code == 302
        assert Reference.objects.get(pk=reference.pk).version == 1, reference.key


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("issued", "May 2020", "Write 2015"),
        ("issued", "2020-13", "There is no such day."),
        ("DOI", "not a doi", "A DOI begins with 10."),
        ("PMID", "PMC1", "A PMID is a number."),
        ("URL", "javascript:alert(1)", "Only addresses that begin with https://"),
        ("authors", "x" * 600, "not a reference yet"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    at_desk: Client, article: Article, field: str, value: str, sentence: str
) -> None:
    answer = at_desk.post(reverse("desk:add-reference", args=[article.pk]), {**WHOLE, "version": 1, field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert article.references.count() == 3

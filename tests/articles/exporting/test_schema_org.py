"""JSON-LD: what a search engine is told, and that schema.org's own types accept it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from articles.document import Condition
from articles.exporting.facts import PublicNotice
from articles.exporting.schema_org import json_ld
from articles.notices import NoticeKind
from editorial.templatetags.look import for_script
from tests.articles.exporting.strategies import collected, documents
from tests.samples import sample_document, sample_publication

DOCUMENT, PUBLICATION = sample_document(), sample_publication()


def things(wording: str = "professional", document=DOCUMENT, publication=PUBLICATION) -> dict[str, Any]:
    graph = json_ld(document, publication, wording)["@graph"]
    return {thing["@type"]: thing for thing in graph}


def empty_values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [found for each in value.values() for found in empty_values(each)] if value else [value]
    if isinstance(value, list):
        return [found for each in value for found in empty_values(each)] if value else [value]
    return [value] if value is None or value == "" else []


def test_the_page_names_who_reviewed_it_when_and_by_which_principles() -> None:
    page = things()["MedicalWebPage"]
    assert page["lastReviewed"] == "2025-07-10"
    assert [(person["name"], person["honorificSuffix"]) for person in page["reviewedBy"]] == [
        ("Prof. Zoë Šimić", "MD, PhD"),
        ("Dr Bo Chen", "MD"),
    ]
    assert page["publishingPrinciples"] == "https://imprimatur.example/policy/"
    assert page["mainEntity"] == {"@id": "https://imprimatur.example/articles/baastrup/#article"}


def test_each_wording_has_its_audience_its_address_and_its_words() -> None:
    plain, professional = things("plain"), things("professional")
    assert plain["MedicalWebPage"]["audience"]["@type"] == "Patient"
    assert professional["MedicalWebPage"]["audience"]["audienceType"] == "Clinician"
    assert plain["MedicalWebPage"]["url"].endswith("/plain/")
    assert plain["MedicalScholarlyArticle"]["abstract"].startswith("Start with simple care.")
    assert professional["MedicalScholarlyArticle"]["abstract"].startswith("Start with conservative care")
    assert plain["MedicalScholarlyArticle"]["@id"] == professional["MedicalScholarlyArticle"]["@id"]


def test_the_condition_has_its_other_names_its_code_and_the_treatments_of_the_algorithm() -> None:
    condition = things()["MedicalCondition"]
    assert condition["alternateName"] == ["Kissing spine", "Arthrosis interspinosa", "Maladie de Baastrup"]
    assert condition["code"] == {"@type": "MedicalCode", "codeValue": "M48.2", "codingSystem": "ICD-10"}
    assert [treatment["name"] for treatment in condition["possibleTreatment"]] == [
        "Anti-inflammatory drugs and physical therapy",
        "Activity modification",
        "Interspinous steroid injection (20 mg)",
        "Surgical decompression",
    ]


def test_an_article_without_a_condition_is_about_nothing_rather_than_about_an_empty_one() -> None:
    found = things(document=DOCUMENT.model_copy(update={"condition": Condition()}))
    assert set(found) == {"MedicalWebPage", "MedicalScholarlyArticle"}
    assert "about" not in found["MedicalWebPage"]


def test_every_reference_is_cited_with_its_identifiers_and_the_incomplete_one_by_its_key() -> None:
    first, second, stub = things()["MedicalScholarlyArticle"]["citation"]
    assert [identifier["value"] for identifier in first["identifier"]] == [
        "10.1007/s13244-014-0376-7",
        "25582088",
        "PMC4330238",
    ]
    assert second["datePublished"] == "2007"
    assert stub == {
        "@type": "ScholarlyArticle",
        "@id": f"{PUBLICATION.address}#{DOCUMENT.references[2].id}",
        "name": "3",
    }


def test_a_retraction_is_said_in_the_status_and_among_the_corrections() -> None:
    notice = PublicNotice(
        kind=NoticeKind.RETRACTION,
        reason="The review it rests on was retracted.",
        issued_at=PUBLICATION.approved_at,
        issued_by="Eve Editor",
    )
    article = things(publication=replace(PUBLICATION, notices=(notice,)))["MedicalScholarlyArticle"]
    assert article["creativeWorkStatus"] == "Retracted"
    assert [(each["name"], each["text"]) for each in article["correction"]] == [("Retraction", notice.reason)]


def test_no_text_of_an_article_can_end_the_script_element() -> None:
    data = json_ld(DOCUMENT, PUBLICATION, "professional")
    text = for_script(json.dumps(data))
    assert not set(text) & set("<>&")
    assert json.loads(text) == data


@given(documents())
@settings(max_examples=60, deadline=None)
def test_nothing_is_null_or_empty_and_every_reference_is_there(document) -> None:
    for wording in ("professional", "plain"):
        data = json_ld(document, PUBLICATION, wording)
        assert empty_values(data) == []
        article = data["@graph"][1]
        assert len(article.get("citation", [])) == len(document.references)


@pytest.mark.parametrize("wording", ["professional", "plain"])
def test_schema_dts_accepts_the_sample(judge, wording: str) -> None:
    done = judge("typecheck.mjs", data=json_ld(DOCUMENT, PUBLICATION, wording))
    assert (done.returncode, done.stdout) == (0, "")


def test_schema_dts_accepts_documents_that_nobody_would_write(judge) -> None:
    graphs = [json_ld(document, PUBLICATION, "plain")["@graph"] for document in collected(documents(), 40)]
    data = {"@context": "https://schema.org", "@graph": [thing for graph in graphs for thing in graph]}
    done = judge("typecheck.mjs", data=data)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"lastReviewed"', '"lastRewied"'),
        ('"codeValue": "M48.2"', '"code": "M48.2"'),
        ('"PercutaneousProcedure"', '"Percutaneous"'),
        ('"version": "2"', '"version": null'),
    ],
)
def test_schema_dts_would_see_a_wrong_graph(judge, right: str, wrong: str) -> None:
    text = json.dumps(json_ld(DOCUMENT, PUBLICATION, "plain")).replace("https://schema.org/Perc", "Perc")
    assert right in text
    assert judge("typecheck.mjs", data=text.replace(right, wrong)).returncode == 1

"""FHIR R5: the algorithm says what the article says, and HL7's own definitions accept it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from articles.document import Wait
from articles.exporting.facts import PublicNotice
from articles.exporting.fhir import bundle
from articles.exporting.wording import said, sentences
from articles.notices import NoticeKind
from tests.articles.exporting.strategies import collected, documents
from tests.articles.exporting.test_schema_org import empty_values
from tests.samples import sample_document, sample_publication

DOCUMENT, PUBLICATION = sample_document(), sample_publication()


def resources(kind: str, document=DOCUMENT, publication=PUBLICATION) -> list[dict[str, Any]]:
    entries = bundle(document, publication)["entry"]
    return [entry["resource"] for entry in entries if entry["resource"]["resourceType"] == kind]


def actions(action: dict[str, Any]) -> list[dict[str, Any]]:
    return [action, *(found for child in action.get("action", []) for found in actions(child))]


def texts(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [text for each in (value.values() if isinstance(value, dict) else value) for text in texts(each)]
    return [value] if isinstance(value, str) else []


def test_lines_interventions_and_details_are_nested_actions_in_order() -> None:
    (plan,) = resources("PlanDefinition")
    assert [(line["prefix"], line["title"]) for line in plan["action"]] == [
        ("1", "Conservative management"),
        ("2", "Interventional procedures"),
        ("3", "Surgical intervention"),
    ]
    assert [len(line["action"]) for line in plan["action"]] == [2, 1, 1]
    physiotherapy = plan["action"][0]["action"][0]["action"][1]
    assert physiotherapy["description"] == "Physical therapy focused on:"
    assert [detail["description"] for detail in physiotherapy["action"]] == ["Core strengthening", "Posture correction"]


def test_the_waiting_time_is_an_offset_in_weeks_from_the_start_of_the_line_before() -> None:
    first, second, third = resources("PlanDefinition")[0]["action"]
    assert "relatedAction" not in first
    (related,) = second["relatedAction"]
    assert (related["targetId"], related["relationship"]) == (first["id"], "after-start")
    assert [(end["value"], end["code"]) for end in related["offsetRange"].values()] == [(4, "wk"), (6, "wk")]
    assert third["relatedAction"] == [{"targetId": second["id"], "relationship": "after"}]


def test_a_waiting_time_before_the_first_line_is_its_own_timing() -> None:
    waiting = DOCUMENT.lines[0].model_copy(update={"wait": Wait(min=2, unit="month")})
    section = DOCUMENT.sections[1].model_copy(update={"lines": (waiting,)})
    (plan,) = resources("PlanDefinition", document=DOCUMENT.model_copy(update={"sections": (section,)}))
    low = {"value": 2, "unit": "months", "system": "http://unitsofmeasure.org", "code": "mo"}
    assert plan["action"][0]["timingRange"] == {"low": low}, "an open end is not said"
    assert "relatedAction" not in plan["action"][0]


def test_the_criterion_is_an_applicability_condition_in_words_with_its_source() -> None:
    second = resources("PlanDefinition")[0]["action"][1]
    (condition,) = second["condition"]
    assert condition["kind"] == "applicability"
    assert condition["expression"]["description"] == (
        "If conservative management fails after 4–6 weeks Unless infection is suspected"
    )
    assert [cited["resourceReference"]["reference"] for cited in second["documentation"]] == [
        f"urn:uuid:{DOCUMENT.references[1].id}"
    ]


def test_reported_use_is_evidence_with_its_patients_and_the_intervention_leads_to_it() -> None:
    drugs = resources("PlanDefinition")[0]["action"][0]["action"][0]
    evidence, printed_rate = resources("Evidence")
    assert drugs["documentation"][0]["display"] == "Reported in 99 of 277 patients – 35.7% (99 of 277 patients)"
    assert drugs["documentation"][0]["resourceReference"] == {"reference": f"urn:uuid:{evidence['id']}"}
    (statistic,) = evidence["statistic"]
    assert (statistic["quantity"]["value"], statistic["numberAffected"]) == (35.7, 99)
    assert statistic["sampleSize"] == {"numberOfParticipants": 277}
    assert printed_rate["statistic"][0]["description"] == "28.90%"
    assert "sampleSize" not in printed_rate["statistic"][0]


def test_every_reference_is_a_citation_and_what_is_not_established_is_said() -> None:
    first, second, stub = resources("Citation")
    assert [identifier["value"] for identifier in first["citedArtifact"]["identifier"]] == [
        "10.1007/s13244-014-0376-7",
        "25582088",
        "PMC4330238",
    ]
    assert second["note"] == [{"text": "Case report of one patient."}]
    assert stub["note"] == [{"text": "Not established: title, authors, journal, year, DOI or PMID."}]
    assert "citedArtifact" not in stub


def test_the_provenance_names_authors_contributors_the_board_and_the_digest_they_signed() -> None:
    (provenance,) = resources("Provenance")
    assert [agent["who"]["display"] for agent in provenance["agent"]] == [
        "Dr Ada Müller, MD",
        "Ben Ola",
        "Eve Editor",
        "Prof. Zoë Šimić, MD, PhD",
        "Dr Bo Chen, MD",
    ]
    kinds = [agent["type"].get("text") or agent["type"]["coding"][0]["code"] for agent in provenance["agent"]]
    assert kinds == ["author", "author", "contributor", "attester", "attester"]
    assert DOCUMENT.digest in provenance["entity"][0]["what"]["display"]
    assert [signature["when"][:10] for signature in provenance["signature"]] == ["2025-07-09", "2025-07-10"]


def test_a_retracted_plan_is_retired_and_says_why() -> None:
    notice = PublicNotice(
        kind=NoticeKind.RETRACTION, reason="Unsafe.", issued_at=PUBLICATION.approved_at, issued_by="Eve Editor"
    )
    (plan,) = resources("PlanDefinition", publication=replace(PUBLICATION, notices=(notice,)))
    assert plan["status"] == "retired"
    assert plan["relatedArtifact"][0]["type"] == "retracted-by"
    assert plan["relatedArtifact"][0]["display"] == "Unsafe."


@given(documents())
@settings(max_examples=60, deadline=None)
def test_every_statement_and_reference_is_in_the_bundle_and_nothing_is_empty(document) -> None:
    data = bundle(document, PUBLICATION)
    assert empty_values(data) == []
    assert len({entry["fullUrl"] for entry in data["entry"]}) == len(data["entry"])
    whole = "\n".join(texts(data))
    for statement in document.statements():
        alone = statement.model_copy(update={"children": ()})
        assert said(statement, "professional") in whole or sentences([alone], "professional") in whole
    assert len(resources("Citation", document)) == len(document.references)
    found = [found for line in data["entry"][0]["resource"].get("action", []) for found in actions(line)]
    assert len({action["id"] for action in found}) == len(found)


def test_hl7_accepts_the_sample(judge) -> None:
    done = judge("fhir.mjs", data=bundle(DOCUMENT, PUBLICATION))
    assert (done.returncode, done.stdout) == (0, "")
    assert "6 value sets of required bindings checked" in done.stderr


def test_hl7_accepts_documents_that_nobody_would_write(judge) -> None:
    done = judge("fhir.mjs", data=[bundle(document, PUBLICATION) for document in collected(documents(), 40)])
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"after-start"', '"afterwards"'),
        ('"applicability"', '"apply"'),
        ('"offsetRange"', '"offsetPeriod"'),
        ('"experimental": false', '"experimental": "no"'),
        ('"numberAffected": 99', '"numberAffected": -1'),
        ('"status": "active", ', ""),
        (f'"targetId": "{DOCUMENT.lines[0].id}"', '"targetId": "line-1"'),
        (f'"fullUrl": "urn:uuid:{DOCUMENT.references[0].id}"', '"fullUrl": "urn:uuid:elsewhere"'),
    ],
)
def test_the_validator_would_see_a_wrong_bundle(judge, right: str, wrong: str) -> None:
    text = json.dumps(bundle(DOCUMENT, PUBLICATION))
    assert right in text
    assert judge("fhir.mjs", data=text.replace(right, wrong)).returncode == 1

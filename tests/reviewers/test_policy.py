"""The quorum rule and the reasons not to review, as tables of facts."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from reviewers.policy import (
    CandidateFacts,
    QuorumFacts,
    SignatureFact,
    counted,
    missing_for_quorum,
    next_review_date,
    not_counted,
    reasons_not_to_review,
    same_name,
    shares_specialty,
)

DIGEST, OTHER = "a" * 64, "b" * 64
ANNA, BEN, EVE = UUID(int=1), UUID(int=2), UUID(int=3)
ONE_MORE = "1 more sign-off by a board member who was asked is needed."
TWO_MORE = "2 more sign-offs by board members who were asked are needed."
STANDING = "A board member has requested changes to this revision."


MAY = CandidateFacts(name="Dr A", is_active=True, is_author=False, interest="", has_recused=False)


def signature(member: UUID = ANNA, digest: str = DIGEST) -> SignatureFact:
    return SignatureFact(member=member, digest=digest)


def asked(*members: UUID, **ben: object) -> dict[UUID, CandidateFacts]:
    """These members may review it; ben: what is otherwise with Ben, who was asked as well."""
    return dict.fromkeys(members, MAY) | ({BEN: replace(MAY, **ben)} if ben else {})


QUORUM = [
    pytest.param((), 0, (TWO_MORE,), id="nobody signed"),
    pytest.param((signature(),), 0, (ONE_MORE,), id="one signed"),
    pytest.param((signature(), signature(BEN)), 0, (), id="two signed"),
    pytest.param((signature(), signature()), 0, (ONE_MORE,), id="the same member twice counts once"),
    pytest.param((signature(), signature(BEN, digest=OTHER)), 0, (ONE_MORE,), id="another document"),
    pytest.param((signature(), signature(BEN)), 1, (STANDING,), id="a standing request blocks a full quorum"),
    pytest.param((), 2, (TWO_MORE, STANDING), id="each thing that is missing has its sentence"),
    pytest.param((signature(), signature(BEN), signature(EVE)), 0, (), id="more than needed"),
]


@pytest.mark.parametrize(("signatures", "requests", "missing"), QUORUM)
def test_the_quorum_rule(signatures, requests, missing):
    facts = QuorumFacts(
        digest=DIGEST,
        required=2,
        signatures=signatures,
        asked=asked(ANNA, BEN, EVE),
        standing_change_requests=requests,
    )
    assert missing_for_quorum(facts) == missing


@pytest.mark.parametrize(
    "ben",
    [
        pytest.param({"is_author": True}, id="the author"),
        pytest.param({"wrote": "a statement", "wrote_on": date(2026, 11, 6)}, id="wrote in it"),
        pytest.param({"has_submitted": True}, id="submitted it"),
        pytest.param({"is_active": False}, id="no longer active"),
        pytest.param({"interest": "Shares"}, id="conflict of interest"),
        pytest.param({"asks_themselves": True}, id="asked by nobody else"),
        pytest.param({"has_recused_from_text": True}, id="stepped back from this text before"),
        pytest.param({}, id="recused"),  # no request to them stands
    ],
)
def test_the_signature_of_who_may_not_review_does_not_count_and_the_reason_is_told_once(ben):
    signatures = (signature(), signature(BEN))
    facts = QuorumFacts(
        digest=DIGEST, required=2, signatures=signatures, asked=asked(ANNA, **ben), standing_change_requests=0
    )
    assert missing_for_quorum(facts) == (ONE_MORE,)
    assert counted(facts) == {ANNA}
    assert not_counted(facts.asked) == ({BEN: reasons_not_to_review(replace(MAY, **ben))} if ben else {})


def test_who_is_to_be_confirmed_when_asked_counts():
    ben = asked(has_recused_before=True, shares_name=True)
    facts = QuorumFacts(digest=DIGEST, required=1, signatures=(signature(BEN),), asked=ben, standing_change_requests=0)
    assert (counted(facts), not_counted(ben), missing_for_quorum(facts)) == ({BEN}, {}, ())


def test_open_major_points_and_a_retraction_block_a_full_quorum_with_a_sentence_each():
    full = QuorumFacts(
        digest=DIGEST, required=1, signatures=(signature(),), asked=asked(ANNA), standing_change_requests=0
    )
    one = "A major point is not closed: who raised it closes it, or a chief editor with a reason."
    two = "2 major points are not closed: who raised each closes it, or a chief editor with a reason."
    assert missing_for_quorum(replace(full, open_majors=1)) == (one,)
    assert missing_for_quorum(replace(full, open_majors=2, retracted_because="Gone.")) == (two, "Gone.")


def test_the_number_of_signoffs_is_the_policy_s():
    one = QuorumFacts(
        digest=DIGEST, required=1, signatures=(signature(),), asked=asked(ANNA), standing_change_requests=0
    )
    assert missing_for_quorum(one) == ()
    assert missing_for_quorum(replace(one, required=3)) == (TWO_MORE,)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({}, ()),
        ({"is_active": False}, ("Dr A is no longer an active board member.",)),
        ({"is_author": True}, ("Dr A wrote this article, and nobody reviews their own.",)),
        ({"interest": "Owns 100% of it"}, ("Dr A declared a conflict of interest: Owns 100% of it",)),
        (
            {"wrote": "a statement", "wrote_on": date(2026, 11, 6), "has_submitted": True},
            ("Dr A wrote in this text (last: a statement, 6 November 2026), and nobody reviews their own.",),
        ),
        ({"has_submitted": True}, ("Dr A submitted this text to the board, and nobody reviews their own.",)),
        ({"asks_themselves": True}, ("Nobody asks themselves: another editor may ask Dr A.",)),
        ({"has_recused": True}, ("Dr A recused themselves from this revision.",)),
        ({"has_recused": True, "has_recused_from_text": True}, ("Dr A recused themselves from this revision.",)),
        (
            {"has_recused_from_text": True},
            ("Dr A recused themselves from this very text when it was submitted before.",),
        ),
        ({"has_recused_before": True, "shares_name": True}, ()),
    ],
)
def test_reasons_not_to_review(fact, reason):
    assert reasons_not_to_review(replace(MAY, **fact)) == reason


@pytest.mark.parametrize(
    ("approved", "months", "due"),
    [
        (date(2025, 1, 15), 12, date(2026, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
    ],
)
def test_the_next_review_is_due_on_the_same_day_or_the_last_of_a_shorter_month(approved, months, due):
    assert next_review_date(approved, months) == due


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Spine surgery", "Spine and musculoskeletal medicine", True),
        ("Spine surgery", "Hand surgery", False),
        ("Rheumatology", "rheumatology", True),
        ("", "Rheumatology", False),
    ],
)
def test_specialties_share_a_field_by_their_own_words(one, other, shared):
    assert shares_specialty(one, other) is shared


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Zoë Šimić", "Prof. Dr. Simic, Zoe", True),
        ("Bo Chen", "BO  CHEN", True),
        ("Bo Chen", "Bo Chen-Li", False),
        ("Bo Chen", "B. Chen", False),
        ("Ωνάσης", "ωνασησ", True),
        ("Dr", "Prof.", False),
        ("", "", False),
    ],
)
def test_names_are_the_same_when_their_words_are(one, other, same):
    assert same_name(one, other) is same

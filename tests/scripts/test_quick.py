"""Which tests the quick run takes for a change."""

import sys

import pytest

from tests.test_repository import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import quick


@pytest.mark.parametrize(
    ("changed", "taken", "left"),
    [
        ("articles/journal.py", "tests/articles/test_journal.py", "tests/races/test_bad_weather.py"),
        ("articles/journal.py", "tests/articles/test_history.py", "tests/editorial/press/test_press.py"),
        ("reviewers/board.py", "tests/reviewers/test_discussion.py", "tests/editorial/boardroom/test_sign.py"),
        ("articles/contributors.py", "tests/reviewers/test_independence.py", "tests/reviewers/test_board.py"),
        ("editorial/press/press.py", "tests/editorial/press/test_press.py", "tests/editorial/api/test_articles.py"),
        ("templates/desk/draft/article.html", "tests/editorial/desk", "tests/editorial/boardroom"),
        ("tests/articles/test_journal.py", "tests/articles/test_journal.py", "tests/articles/test_guards.py"),
        (
            "tests/articles/exporting/strategies.py",
            "tests/articles/exporting/test_fhir.py",
            "tests/articles/test_guards.py",
        ),
        ("scripts/writers.py", "tests/test_architecture.py", "tests/scripts/test_verify_article.py"),
    ],
)
def test_a_change_takes_its_own_tests_and_leaves_the_others(changed, taken, left):
    tests = quick.tests_of([changed])
    assert taken in tests
    assert left not in tests


def test_what_has_no_tests_takes_none():
    assert quick.tests_of(["README.md", "docs/api.md", "articles/migrations/0001_initial.py"]) == []

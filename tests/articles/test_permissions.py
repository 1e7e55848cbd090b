"""May this person? One table: who stands where, and each right they have."""

from dataclasses import dataclass, field

import pytest

from articles import permissions
from articles.permissions import AUTHOR, CHIEF_EDITOR, EDITOR


@dataclass
class Person:
    pk: int = 1
    is_active: bool = True
    roles: frozenset[str] = field(default_factory=frozenset)


@dataclass
class Draft:
    author_id: int = 1
    named_accounts: frozenset[int] = frozenset({3})
    is_deleted: bool = False


def person(*roles: str, pk: int = 1, is_active: bool = True) -> Person:
    return Person(pk, is_active, frozenset(roles))


OWN = ("may_edit", "may_submit", "may_withdraw", "may_see_draft")
ALL = ("may_start_article", *OWN, "may_issue_notice")
TABLE = {
    "their author": (person(AUTHOR), ("may_start_article", *OWN)),
    "another author": (person(AUTHOR, pk=2), ("may_start_article",)),
    "who is named as its author": (person(AUTHOR, pk=3), ("may_start_article", *OWN)),
    "who is named and has no role": (person(pk=3), ()),
    "who is named, account closed": (person(AUTHOR, pk=3, is_active=False), ()),
    "who was its author": (person(), ()),
    "its author, account closed": (person(AUTHOR, is_active=False), ()),
    "an editor": (person(EDITOR, pk=2), ALL),
    "a chief editor": (person(CHIEF_EDITOR, pk=2), ALL),
    "an editor, account closed": (person(EDITOR, pk=2, is_active=False), ()),
    "a chief editor, account closed": (person(CHIEF_EDITOR, EDITOR, pk=2, is_active=False), ()),
    "somebody": (person(pk=2), ()),
}


@pytest.mark.parametrize(("who", "rights"), TABLE.values(), ids=TABLE)
def test_rights_in_a_draft(who, rights):
    draft = Draft()
    asked = {
        "may_start_article": permissions.may_start_article(who),
        "may_issue_notice": permissions.may_issue_notice(who),
    } | {name: getattr(permissions, name)(who, draft) for name in OWN}
    assert {name for name, may in asked.items() if may} == set(rights)


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        (person(AUTHOR), {"author"}),
        (person(EDITOR), {"editor"}),
        (person(CHIEF_EDITOR), {"editor", "chief editor"}),
        (person(EDITOR, AUTHOR), {"editor", "author"}),
        (person(), set()),
        (person(AUTHOR, EDITOR, CHIEF_EDITOR, is_active=False), set()),
    ],
)
def test_a_chief_editor_is_an_editor_and_nobody_else_is_more_than_they_are(who, roles):
    asked = {
        "author": permissions.is_author(who),
        "editor": permissions.is_editor(who),
        "chief editor": permissions.is_chief_editor(who),
    }
    assert {name for name, is_one in asked.items() if is_one} == roles

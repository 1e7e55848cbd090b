"""May this person? One short function a question; actions, views, API and querysets all ask here.

Whether the situation allows it is another question: see workflow.py and reviewers/policy.py.
"""

from typing import Any, Protocol

AUTHOR = "author"
EDITOR = "editor"
CHIEF_EDITOR = "chief editor"
ROLES = (AUTHOR, EDITOR, CHIEF_EDITOR)

# A user model is chosen by the application; here it is anything with `is_active`, `pk` and `roles`.
Person = Any


class Written(Protocol):
    """What these questions need to know of an article."""

    author_id: Any


def is_author(person: Person) -> bool:
    return person.is_active and AUTHOR in person.roles


def is_editor(person: Person) -> bool:
    return person.is_active and bool({EDITOR, CHIEF_EDITOR} & person.roles)


def is_chief_editor(person: Person) -> bool:
    return person.is_active and CHIEF_EDITOR in person.roles


def may_start_article(person: Person) -> bool:
    return is_author(person) or is_editor(person)


def may_edit(person: Person, article: Written) -> bool:
    """Editors may mend any draft; authors their own."""
    return is_editor(person) or (is_author(person) and article.author_id == person.pk)


def may_submit(person: Person, article: Written) -> bool:
    return may_edit(person, article)


def may_withdraw(person: Person, article: Written) -> bool:
    return may_edit(person, article)


def may_issue_notice(person: Person) -> bool:
    return is_editor(person)


def may_see_draft(person: Person, article: Written) -> bool:
    return may_edit(person, article)

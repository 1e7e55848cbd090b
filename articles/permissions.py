"""May this person? One short function a question; actions, views, API and querysets all ask here.

Whether the situation allows it is another question: see workflow.py and reviewers/policy.py.
"""

from typing import Any, Protocol

AUTHOR = "author"
EDITOR = "editor"
CHIEF_EDITOR = "chief editor"
ROLES = (AUTHOR, EDITOR, CHIEF_EDITOR)


class Person(Protocol):
    """Who does something, as far as this room needs to know them. The application chooses the user model."""

    @property
    def pk(self) -> int: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def roles(self) -> frozenset[str]: ...
    def get_full_name(self) -> str: ...


class Written(Protocol):
    """What these questions need to know of an article."""

    @property
    def author_id(self) -> int: ...
    @property
    def named_accounts(self) -> frozenset[int]: ...
    @property
    def is_deleted(self) -> bool: ...


def account(person: Person | None) -> Any:
    """The person as a foreign key to the user model takes them: a row of a model that this room does not know."""
    return person


def is_author(person: Person) -> bool:
    return person.is_active and AUTHOR in person.roles


def is_editor(person: Person) -> bool:
    return person.is_active and bool({EDITOR, CHIEF_EDITOR} & person.roles)


def is_chief_editor(person: Person) -> bool:
    return person.is_active and CHIEF_EDITOR in person.roles


def may_start_article(person: Person) -> bool:
    return is_author(person) or is_editor(person)


def writes(person: Person, article: Written) -> bool:
    """Whether it is their text: the draft is theirs, or they are named as author with their account.

    Asked of the article as it is now, so it ends when the name or the account is taken off.
    """
    return article.author_id == person.pk or person.pk in article.named_accounts


def may_edit(person: Person, article: Written) -> bool:
    """Editors may mend any draft; authors what they write."""
    return is_editor(person) or (is_author(person) and writes(person, article))


def keeps(person: Person, article: Written) -> bool:
    """Who may give the draft away or delete it: whose it is, and editors; not everybody who is named."""
    return is_editor(person) or (is_author(person) and article.author_id == person.pk)


def may_submit(person: Person, article: Written) -> bool:
    return may_edit(person, article)


def may_withdraw(person: Person, article: Written) -> bool:
    return may_edit(person, article)


def may_issue_notice(person: Person) -> bool:
    return is_editor(person)


def may_see_draft(person: Person, article: Written) -> bool:
    """A deleted draft is there for nobody."""
    return not article.is_deleted and may_edit(person, article)

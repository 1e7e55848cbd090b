"""Each free text of the house has one declared audience: everybody else finds it at no address and in no mail."""

import pytest
from django.core import mail
from django.test import Client

from articles.states import State
from editorial.accounts.models import User
from reviewers import mail as board_mail
from reviewers.models import Assignment
from tests import factories
from tests.editorial.addresses import addresses
from tests.editorial.canaries import CANARY, COMPANION, House, house
from tests.editorial.test_canary import texts, values_for
from tests.working import work_off

pytestmark = pytest.mark.django_db

# Who may find what, by the word that stands behind the canary (canaries.secret).
ROUND = {"message", "comment", "suggestion", "reply"}
LATER_ROUNDS = {"withdrawal", "changes", "title", "professional"}
WORKING_COPY = {"afterwards"}
CONFIDENCES = {"recusal"}
REQUEST = {"assignment"}
EVERYTHING = ROUND | LATER_ROUNDS | WORKING_COPY | CONFIDENCES | REQUEST
AUDIENCE = {
    "reader": set(),
    "another author": set(),
    "member not asked": set(),
    "member who stepped back": set(),
    "member of the first round": ROUND | REQUEST,
    "member of the round in review": ROUND | LATER_ROUNDS,
    "author": ROUND | LATER_ROUNDS | WORKING_COPY,
    "editor": EVERYTHING,
}


def viewer(who: str, secrets: House) -> User | None:
    asked = Assignment.objects.filter(revision__article=secrets.published).select_related("member__user")
    first = asked.filter(revision__number=1)
    if who == "reader":
        return None
    if who == "author":
        return secrets.author
    if who == "editor":
        return factories.editor()
    if who == "another author":
        return factories.author()
    if who == "member not asked":
        return secrets.member.user
    if who == "member who stepped back":
        return first.get(recused_at__isnull=False).member.user
    if who == "member of the first round":
        return first.filter(recused_at__isnull=True).first().member.user
    return asked.filter(revision__state=State.UNDER_REVIEW).first().member.user


def asked_everywhere(client: Client, secrets: House) -> dict[str, list[str]]:
    """What is found at which addresses: the word behind the canary -> paths."""
    answers = {each.path: texts(client.get(each.path)).lower() for each in addresses(values_for(secrets))}
    return {
        what: [path for path, text in answers.items() if f"{CANARY}{what} {COMPANION}" in text] for what in EVERYTHING
    }


@pytest.fixture(scope="module")
def shared(rows_of_module: None) -> tuple[House, dict[str, list[str]]]:
    """One house for everybody, and what a reader finds in it; its pages are made with that and stay for the others."""
    secrets = house()
    return secrets, asked_everywhere(Client(), secrets)


@pytest.mark.parametrize("who", AUDIENCE)
def test_everybody_finds_what_is_meant_for_them_and_nothing_else(client, shared, who):
    secrets, found = shared
    if person := viewer(who, secrets):
        client.force_login(person)
        found = asked_everywhere(client, secrets)
    assert {what: paths for what, paths in found.items() if paths and what not in AUDIENCE[who]} == {}
    # The words of a request stand in the queue only while the review is due, so they are not sought here.
    assert AUDIENCE[who] - REQUEST <= {what for what, paths in found.items() if paths}, "what is theirs they do find"


def test_a_mail_tells_nobody_what_is_not_for_them(shared):
    secrets, _found = shared
    work_off()
    told = [message for message in mail.outbox if f"{CANARY}recusal" in message.body + message.subject]
    assert told
    assert {to for message in told for to in message.to} <= board_mail.editors()
    others = [message for message in mail.outbox if set(message.to) - board_mail.editors()]
    assert secrets.author.email in {to for message in others for to in message.to}
    hidden = CONFIDENCES | REQUEST | WORKING_COPY
    assert not [message for message in others for what in hidden if f"{CANARY}{what}" in message.body]

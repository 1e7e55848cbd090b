"""The administration: people, members and policy can be changed; content and evidence can be read."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from articles.admin import WithHistory
from articles.models import Article, Statement
from editorial.accounts.models import User
from editorial.inbox.models import Question
from reviewers.models import Member, ReviewPolicy
from tests import factories

pytestmark = pytest.mark.django_db
EDITABLE = {User, Member, ReviewPolicy}
OURS = [
    model for model in admin.site._registry if model._meta.app_label in ("articles", "reviewers", "accounts", "reading")
]


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.org", "Root", factories.PASSWORD))
    return client


def page(model: type, name: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_opens_and_only_people_members_and_policy_can_be_changed(operator: Client, model: type) -> None:
    factories.approved()
    assert operator.get(page(model, "changelist")).status_code == 200
    row = model._default_manager.first()  # type: ignore[attr-defined]
    may_add = model in EDITABLE - {ReviewPolicy}
    assert operator.get(page(model, "add")).status_code == (200 if may_add else 403)
    if row is None:
        return
    change = page(model, "change", row.pk)
    assert operator.get(change).status_code == 200
    if model not in EDITABLE:
        assert operator.post(change, {"title": "x"}).status_code == 403
    assert operator.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_content_shows_its_history_and_cannot_be_put_back_from_it(operator: Client) -> None:
    article = factories.draft()
    statement = article.statements.first()
    assert statement
    assert operator.get(page(Statement, "history", statement.pk)).status_code == 200
    old = page(Statement, "simple_history", statement.pk, statement.history.latest().pk)
    assert operator.get(old).status_code == 200
    operator.post(old, {"professional": "Forged", "_save": "Revert"})
    assert Statement.objects.get(pk=statement.pk).professional == statement.professional
    assert statement.history.count() == 1


WITH_HISTORY = [model for model in OURS if isinstance(admin.site._registry[model], WithHistory)]
NO_KEY = ["nonsense", "0", "7c1ae6a7-1a3c-4f5b-9f73-2e4a2a7f9a11", "nonsense_5Fnonsense"]


@pytest.mark.parametrize("model", WITH_HISTORY, ids=lambda model: model.__name__)
def test_the_history_of_what_is_not_there_is_not_found(operator: Client, model: type) -> None:
    for key in NO_KEY:
        assert operator.get(page(model, "history", key)).status_code in (403, 404), key
        for version in ("nonsense", "0", "999999999999999999999"):
            assert operator.get(page(model, "simple_history", key, version)).status_code in (403, 404), (key, version)


def test_a_person_is_added_with_roles_and_switched_off(operator: Client) -> None:
    form = {
        "email": "new@example.org",
        "name": "New Author",
        "usable_password": "true",
        "password1": factories.PASSWORD,
        "password2": factories.PASSWORD,
        "groups": [User.groups.field.related_model.objects.get(name="author").pk],
    }
    answer = operator.post(page(User, "add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    person = User.objects.get(email="new@example.org")
    assert person.roles == {"author"}
    change = {"email": person.email, "name": person.name, "groups": form["groups"]}
    assert operator.post(page(User, "change", person.pk), change).status_code == 302
    assert not User.objects.get(pk=person.pk).is_active


def test_the_same_address_in_other_letters_is_the_same_person(operator: Client) -> None:
    factories.author()
    taken = User.objects.exclude(email="root@example.org").get().email
    form = {
        "email": taken.upper(),
        "name": "Twin",
        "usable_password": "true",
        "password1": factories.PASSWORD,
        "password2": factories.PASSWORD,
    }
    assert operator.post(page(User, "add"), form).status_code == 200
    assert User.objects.filter(email__iexact=taken).count() == 1


def test_the_policy_is_changed_with_its_history(operator: Client) -> None:
    form = {
        "signoffs_required": 3,
        "review_interval_months": 6,
        "review_days": 10,
        "question_retention_days": 90,
    }
    assert operator.post(page(ReviewPolicy, "change", 1), form).status_code == 302
    policy = ReviewPolicy.objects.get()
    assert policy.signoffs_required == 3
    assert policy.history.latest().history_user.email == "root@example.org"


def test_a_reader_may_have_their_question_deleted(operator: Client) -> None:
    from django.utils import timezone

    question = Question.objects.create(text="?", asked_at=timezone.now(), delete_after=timezone.localdate())
    assert operator.post(page(Question, "delete", question.pk), {"post": "yes"}).status_code == 302
    assert not Question.objects.exists()


def test_an_author_is_no_operator(client: Client) -> None:
    client.force_login(factories.author())
    answer = client.get(page(Article, "changelist"))
    assert answer.status_code in (302, 403)
    assert b"changelist" not in answer.content

"""Every field of every form in the house asks which characters a text may hold; none is left out by being new."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.contrib import admin
from django.http import HttpRequest

import editorial
from articles.fields import LineField, ProseField
from articles.models import Article
from editorial.accounts.models import User
from reviewers.models import Member
from tests import factories

BAD = ["\0", "\u0007", "\u0008", "\x1f", "\x7f", "\x80", "\ufffe", "\u202e", "\u2066"]
# What is compared or looked up, and never kept: not words.
NO_WORDS = {"node", "password", "digest", "website", "once", "was"}


def forms_of_the_house() -> Iterator[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(editorial.__path__, "editorial."):
        if ".migrations" not in module.name and module.name not in ("editorial.wsgi",):
            importlib.import_module(module.name)
    waiting = [forms.BaseForm]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith(("editorial.", "reviewers.", "articles.")):
                yield each


def fields() -> list[tuple[str, forms.Field]]:
    found = [
        (f"{form.__name__}.{name}", field)
        for form in forms_of_the_house()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and name not in NO_WORDS
        and not isinstance(field, forms.EmailField | forms.UUIDField)
    ]
    assert len(found) > 40
    return found


def test_every_field_for_words_refuses_them_at_the_field() -> None:
    for called, field in fields():
        assert isinstance(field, LineField | ProseField), called
        for sign in BAD:
            with pytest.raises(forms.ValidationError) as refused:
                field.clean(f"Give {sign}05 mg")
            assert f"U+{ord(sign):04X}" in refused.value.messages[0], called
            with pytest.raises(forms.ValidationError):
                field.clean(f"05 mg{sign}")  # at the end too, where Python takes some of them for space


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Member, User])
def test_the_administration_asks_too(model: type) -> None:
    request = HttpRequest()
    request.user = factories.person(is_staff=True, is_superuser=True)
    row = factories.member() if model is Member else request.user
    for change in (False, True):
        form = admin.site._registry[model].get_form(request, row if change else None, change=change)
        words = [name for name, field in form.base_fields.items() if isinstance(field, LineField | ProseField)]
        assert set(words) >= ({"name", "credentials", "specialty", "disclosure"} if model is Member else {"name"})
        sent = form(dict.fromkeys(words, "Dr \u202eReliab"))
        assert not sent.is_valid()
        for name in words:
            assert "U+202E" in str(sent.errors[name])


@pytest.mark.django_db
@pytest.mark.parametrize("sign", BAD)
def test_at_the_desk_the_sentence_stands_there_and_what_was_typed_too(client, sign: str) -> None:
    article = factories.draft()
    client.force_login(article.author)
    row = article.statements.first()
    address = f"/desk/articles/{article.pk}/statements/{row.pk}/"
    sent = {"version": row.version, "professional": f"Give {sign}05 mg", "plain": "Keep me", "style": row.style}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert f"U+{ord(sign):04X}" in answer.content.decode()
    assert "Keep me" in answer.content.decode()
    assert type(row).objects.get(pk=row.pk).professional == row.professional
    assert Article.objects.get(pk=article.pk).version == article.version

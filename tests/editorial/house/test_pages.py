"""The pages of the house are records: the chief editor changes them, nothing of the past is lost."""

import pytest

from articles.states import Forbidden, Refused
from editorial.house import pages
from editorial.house.models import LONGEST_BODY, HousePage
from editorial.press.models import PressedPage, PressGeneration
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> HousePage:
    return HousePage.objects.get(pk="editorial-policy")


def test_a_new_house_has_its_pages(client):
    for slug in ("editorial-policy", "disclaimer", "board", "privacy"):
        assert client.get(f"/about/{slug}/").status_code == 200
    assert client.get("/about/nothing/").status_code == 404


def test_default_texts_never_replace_what_the_editor_wrote(policy):
    pages.edit(page=policy, version=1, title="Our policy", body="Ours.", actor=factories.chief_editor())
    pages.make_default_pages()
    assert HousePage.objects.get(pk=policy.pk).body == "Ours."


def test_the_chief_editor_changes_a_page_and_both_versions_can_be_read(client, policy):
    chief = factories.chief_editor(name="Dr Chief")
    pages.edit(page=policy, version=1, title="Our policy", body="New **words**.", actor=chief)
    now = client.get("/about/editorial-policy/").content.decode()
    assert "<strong>words</strong>" in now
    assert "Dr Chief" in now
    then = client.get("/about/editorial-policy/1/").content.decode()
    assert "How an article comes about" in then
    assert "New" not in then.split("<main")[1]
    assert client.get("/about/editorial-policy/3/").status_code == 404


@pytest.mark.parametrize("who", [factories.editor, factories.author, factories.person])
def test_nobody_else_may(policy, who):
    with pytest.raises(Forbidden):
        pages.edit(page=policy, version=1, title="x", body="y", actor=who())
    assert HousePage.objects.get(pk=policy.pk).version == 1


def test_a_former_chief_editor_may_not(policy):
    with pytest.raises(Forbidden):
        pages.edit(page=policy, version=1, title="x", body="y", actor=factories.chief_editor(is_active=False))


def test_a_text_may_be_as_long_as_the_form_lets_it_be_and_no_longer(policy):
    chief = factories.chief_editor()
    with pytest.raises(Refused, match="The text may have at most 100000 characters. Nothing was saved."):
        pages.edit(page=policy, version=1, title="A", body="x" * (LONGEST_BODY + 1), actor=chief)
    assert HousePage.objects.get(pk=policy.pk).version == 1
    assert pages.edit(page=policy, version=1, title="A", body="x" * LONGEST_BODY, actor=chief).version == 2


def test_two_editors_at_once_lose_nothing(policy):
    chief = factories.chief_editor()
    pages.edit(page=policy, version=1, title="A", body="first", actor=chief)
    with pytest.raises(pages.PageConflict) as conflict:
        pages.edit(page=policy, version=1, title="A", body="second", actor=chief)
    assert conflict.value.current.body == "first"


@pytest.mark.parametrize(("title", "body"), [("", "text"), ("title", "  "), ("t" * 201, "text")])
def test_a_text_that_cannot_stand_is_refused_and_nothing_is_saved(policy, title, body):
    with pytest.raises(Refused, match="Nothing was saved"):
        pages.edit(page=policy, version=1, title=title, body=body, actor=factories.chief_editor())
    assert HousePage.objects.get(pk=policy.pk).version == 1


def test_saving_the_same_again_is_no_new_version(policy):
    pages.edit(page=policy, version=1, title=policy.title, body=policy.body, actor=factories.chief_editor())
    assert policy.history.count() == 1


def test_a_hostile_text_is_only_text(client, policy):
    body = '<script>alert(1)</script> [x](javascript:alert(1)) [y](//evil.example) <img src=x onerror="alert(1)">'
    pages.edit(page=policy, version=1, title="<b>Bold</b>", body=body, actor=factories.chief_editor())
    page = client.get("/about/editorial-policy/").content.decode().split("<main")[1]
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>Bold" not in page
    assert 'href="javascript' not in page
    assert 'href="//' not in page


def test_paper_is_printed_anew_with_a_new_disclaimer(client):
    article = factories.approved().article
    client.get(f"/articles/{article.slug}/article.pdf")
    assert PressedPage.objects.filter(path__endswith=".pdf").exists()
    before = PressGeneration.objects.get().number
    page = HousePage.objects.get(pk="disclaimer")
    pages.edit(page=page, version=1, title=page.title, body="Read with care.", actor=factories.chief_editor())
    assert not PressedPage.objects.filter(path__endswith=".pdf").exists()
    assert PressGeneration.objects.get().number > before
    assert pages.disclaimer() == "Read with care."

"""Who is named as author: rows that the writer keeps in order, and what of them a revision freezes."""

from functools import partial

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from articles import journal, workflow
from articles.models import Article, Author, Revision
from articles.states import Forbidden, Refused, Stale
from articles.working_copy import byline, drafting, moving, removing
from articles.working_copy.byline import MOST_AUTHORS, add_author
from reviewers import board
from reviewers.proof import standing
from tests import factories
from tests.lifted import lift_guard

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return factories.draft(by=factories.author(name="Ada Author"))


def names(article: Article) -> list[str]:
    return [author["name"] for author in byline.frozen(article)]


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def rename(author: Author, name: str) -> None:
    author = Author.objects.get(pk=author.pk)
    drafting.edit(row=author, version=author.version, values={"name": name}, actor=author.article.author)


def is_sound(article: Article) -> bool:
    return [*journal.faults(article), *standing.faults(fresh(article))] == []


def test_who_starts_an_article_is_its_first_author(article):
    (author,) = article.authors.all()
    assert (author.name, author.credentials, author.account) == ("Ada Author", "", article.author)
    assert author.history.get().history_user == article.author


def test_an_account_without_a_name_is_nobody_and_with_no_author_nothing_is_submitted(article):
    nameless = factories.author()
    nameless.name = ""
    nameless.save()
    article = factories.draft(by=nameless)
    assert names(article) == []
    with pytest.raises(Refused, match="Nobody is named as author"):
        workflow.submit(article=article, actor=nameless)
    assert not article.revisions.exists()


def test_authors_are_frozen_in_order_with_their_credentials_and_sealed_by_the_submission(article):
    add_author(article=article, name="Ben Ola", credentials="RN, MSc", actor=article.author)
    revision = factories.submitted(article)
    wanted = [{"name": "Ada Author", "credentials": ""}, {"name": "Ben Ola", "credentials": "RN, MSc"}]
    assert Revision.objects.get(pk=revision.pk).authors == wanted
    assert article.events.get(kind="submitted").data["authors"] == wanted
    assert is_sound(article)


def test_what_happens_to_authors_later_is_in_the_next_revision_only(article):
    ben = add_author(article=article, name="Ben Ola", actor=article.author)
    first = factories.approved(article)
    rename(ben, "Benedikt Ola")
    removing.remove(row=(gone := article.authors.first()), version=gone.version, actor=article.author)
    statement = article.statements.first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "Newer."}, actor=article.author)
    second = factories.approved(fresh(article))
    told = [[author["name"] for author in each.authors] for each in (Revision.objects.get(pk=first.pk), second)]
    assert told == [["Ada Author", "Ben Ola"], ["Benedikt Ola"]]
    assert is_sound(article)


def test_an_author_alone_is_change_enough_for_a_new_revision(article):
    factories.approved(article)
    with pytest.raises(Refused, match="Nothing has changed"):
        factories.submitted(fresh(article))
    add_author(article=article, name="Ben Ola", actor=article.author)
    assert len(factories.submitted(fresh(article)).authors) == 2


def test_an_editor_who_submits_is_neither_author_nor_contributor(article):
    revision = workflow.submit(article=article, actor=factories.editor(name="Ed Editor"))
    assert (revision.submitted_by_name, revision.authors[0]["name"]) == ("Ed Editor", "Ada Author")
    assert revision.contributors == []


def test_everybody_else_who_wrote_is_kept_apart_by_name_and_sealed(article):
    zoe, ed = (factories.editor(name=name) for name in ("Zoë Editor", "Ed Editor"))
    for person in (zoe, ed, article.author):
        statement = article.statements.first()
        drafting.edit(row=statement, version=statement.version, values={"plain": f"By {person}."}, actor=person)
    revision = factories.submitted(fresh(article))
    assert revision.contributors == ["Ed Editor", "Zoë Editor"]
    assert article.events.get(kind="submitted").data["contributors"] == ["Ed Editor", "Zoë Editor"]


def test_contributors_are_those_since_the_text_that_was_approved(article):
    editor = factories.editor(name="Ed Editor")
    statement = article.statements.first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "By Ed."}, actor=editor)
    assert factories.approved(fresh(article)).contributors == ["Ed Editor"]
    drafting.edit(row=statement, version=statement.version + 1, values={"plain": "By Ada."}, actor=article.author)
    assert factories.approved(fresh(article)).contributors == []


def test_a_contributor_who_is_named_as_author_is_told_once(article):
    editor = factories.editor(name="Ed Editor")
    statement = article.statements.first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "By Ed."}, actor=editor)
    add_author(article=article, name="Edward Editor", account=editor, actor=article.author)
    assert factories.submitted(fresh(article)).contributors == []


def test_the_approval_tells_who_wrote_it(article):
    approval = factories.approved(article).article.events.get(kind="approved")
    assert approval.data["authors"] == [{"name": "Ada Author", "credentials": ""}]
    assert approval.data["contributors"] == []


def test_rows_that_name_others_than_the_journal_are_a_fault(article):
    revision = factories.approved(article)
    lift_guard("guard_articles_revision_fixed_columns")
    Revision.objects.filter(pk=revision.pk).update(authors=[{"name": "Forged", "credentials": ""}])
    assert list(standing.faults(fresh(article))) == [
        "Revision 1 names other people than event 2 does.",
        f"Revision 1 names other people than event {article.events.get(kind='approved').sequence} does.",
    ]


def test_the_last_author_stays(article):
    with pytest.raises(Refused, match="at least one author"):
        removing.remove(row=(gone := article.authors.get()), version=gone.version, actor=article.author)
    assert names(article) == ["Ada Author"]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("", "blank"),
        (" \t\n ", "blank"),
        ("A" * 201, "200 characters"),
        ("Ada \u202eAuthor", "no text may hold"),
        ("Ada\x00", "no text may hold"),
        ("\ud800", "no text may hold"),
    ],
)
def test_a_name_that_cannot_stand_is_refused_and_nothing_is_written(article, name, complaint):
    author = article.authors.get()
    for act in (
        partial(add_author, article=article, name=name, actor=article.author),
        partial(drafting.edit, row=author, version=1, values={"name": name}, actor=article.author),
    ):
        with pytest.raises(Refused, match=complaint):
            act()
    assert names(article) == ["Ada Author"]
    assert Author.history.count() == 1


def test_names_are_kept_as_people_write_them(article):
    strange = "<b>Ó’Neill</b> & Sons 李小龍 𝒜"
    assert add_author(article=article, name=f"  {strange}\n", actor=article.author).name == strange


def test_fifty_authors_stand_and_a_hundred_and_first_is_refused(article):
    for number in range(2, MOST_AUTHORS + 1):
        add_author(article=article, name=f"Author {number}", actor=article.author)
    with pytest.raises(Refused, match="at most 100 authors"):
        add_author(article=article, name="One too many", actor=article.author)
    assert len(factories.submitted(article).authors) == MOST_AUTHORS
    assert is_sound(article)


def test_an_author_moves_one_place_and_the_same_request_twice_moves_once(article):
    for name in ("B", "C"):
        last = add_author(article=article, name=name, actor=article.author)
    moving.shift(row=last, version=1, earlier=True, actor=article.author)
    assert names(article) == ["Ada Author", "C", "B"]
    with pytest.raises(Stale, match="Nothing was moved"):
        moving.shift(row=last, version=1, earlier=True, actor=article.author)
    assert names(article) == ["Ada Author", "C", "B"]
    moving.shift(row=last, version=2, earlier=False, actor=article.author)
    assert names(article) == ["Ada Author", "B", "C"]


def test_moving_beyond_an_end_changes_nothing(article):
    author = article.authors.get()
    for earlier in (True, False):
        moving.shift(row=author, version=1, earlier=earlier, actor=article.author)
    assert Author.history.count() == 1


def test_a_removed_author_leaves_a_gap_that_moving_closes(article):
    rows = [add_author(article=article, name=name, actor=article.author) for name in ("B", "C")]
    removing.remove(row=(gone := rows[0]), version=gone.version, actor=article.author)
    moving.shift(row=rows[1], version=1, earlier=True, actor=article.author)
    assert names(article) == ["C", "Ada Author"]
    with pytest.raises(Stale):
        moving.shift(row=rows[0], version=1, earlier=True, actor=article.author)


def test_two_who_rename_at_once_are_told_of_each_other(article):
    author = article.authors.get()
    rename(author, "Ada B. Author")
    with pytest.raises(drafting.Conflict) as caught:
        drafting.edit(row=author, version=1, values={"name": "Ada C. Author"}, actor=article.author)
    assert caught.value.current.name == "Ada B. Author"


def test_only_the_author_and_editors_name_authors(article):
    stranger, author = factories.author(), article.authors.get()
    for act in (
        lambda: add_author(article=article, name="X", actor=stranger),
        lambda: moving.shift(row=author, version=1, earlier=True, actor=stranger),
        lambda: drafting.edit(row=author, version=1, values={"name": "X"}, actor=stranger),
        lambda: removing.remove(row=author, version=author.version, actor=stranger),
    ):
        with pytest.raises(Forbidden):
            act()
    added = add_author(article=article, name="X", actor=factories.editor())
    assert list(article.authors.order_by("position")) == [author, added]


def test_a_deactivated_author_is_still_named(article):
    revision = factories.submitted(article)
    article.author.is_active = False
    article.author.save()
    editor = factories.editor()
    workflow.withdraw(revision=revision, actor=editor, reason="Again")
    again = workflow.submit(article=fresh(article), actor=editor)
    assert [author["name"] for author in again.authors] == ["Ada Author"]


def test_an_account_that_is_named_is_not_deleted(article):
    named = factories.person(name="Ben Ola")
    add_author(article=article, name="Ben Ola", account=named, actor=article.author)
    with pytest.raises(ProtectedError), transaction.atomic():
        named.delete()


def test_an_account_that_was_named_in_a_draft_and_then_deleted_breaks_nothing(article):
    named = factories.person(name="Ben Ola")
    author = add_author(article=article, name="Ben Ola", account=named, actor=article.author)
    removing.remove(row=author, version=author.version, actor=article.author)
    named.delete()
    factories.approved(fresh(article))
    assert is_sound(article)


def test_importing_over_it_names_the_same_authors(article):
    add_author(article=article, name="Ben Ola", actor=article.author)
    drafting.replace_document(article=article, document=factories.sample_document(), actor=factories.editor())
    assert names(article) == ["Ada Author", "Ben Ola"]


def test_history_of_authors_is_sealed(article):
    revision = factories.submitted(article)
    board.assign(revision=revision, member=factories.member(), actor=factories.editor())
    Author.history.update(credentials="Nobel Prize")
    assert list(journal.faults(article)) == ["The row history sealed by event 1 was changed."]

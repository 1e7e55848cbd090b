"""Archive, take back and delete at the desk: out of every list, and the page that says what goes."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.models import Article, SetAside, Statement
from articles.working_copy import byline, drafting, removing
from articles.working_copy.acts import latest
from editorial.inbox import questions
from editorial.inbox.models import Question
from reviewers import board
from tests import factories
from tests.working import work_off

MINE, ALL = reverse("desk:mine"), reverse("desk:all")


def address(article: Article, name: str) -> str:
    return reverse(f"desk:{name}", args=[article.pk])


def of_mine(client: Client, **query: str) -> list[Article]:
    return [entry.article for entry in client.get(MINE, query).context["entries"]]


def of_all(client: Client, **query: str) -> list[Article]:
    return [entry.article for entry in client.get(ALL, query).context["listed"]]


def test_an_archived_article_is_in_no_list_but_the_archive(at_desk: Client, editing: Client, article: Article) -> None:
    assert at_desk.get(address(article, "archive")).status_code == 405
    answer = at_desk.post(address(article, "archive"))
    assert answer["Location"] == address(article, "article")
    assert of_mine(at_desk) == of_all(editing) == of_all(editing, standing="draft") == []
    assert of_mine(at_desk, q="Baastrup") == []
    assert of_mine(at_desk, show="archived") == of_all(editing, standing="archived") == [article]
    assert of_mine(at_desk, show="archived", q="Baastrup") == [article]
    assert of_mine(at_desk, show="archived", q="gout") == []
    page = at_desk.get(address(article, "article")).content.decode()
    assert "Take it back from the archive" in page
    assert "This article is archived. Take it back from the archive before you submit it." in page
    assert at_desk.post(address(article, "submit")).status_code == 409
    at_desk.post(address(article, "take-back"))
    assert of_mine(at_desk) == of_all(editing) == [article]
    assert of_mine(at_desk, show="archived") == []


def test_an_edit_of_an_archived_article_is_refused_and_the_text_given_back(at_desk: Client, article: Article) -> None:
    at_desk.post(address(article, "archive"))
    statement = article.statements.first()
    node = reverse("desk:node", args=[article.pk, "statements", statement.pk])
    answer = at_desk.post(node, {"version": 1, "professional": "My words.", "style": "paragraph"})
    assert answer.status_code == 409
    assert "My words." in answer.content.decode()
    assert "Take it back from the archive first" in answer.content.decode()


def test_what_was_sent_back_and_is_archived_leaves_the_pipeline(editing: Client) -> None:
    revision, (member, _other) = factories.under_review()
    board.request_changes(revision=revision, actor=member.user, reason="No.", digest=revision.digest)
    column = reverse("desk:column", args=["changes-requested"])
    assert list(editing.get(column).context["rows"]) == [revision]
    assert editing.post(address(revision.article, "archive")).status_code == 302
    assert list(editing.get(column).context["rows"]) == []


def test_a_published_article_says_why_it_is_not_archived(editing: Client) -> None:
    article = factories.approved().article
    answer = editing.post(address(article, "archive"))
    assert answer.status_code == 409
    assert "taken from them by a notice" in answer.content.decode()
    page = editing.get(address(article, "article")).content.decode()
    assert "taken from them by a notice" in page
    assert address(article, "archive") not in page
    assert address(article, "delete") not in page


def test_the_page_says_what_goes_and_then_it_is_gone(at_desk: Client, editing: Client, article: Article) -> None:
    page = at_desk.get(address(article, "delete"))
    assert page.context["going"].statements == Statement.objects.count()
    assert f"{Statement.objects.count()} statements" in page.content.decode()
    answer = at_desk.post(address(article, "delete"), {"shown": latest(article)})
    assert answer["Location"] == MINE
    assert "is deleted" in at_desk.get(MINE).content.decode()
    assert of_mine(at_desk) == of_mine(at_desk, show="archived") == of_all(editing) == []
    assert not Statement.objects.exists()
    for client in (at_desk, editing):
        for name in ("article", "delete", "history", "about"):
            assert client.get(address(article, name)).status_code == 404, name
        for name in ("archive", "take-back", "submit", "delete"):
            assert client.post(address(article, name)).status_code == 404, name


@pytest.mark.parametrize("sent", [{}, {"shown": ""}, {"shown": "x"}, {"shown": "0"}])
def test_nothing_is_deleted_without_what_was_shown(at_desk: Client, article: Article, sent: dict[str, str]) -> None:
    answer = at_desk.post(address(article, "delete"), sent)
    assert answer.status_code in (409, 422)
    assert Article.objects.get().set_aside == ""
    assert f'name="shown" value="{latest(article)}"' in answer.content.decode()


def test_a_change_in_between_is_said_and_the_next_time_it_goes(at_desk: Client, article: Article, editor) -> None:
    seen = latest(article)
    drafting.edit(row=article.statements.first(), version=1, values={"plain": "x"}, actor=editor)
    answer = at_desk.post(address(article, "delete"), {"shown": seen})
    assert answer.status_code == 409
    assert "look at it again" in answer.content.decode()
    assert at_desk.post(address(article, "delete"), {"shown": latest(article)}).status_code == 302


def test_what_was_submitted_is_offered_the_archive(at_desk: Client, article: Article, author) -> None:
    workflow.withdraw(revision=factories.submitted(article), actor=author, reason="Later.")
    page = at_desk.get(address(article, "delete")).content.decode()
    assert "It was submitted to the board, so its record stays." in page
    assert "Delete it for good" not in page
    assert at_desk.post(address(article, "delete"), {"shown": latest(article)}).status_code == 409


def test_a_coauthor_archives_but_does_not_delete(article: Article, author, signed_in) -> None:
    coauthor = factories.author()
    byline.add_author(article=article, name="Cora", account=coauthor, actor=author)
    client = signed_in(coauthor)
    assert address(article, "delete") not in client.get(address(article, "article")).content.decode()
    assert "Delete it for good" not in client.get(address(article, "delete")).content.decode()
    assert client.post(address(article, "delete"), {"shown": latest(article)}).status_code == 403
    assert client.post(address(article, "archive")).status_code == 302
    assert Article.objects.get().set_aside == SetAside.ARCHIVED


@pytest.mark.parametrize("how", ["archived", "deleted"])
def test_a_reader_s_question_waits_again_when_its_draft_is_set_aside(editing: Client, editor, how: str) -> None:
    asked = questions.keep(kind=Question.Kind.QUESTION, article=factories.approved().article, text="Does rest help?")
    draft = questions.start_draft(question=asked, title="Does rest help?", actor=editor)
    if how == "archived":
        editing.post(address(draft, "archive"))
    else:
        editing.post(address(draft, "delete"), {"shown": latest(draft)})
    asked.refresh_from_db()
    assert (asked.status, asked.answer) == (Question.Status.OPEN, None)
    assert editing.get(reverse("desk:question", args=[asked.pk])).status_code == 200


@pytest.mark.parametrize(("name", "subject"), [("archive", "Archived: "), ("delete", "Draft deleted: ")])
def test_the_authors_hear_what_an_editor_did(
    editing: Client, article: Article, author, name: str, subject: str
) -> None:
    coauthor = factories.author()
    byline.add_author(article=article, name="Cora", account=coauthor, actor=author)
    assert editing.post(address(article, name), {"shown": latest(article)}).status_code == 302
    work_off()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([author.email, coauthor.email])
    assert {message.subject for message in mail.outbox} == {subject + article.title}


def test_a_draft_is_handed_over_and_leaves_the_list_of_who_is_not_named(
    at_desk: Client, article: Article, author, signed_in
) -> None:
    other = factories.author(name="Olga Other")
    row = article.authors.get()
    byline.add_author(article=article, name="Nobody Here", actor=author)
    removing.remove(row=row, version=row.version, shown=latest(article), actor=author)
    page = at_desk.get(address(article, "article")).content.decode()
    assert address(article, "hand-over") in page
    form = at_desk.get(address(article, "hand-over"))
    assert f'name="shown" value="{author.pk}"' in form.content.decode()
    sent = {"shown": author.pk, "to": other.email.upper(), "reason": "I leave."}
    answer = at_desk.post(address(article, "hand-over"), sent)
    assert answer["Location"] == MINE
    assert "It is the draft of Olga Other now." in at_desk.get(MINE).content.decode()
    assert at_desk.get(address(article, "article")).status_code == 404
    theirs = signed_in(other)
    assert of_mine(theirs) == [article]
    history = theirs.get(address(article, "history")).content.decode()
    assert "handed the draft over" in history
    assert "to Olga Other" in history
    assert "I leave." in history
    work_off()
    assert [message.to for message in mail.outbox] == [[other.email]]
    assert mail.outbox[0].subject == f"Handed over: {article.title}"
    assert "I leave." in mail.outbox[0].body


def test_who_stays_named_goes_on_writing(at_desk: Client, article: Article, author) -> None:
    sent = {"shown": author.pk, "to": factories.author().email}
    assert at_desk.post(address(article, "hand-over"), sent)["Location"] == address(article, "article")
    assert at_desk.get(address(article, "article")).status_code == 200
    assert at_desk.post(address(article, "hand-over"), sent | {"to": author.email}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"to": ""}, 422, "This field is required."),
        ({"to": "no address"}, 422, "valid email address"),
        ({"to": "nobody@example.org"}, 422, "Nobody here has this address."),
        ({"shown": "x"}, 422, ""),
        ({"shown": "0"}, 409, "Meanwhile this draft was handed over"),
        ({"reason": "x" * 10_001}, 422, "10000"),
        ({"reason": "a\u202eb"}, 422, ""),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stands(
    at_desk: Client, article: Article, author, wrong: dict[str, str], status: int, sentence: str
) -> None:
    sent = {"shown": author.pk, "to": factories.author().email, "reason": "Typed."}
    answer = at_desk.post(address(article, "hand-over"), sent | wrong)
    assert answer.status_code == status
    page = answer.content.decode()
    assert sentence in page
    assert "Typed." in page or "reason" in wrong
    assert Article.objects.get().author == author


def test_neither_a_member_nor_who_only_reads_can_take_it(at_desk: Client, article: Article, author) -> None:
    for person in (factories.member().user, factories.person(), factories.author(is_active=False)):
        answer = at_desk.post(address(article, "hand-over"), {"shown": author.pk, "to": person.email})
        assert answer.status_code == 409
        assert "Only an author or an editor can take the draft." in answer.content.decode()


def test_in_review_the_page_says_why_not(at_desk: Client, article: Article, author) -> None:
    factories.submitted(article)
    assert address(article, "hand-over") not in at_desk.get(address(article, "article")).content.decode()
    assert "when that is decided or withdrawn" in at_desk.get(address(article, "hand-over")).content.decode()
    sent = {"shown": author.pk, "to": factories.author().email}
    assert at_desk.post(address(article, "hand-over"), sent).status_code == 409


def test_a_coauthor_does_not_give_it_away(article: Article, author, signed_in) -> None:
    coauthor = factories.author()
    byline.add_author(article=article, name="Cora", account=coauthor, actor=author)
    client = signed_in(coauthor)
    assert address(article, "hand-over") not in client.get(address(article, "article")).content.decode()
    assert 'name="to"' not in client.get(address(article, "hand-over")).content.decode()
    sent = {"shown": author.pk, "to": coauthor.email}
    assert client.post(address(article, "hand-over"), sent).status_code == 403

"""The history of an article and of one sentence, for those who work on it."""

from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.models import Article, Event, Statement
from articles.working_copy import drafting, removing
from reviewers import board
from tests import factories


def history(article: Article) -> str:
    return reverse("desk:history", args=[article.pk])


def test_decisions_are_told_in_sentences(at_desk: Client, article: Article) -> None:
    revision, (first, _second) = factories.under_review(article)
    board.request_changes(revision=revision, actor=first.user, reason="Cite the rates.", digest=revision.digest)
    page = at_desk.get(history(article)).content.decode()
    told = [each.deed for each in at_desk.get(history(article)).context["told"]]
    assert told == [
        "sent the revision back",
        "requested changes",
        "asked a board member to review",
        "asked a board member to review",
        "opened the review",
        "submitted a revision",
        "started the article",
    ]
    assert "Cite the rates." in page
    assert first.name in page


def test_every_kind_of_event_has_its_words(at_desk: Client, article: Article) -> None:
    factories.approved(article)
    for each in at_desk.get(history(article)).context["told"]:
        assert "_" not in each.deed, each.event.kind


def test_a_sound_journal_is_said_to_hold(at_desk: Client, article: Article) -> None:
    factories.approved(article)
    assert "The journal holds" in at_desk.get(history(article) + "?verify=1").content.decode()
    assert "The journal holds" not in at_desk.get(history(article)).content.decode()


def test_a_change_behind_the_journals_back_is_shown(at_desk: Client, article: Article) -> None:
    factories.submitted(article)
    Statement.history.filter(article_id=article.pk).first().delete()
    page = at_desk.get(history(article) + "?verify=1").content.decode()
    assert "The journal does not hold." in page
    assert "The row history sealed by event" in page


def test_who_works_on_it_may_read_it_and_nobody_else(article: Article, signed_in) -> None:
    revision, (member, recused) = factories.under_review(article)
    board.recuse(revision=revision, actor=recused.user, reason="On leave.")
    assert signed_in(member.user).get(history(article)).status_code == 200
    assert signed_in(recused.user).get(history(article)).status_code == 404
    assert signed_in(factories.member().user).get(history(article)).status_code == 404
    assert signed_in(factories.author()).get(history(article)).status_code == 404
    assert signed_in(factories.editor()).get(history(article)).status_code == 200


def test_who_changed_a_sentence_and_what(at_desk: Client, article: Article, editor) -> None:
    statement = article.statements.get(professional="Dynamic films omitted")
    stub = article.references.get(key="3")
    drafting.edit(
        row=statement,
        version=1,
        values={"professional": "Dynamic films left out", "citations": [str(stub.pk)]},
        actor=editor,
    )
    address = reverse("desk:node-history", args=[article.pk, "statements", statement.pk])
    answer = at_desk.get(address)
    page = answer.content.decode()
    assert [(step.who, step.deed) for step in answer.context["steps"]] == [
        ("Edgar Editor", "changed it"),
        ("Ada Author", "wrote it"),
    ]
    assert "<del>omitted</del><ins>left out</ins>" in page
    assert "@3" in page


def test_a_removed_sentence_keeps_its_history(at_desk: Client, article: Article, author) -> None:
    statement = article.statements.get(professional="Dynamic films omitted")
    address = reverse("desk:node-history", args=[article.pk, "statements", statement.pk])
    removing.remove(row=statement, version=statement.version, actor=author)
    assert at_desk.get(address).context["steps"][0].deed == "removed it"


def test_a_long_history_goes_on_page_by_page(at_desk: Client, article: Article, monkeypatch) -> None:
    from editorial.desk.draft import history as room

    factories.approved(article)
    monkeypatch.setattr(room, "PAGE_SIZE", 3)
    seen, query = [], ""
    while query is not None:
        context = at_desk.get(history(article) + query).context
        seen += [each.event.sequence for each in context["told"]]
        query = f"?before={context['earlier']}" if context["earlier"] else None
    assert seen == list(range(Event.objects.filter(article=article).count(), 0, -1))


def test_why_a_member_stepped_back_is_told_to_editors_only(at_desk: Client, editing: Client, article: Article) -> None:
    revision, (recused, _other) = factories.under_review(article)
    board.recuse(revision=revision, actor=recused.user, reason="I consult for the maker.", conflict=True)
    page = at_desk.get(history(article)).content.decode()
    assert "I consult for the maker." not in page
    assert "stepped back from the review" in page
    assert editing.get(history(article)).content.decode().count("I consult for the maker.") == 2


def test_a_member_reads_the_history_as_far_as_the_revision_they_were_asked_about(
    at_desk: Client, article: Article, signed_in
) -> None:
    revision, (member, _other) = factories.under_review(article)
    board.request_changes(revision=revision, actor=member.user, reason="Cite it.", digest=revision.digest)
    statement = article.statements.get(professional="Dynamic films omitted")
    node = reverse("desk:node-history", args=[article.pk, "statements", statement.pk])
    drafting.edit(row=statement, version=1, values={"professional": "Unsubmitted"}, actor=article.author)
    drafting.edit(
        row=Article.objects.get(pk=article.pk), version=1, values={"title": "Unsubmitted title"}, actor=article.author
    )
    workflow.submit(article=article, actor=article.author, message="Unsubmitted message")
    reading = signed_in(member.user)
    for address in (
        history(article),
        node,
        reverse("boardroom:queue"),
        reverse("boardroom:review", args=[revision.pk]),
    ):
        answer = reading.get(address)
        assert answer.status_code == 200, address
        assert "Unsubmitted" not in answer.content.decode(), address
    assert "Cite it." in reading.get(history(article)).content.decode()
    assert "Unsubmitted message" in at_desk.get(history(article)).content.decode()
    assert "Unsubmitted" in at_desk.get(node).content.decode()

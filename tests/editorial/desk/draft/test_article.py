"""The article page: the working copy as it will look, findings and comments at their place, submit and withdraw."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.document import Document
from articles.limits import PROSE
from articles.models import Article, Event, NoticeKind, Revision
from articles.working_copy import archiving, removing
from reviewers import board, discussion
from reviewers.models import Severity
from tests import factories


def place(article: Article) -> str:
    return reverse("desk:article", args=[article.pk])


def test_every_part_stands_there_and_can_be_edited(at_desk: Client, article: Article) -> None:
    page = at_desk.get(place(article)).content.decode()
    rows = [*article.statements.all(), *article.sections.all(), *article.treatmentlines.all()]
    rows += [*article.interventions.all(), *article.references.all()]
    for row in rows:
        assert page.count(f'id="s-{row.pk}"') == 1, row
        assert f"/{row.pk}/" in page, row


def test_the_plain_wording_is_shown_on_request_and_what_lacks_it_is_marked(at_desk: Client, article: Article) -> None:
    page = at_desk.get(place(article) + "?wording=plain").content.decode()
    assert "Tablets such as ibuprofen" in page
    assert "Plain wording is missing" in page


def test_findings_lead_to_their_place(at_desk: Client, article: Article) -> None:
    answer = at_desk.get(place(article))
    places = {finding.where for finding in answer.context["bench"].findings if finding.where}
    assert places
    for where in places:
        assert f'href="{place(article)}?part={where}#s-{where}"' in answer.content.decode()
        assert f'id="s-{where}"' in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_comments(
    at_desk: Client, article: Article, count: int, django_assert_num_queries
) -> None:
    revision, (member, _other) = factories.under_review(article)
    for number in range(count):
        discussion.open_thread(revision=revision, actor=member.user, text=f"Point {number}")
    # Session and person, their roles; article, five kinds of rows and the authors, threads, comments, retraction, the
    # doubts, the last act, and what may be undone.
    with django_assert_num_queries(16):
        at_desk.get(place(article))


def test_an_open_comment_stands_at_its_statement_and_a_resolved_one_is_gone(at_desk: Client, article: Article) -> None:
    revision, (member, _other) = factories.under_review(article)
    statement = article.statements.get(professional__startswith="L4–L5")
    thread = discussion.open_thread(
        revision=revision, actor=member.user, text="Which level?", node=statement.pk, severity=Severity.MINOR
    )
    page = at_desk.get(place(article)).content.decode()
    assert page.index(f'id="s-{statement.pk}"') < page.index("Which level?") < page.index("More frequent over 70")
    at_desk.post(reverse("desk:resolve", args=[article.pk, thread.pk]))
    assert "Which level?" not in at_desk.get(place(article)).content.decode()


def test_a_comment_on_a_part_that_is_gone_is_not_lost(at_desk: Client, article: Article, author) -> None:
    revision, (member, _other) = factories.under_review(article)
    statement = article.statements.get(professional="Dynamic films omitted")
    discussion.open_thread(revision=revision, actor=member.user, text="Say which films.", node=statement.pk)
    removing.remove(row=statement, version=statement.version, actor=author)
    page = at_desk.get(place(article)).content.decode()
    assert page.index("Points on the whole article") < page.index("Say which films.")


def test_an_author_replies_and_resolves_once(at_desk: Client, article: Article) -> None:
    revision, (member, _other) = factories.under_review(article)
    thread = discussion.open_thread(revision=revision, actor=member.user, text="Why?")
    for _attempt in range(2):
        reply = at_desk.post(reverse("desk:reply", args=[article.pk, thread.pk]), {"text": "Because."})
        assert reply.status_code == 302
        assert at_desk.post(reverse("desk:resolve", args=[article.pk, thread.pk])).status_code == 302
    assert [each.text for each in thread.comments.all()] == ["Why?", "Because."]
    assert Event.objects.filter(article=article, kind="resolved").count() == 1


def test_an_empty_reply_is_refused_beside_the_article(at_desk: Client, article: Article) -> None:
    revision, (member, _other) = factories.under_review(article)
    thread = discussion.open_thread(revision=revision, actor=member.user, text="Why?")
    answer = at_desk.post(reverse("desk:reply", args=[article.pk, thread.pk]), {"text": " "})
    assert answer.status_code == 409
    assert "The comment is empty" in answer.content.decode()


def test_a_reply_that_is_too_long_is_refused_and_kept(at_desk: Client, article: Article) -> None:
    revision, (member, _other) = factories.under_review(article)
    thread = discussion.open_thread(revision=revision, actor=member.user, text="Why?")
    text = "Because" + "!" * PROSE
    answer = at_desk.post(reverse("desk:reply", args=[article.pk, thread.pk]), {"text": text})
    assert answer.status_code == 409
    assert f">{text}</textarea>" in answer.content.decode()
    assert thread.comments.count() == 1


def test_a_thread_of_another_article_is_no_address(at_desk: Client, article: Article) -> None:
    revision, (member, _other) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=member.user, text="Why?")
    assert at_desk.post(reverse("desk:resolve", args=[article.pk, thread.pk])).status_code == 404


def test_submitting_twice_is_one_revision(at_desk: Client, article: Article) -> None:
    form = {"message": "Please look at the rates.", "once": "s1"}
    for _attempt in range(2):
        answer = at_desk.post(reverse("desk:submit", args=[article.pk]), form)
        assert answer.status_code == 302
    revision = Revision.objects.get(article=article)
    assert (revision.state, revision.message) == ("submitted", "Please look at the rates.")


def test_submitting_from_an_old_page_is_refused_and_the_message_kept(at_desk: Client, article: Article) -> None:
    factories.submitted(article)
    answer = at_desk.post(reverse("desk:submit", args=[article.pk]), {"message": "Typed at length", "once": "s2"})
    assert answer.status_code == 409
    assert "already in review" in answer.content.decode()
    assert Revision.objects.filter(article=article).count() == 1


def test_the_button_is_disabled_with_the_very_sentence_of_the_refusal(at_desk: Client, author) -> None:
    article = factories.draft(by=author, document=Document(title="What is missing here?"))
    answer = at_desk.get(place(article))
    obstacle = answer.context["bench"].obstacle
    assert 'disabled aria-describedby="why-not"' in answer.content.decode()
    refused = at_desk.post(reverse("desk:submit", args=[article.pk]), {"message": "Kept"})
    assert refused.status_code == 409
    assert refused.context["refusal"] == obstacle != ""
    assert "Kept</textarea>" in refused.content.decode()
    assert not Revision.objects.filter(article=article).exists()


def test_withdrawing_takes_a_reason_and_happens_once(at_desk: Client, article: Article) -> None:
    factories.under_review(article)
    address = reverse("desk:withdraw", args=[article.pk])
    refused = at_desk.post(address, {"reason": " ", "once": "w0"})
    assert refused.status_code == 409
    assert "Give a reason" in refused.content.decode()
    for _attempt in range(2):
        assert at_desk.post(address, {"reason": "A mistake in it.", "once": "w1"}).status_code == 302
    assert Revision.objects.get(article=article).state == "withdrawn"
    assert at_desk.post(address, {"reason": "Again", "once": "w2"}).status_code == 409
    assert Event.objects.filter(article=article, kind="withdrawn").count() == 1


def test_what_the_board_asked_for_stands_first(at_desk: Client, article: Article) -> None:
    revision, (member, _other) = factories.under_review(article)
    board.request_changes(revision=revision, actor=member.user, reason="Cite the rates.", digest=revision.digest)
    page = at_desk.get(place(article)).content.decode()
    assert f"{member.name} asks for changes" in page
    assert page.index("Cite the rates.") < page.index("<h1")


def test_an_editor_may_mend_any_draft(editing: Client, article: Article) -> None:
    assert editing.get(place(article)).status_code == 200


def test_no_script_and_no_style_stands_in_the_page(at_desk: Client, article: Article) -> None:
    page = at_desk.get(place(article)).content.decode()
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_words_with_a_zero_byte_are_refused_and_too_many_too(at_desk: Client, article: Article) -> None:
    address = reverse("desk:submit", args=[article.pk])
    answer = at_desk.post(address, {"message": "Ple\0ase look."})
    assert answer.status_code == 409
    assert "Ple[U+0000]ase look." in answer.content.decode()
    assert not article.revisions.exists()
    assert at_desk.post(address, {"message": "Please look."}).status_code == 302
    address = reverse("desk:withdraw", args=[article.pk])
    answer = at_desk.post(address, {"reason": "x" * 10_001})
    assert answer.status_code == 409
    assert "at most 10000 characters" in answer.content.decode()
    assert at_desk.post(address, {"reason": "Too\0 early."}).status_code == 409
    assert at_desk.post(address, {"reason": "Too early."}).status_code == 302
    assert article.events.last().data["reason"] == "Too early."


@pytest.fixture
def retracted(author, editor) -> Article:
    article = factories.approved(factories.draft(by=author)).article
    reason = "The source was withdrawn."
    workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason=reason, actor=editor)
    return Article.objects.get(pk=article.pk)


def test_a_retracted_article_says_so_with_reason_day_and_name(at_desk: Client, retracted: Article) -> None:
    page = at_desk.get(place(retracted)).content.decode()
    assert page.index("This article was retracted") < page.index("<h1")
    assert page.index("The source was withdrawn.") < page.index("<h1")
    assert "Edgar Editor" in page
    assert 'aria-current="step"' not in page


def test_the_text_of_a_retracted_article_is_submitted_deliberately_only(at_desk: Client, retracted: Article) -> None:
    address = reverse("desk:submit", args=[retracted.pk])
    refused = at_desk.post(address, {"message": "Typed at length"})
    assert refused.status_code == 409
    assert "this article was retracted because: The source was withdrawn." in refused.context["refusal"]
    assert "Typed at length</textarea>" in refused.content.decode()
    assert Revision.objects.filter(article=retracted).count() == 1
    assert at_desk.post(address, {"after_retraction": "1"}).status_code == 302
    assert Revision.objects.get(article=retracted, number=2).state == "submitted"


def test_what_only_waits_for_reviewers_is_not_called_in_review(at_desk: Client, article: Article) -> None:
    factories.submitted(article)
    page = at_desk.get(place(article)).content.decode()
    assert "Revision 1 waits for an editor to ask board members to review it." in page
    assert "Revision 1 is in review." not in page


def test_the_heading_stands_above_the_question(at_desk: Client, article: Article) -> None:
    page = at_desk.get(place(article)).content.decode()
    assert article.heading
    assert page.index(f">{article.heading}</p>") < page.index("<h1")


def test_an_archived_article_offers_no_way_to_change_it(at_desk: Client, article: Article) -> None:
    address = reverse("desk:article", args=[article.pk])
    assert b'class="edit-link"' in at_desk.get(address).content
    archiving.archive(article=article, actor=article.author)
    page = at_desk.get(address).content.decode()
    assert "edit-link" not in page
    assert 'class="add' not in page

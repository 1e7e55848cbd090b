"""The review page: changes first, figures with their sources, the rest folded, one decision bar; and who may see it."""

import pytest
from django.urls import reverse
from django.utils.text import capfirst

from articles import workflow
from articles.models import Article, NoticeKind, Revision
from articles.working_copy import drafting
from reviewers import board, discussion
from reviewers.models import Member, ReviewPolicy, Severity
from tests import factories
from tests.editorial.boardroom.conftest import browser
from tests.pages import compact

pytestmark = pytest.mark.django_db


def address(revision: Revision, name: str = "review") -> str:
    return reverse(f"boardroom:{name}", args=[revision.pk])


def second_revision() -> tuple[Revision, Member]:
    """After an approved one: another waiting time, another plain wording."""
    article = factories.approved().article
    line = article.treatmentlines.all()[1]
    drafting.edit(row=line, version=line.version, values={"wait_max": 8}, actor=article.author)
    answer = article.statements.filter(place="answer").first()
    drafting.edit(row=answer, version=answer.version, values={"plain": "Begin with simple care."}, actor=article.author)
    revision, (member,) = factories.under_review(Article.objects.get(pk=article.pk), members=1)
    return revision, member


def test_what_changed_since_the_approved_revision_comes_first_and_figures_before_words():
    revision, member = second_revision()
    html = browser(member.user).get(address(revision)).content.decode()
    figure = html.index("The waiting time before the second line changed from 4–6 weeks to 4–8 weeks.")
    words = html.index("Begin")
    whole = html.index("The whole text")
    assert html.index("What changed since revision 1") < figure < words < whole
    assert "<del>6</del><ins>8</ins>" in html
    assert "2 changes since the approved text" in html


def test_unchanged_sections_are_folded_and_changed_ones_are_not():
    revision, member = second_revision()
    response = browser(member.user).get(address(revision))
    blocks = {block.title or block.anchor: block for block in response.context["page"].layout.blocks}
    unfolded = [name for name, block in blocks.items() if block.unfolded]
    assert unfolded == ["answer", "Treatment algorithm"]
    algorithm = [(run.folded, len(run.rows)) for run in blocks["Treatment algorithm"].runs]
    assert algorithm == [(True, 10), (False, 1), (True, 8)]


def test_an_article_that_is_new_to_the_board_is_not_folded(review, reviewer):
    response = reviewer.get(address(review.revision))
    html = response.content.decode()
    assert "The board has not approved this article before" in html
    assert all(block.unfolded for block in response.context["page"].layout.blocks)
    assert not any(run.folded for block in response.context["page"].layout.blocks for run in block.runs)


def test_every_statement_is_there_once_in_both_wordings(review, reviewer):
    html = reviewer.get(address(review.revision)).content.decode()
    for node in review.revision.document.nodes():
        assert html.count(f'id="s-{node.id}"') == 1
    assert "NSAIDs for pain" in html
    assert "Tablets such as ibuprofen" in html
    assert "No plain wording: readers get the professional one." in html


def test_figures_stand_beside_their_counts_and_sources(review, reviewer):
    response = reviewer.get(address(review.revision))
    figures = [
        (each.value, each.patients, [source.number for source in each.sources])
        for each in response.context["page"].layout.figures
    ]
    assert figures == [
        ("35.7%", "99 of 277 patients", [1]),
        ("after 4 to 6 weeks", "", [2]),
        ("28.90%", "", [1]),
    ]
    assert "denominator missing" in response.content.decode()


def test_statements_without_a_source_and_incomplete_references_are_flagged(review, reviewer):
    response = reviewer.get(address(review.revision))
    blocks = response.context["page"].layout.blocks
    rows = {row.professional.html: row for block in blocks for row in block.rows if row.professional}
    assert rows["NSAIDs for pain"].without_source
    assert rows["Physical therapy focused on:"].without_source
    assert not rows["Core strengthening"].without_source  # said once, for the point it stands under
    assert not rows["Reported in 99 of 277 patients"].without_source
    assert "Publication not established." in response.content.decode()


def test_the_questions_of_the_checks_are_grouped_the_gravest_first_and_long_lists_folded(review, reviewer):
    response = reviewer.get(address(review.revision))
    groups = response.context["page"].questions
    titles = [str(group.name) for group in groups]
    assert titles[:3] == ["incomplete reference", "denominator missing", "source missing"]
    assert titles[-1] == "plain wording missing"
    assert groups[-1].is_long
    html = compact(response.content.decode())
    assert [f"<summary>{capfirst(title)} <" in html for title in titles] == [True] * len(titles)
    assert '<details class="findings-of"><summary>Plain wording missing' in html
    assert '<details class="findings-of" open><summary>Incomplete reference' in html


def test_hostile_text_arrives_as_text(review, reviewer):
    html = reviewer.get(address(review.revision)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_what_the_board_asked_for_before_is_shown_on_the_next_revision(review):
    discussion.open_thread(revision=review.revision, actor=review.one.user, text="Which vertebra?")
    board.request_changes(
        revision=review.revision, actor=review.one.user, reason="Cite the wait.", digest=review.revision.digest
    )
    article = Article.objects.get(pk=review.revision.article_id)
    revision, (member,) = factories.under_review(article, members=1)
    html = browser(member.user).get(address(revision)).content.decode()
    assert "What the board asked for" in html
    assert "Cite the wait." in html
    assert "Which vertebra?" in html


def test_the_bar_offers_three_decisions_then_the_certificate_then_nothing(review, reviewer):
    html = reviewer.get(address(review.revision)).content.decode()
    for decision in ("sign", "request-changes", "recuse"):
        assert address(review.revision, decision) in html
    signoff = board.sign(revision=review.revision, actor=review.one.user, digest=review.revision.digest)
    html = reviewer.get(address(review.revision)).content.decode()
    assert address(review.revision, "sign") not in html
    assert reverse("boardroom:certificate", args=[signoff.pk]) in html
    workflow.withdraw(revision=review.revision, actor=review.revision.article.author, reason="Rework")
    html = reviewer.get(address(review.revision)).content.decode()
    assert "Revision 1 is withdrawn. There is nothing left to decide." in html
    assert address(review.revision, "recuse") not in html


def test_a_superseded_revision_is_still_compared_with_the_one_before_it():
    revision, member = second_revision()
    other = factories.member()
    board.assign(revision=revision, member=other, actor=factories.editor())
    for each in (member, other):
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    html = browser(member.user).get(address(revision)).content.decode()
    assert "What changed since revision 1" in html


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_does_not_grow_with_colleagues_and_conversation(many, django_assert_num_queries):
    revision, member = crowded_revision(many)
    client = browser(member.user)
    client.get(address(revision))
    # Session, person, request; the text before, notices; sign-offs, who was asked, requests for changes, points and
    # what was said in them; and four by which the policy judges beside sign-offs and requests (reviewers/quorum.py).
    with django_assert_num_queries(14):
        client.get(address(revision))


def crowded_revision(many: int) -> tuple[Revision, Member]:
    """A second revision with `many` points; `many` colleagues signed it, stepped back from it or were just asked."""
    ReviewPolicy.objects.update(signoffs_required=2)
    article = factories.approved().article
    ReviewPolicy.objects.update(signoffs_required=50)
    statement = article.statements.first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "Newer."}, actor=article.author)
    revision, members = factories.under_review(Article.objects.get(pk=article.pk), members=many + 1)
    member, *others = members
    board.declare_interest(article=article, member=others[-1], description="Shares", actor=others[-1].user)
    for number, each in enumerate(others):
        thread = discussion.open_thread(
            revision=revision, actor=each.user, text=f"Point {number}", severity=SEVERITIES[number % 3]
        )
        discussion.reply(thread=thread, actor=article.author, text=f"Answer {number}")
        if number % 3 == 1:
            board.recuse(revision=revision, actor=each.user, reason="No time")
        elif each != others[-1]:
            board.sign(revision=revision, actor=each.user, digest=revision.digest)
    return revision, member


@pytest.mark.parametrize("many", [1, 12])
def test_what_the_other_pages_of_a_review_ask_does_not_grow_either(many, django_assert_num_queries):
    revision, member = crowded_revision(many)
    client = browser(member.user)
    client.get(address(revision))
    with django_assert_num_queries(10):  # one for what was said in the major points
        client.get(address(revision, "sign"))
    with django_assert_num_queries(7):
        client.get(address(revision, "request-changes"))


SEVERITIES = [Severity.MAJOR, Severity.MINOR, Severity.SUGGESTION]
PAGES = ["review", "comment", "request-changes", "recuse", "sign"]


@pytest.mark.parametrize("name", PAGES)
def test_what_somebody_was_not_asked_to_review_does_not_exist_for_them(review, name):
    board.recuse(revision=review.revision, actor=review.two.user, reason="No time")
    inactive, (former,) = factories.under_review(members=1)
    Member.objects.filter(pk=former.pk).update(active=False)
    strangers = [review.two.user, review.revision.article.author, factories.editor(), factories.member().user]
    assert [browser(each).get(address(review.revision, name)).status_code for each in strangers] == [404] * 4
    assert browser(Member.objects.get(pk=former.pk).user).get(address(inactive, name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_others_sign_in_first(review, client, name):
    assert client.get(address(review.revision, name)).headers["Location"].startswith("/accounts/login/")
    assert client.post(address(review.revision, name)).status_code in (302, 405)


def test_wrong_methods(review, reviewer):
    assert reviewer.post(address(review.revision)).status_code == 405
    for name in PAGES:
        assert reviewer.delete(address(review.revision, name)).status_code == 405
        assert reviewer.head(address(review.revision, name)).status_code == 200


def test_after_a_retraction_everybody_who_decides_sees_it_and_the_changes_since_the_retracted_text():
    article = factories.approved().article
    workflow.issue_notice(
        article=article, kind=NoticeKind.RETRACTION, reason="The dose was wrong.", actor=factories.editor()
    )
    statement = article.statements.filter(place="answer").first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "Begin anew."}, actor=article.author)
    revision, (member,) = factories.under_review(Article.objects.get(pk=article.pk), members=1, after_retraction=True)
    reading, editing = browser(member.user), browser(factories.editor())
    for name in ("boardroom:review", "boardroom:sign", "boardroom:request-changes"):
        assert "The dose was wrong." in reading.get(reverse(name, args=[revision.pk])).content.decode(), name
    assert "The dose was wrong." in reading.get(reverse("boardroom:queue")).content.decode()
    assert "The dose was wrong." in editing.get(reverse("desk:revision", args=[revision.pk])).content.decode()
    html = reading.get(address(revision)).content.decode()
    assert "What changed since revision 1" in html
    assert "That text was retracted" in html
    assert "has not approved this article before" not in html
    assert "one change since the approved text" in html


def test_an_open_major_point_is_said_where_one_signs(review, reviewer):
    point = discussion.open_thread(
        revision=review.revision, actor=review.two.user, text="Wrong by ten.", severity=Severity.MAJOR
    )
    html = reviewer.get(reverse("boardroom:sign", args=[review.revision.pk])).content.decode()
    assert "A major point is not closed. Your signature is kept" in html
    assert "Wrong by ten." in html
    assert "You may sign all the same" not in html
    talk = reviewer.get(address(review.revision)).content.decode()
    close = reverse("boardroom:resolve", args=[point.pk])
    assert close not in talk
    assert "Closed by who raised it." in talk
    assert reviewer.post(close).status_code == 403
    assert close in browser(review.two.user).get(address(review.revision)).content.decode()

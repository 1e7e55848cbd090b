"""Any earlier wording of a part again."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Act, ActKind, Article, NodeRow, Place, Statement
from articles.working_copy import drafting, moving, outline, removing, undoing
from articles.working_copy.acts import latest
from articles.working_copy.places import siblings_of
from editorial.accounts.models import User
from editorial.desk.draft.rows import word_for
from editorial.desk.draft.steps import Step
from tests import factories


def page_of(row: NodeRow) -> str:
    return reverse("desk:node-history", args=[row.article_id, word_for(row), row.pk])


def restoring(row: NodeRow) -> str:
    return reverse("desk:restore-wording", args=[row.article_id, word_for(row), row.pk])


def steps(client: Client, row: NodeRow) -> list[Step]:
    return list(client.get(page_of(row)).context["steps"])


def films(article: Article) -> Statement:
    return article.statements.get(professional__startswith="Dynamic films")


def reword(article: Article, words: str, by: User | None = None, **values: object) -> Statement:
    row = films(article)
    values = {"professional": words, **values}
    return drafting.edit(row=row, version=row.version, values=values, actor=by or article.author)


def form(client: Client, row: NodeRow, number: int = -1) -> dict[str, str]:
    """The form of one step, the oldest unless another is asked for."""
    context = client.get(page_of(row)).context
    return {"record": str(context["steps"][number].record), "version": str(context["version"]), "once": "1"}


def test_an_earlier_wording_is_restored_as_one_act_that_can_be_undone(at_desk: Client, article: Article) -> None:
    row = reword(article, "Dynamic films left out", plain="No films.")
    sent = form(at_desk, row)
    for _attempt in range(2):
        answer = at_desk.post(restoring(row), sent)
        assert answer["Location"].endswith(f"#s-{row.pk}")
    assert (films(article).professional, films(article).plain) == ("Dynamic films omitted", "")
    assert article.acts.filter(kind=ActKind.EDITED).count() == 2
    undoing.undo(done=article.acts.latest("pk"), actor=article.author)
    assert films(article).plain == "No films."


def test_only_what_differs_is_offered(at_desk: Client, article: Article) -> None:
    row = reword(article, "Dynamic films left out")
    assert [step.may_restore for step in steps(at_desk, row)] == [False, True]
    at_desk.post(restoring(row), form(at_desk, row))
    assert [step.may_restore for step in steps(at_desk, row)] == [False, True, False]


def test_what_somebody_changed_meanwhile_is_not_overwritten(at_desk: Client, article: Article, editor: User) -> None:
    row = reword(article, "Dynamic films left out")
    sent = form(at_desk, row)
    reword(article, "Dynamic films were left out", by=editor)
    answer = at_desk.post(restoring(row), sent)
    assert answer.status_code == 409
    assert "Somebody changed this part since" in answer.content.decode()
    assert films(article).professional == "Dynamic films were left out"
    assert at_desk.post(restoring(row), form(at_desk, row)).status_code == 302


def test_a_source_that_is_gone_is_told_and_not_cited(at_desk: Client, article: Article) -> None:
    reference = outline.add_reference(article=article, key="gone", csl={"title": "Gone"}, actor=article.author)
    reword(article, "Dynamic films omitted", citations=[str(reference.pk)])
    row = reword(article, "Dynamic films left out", citations=[])
    removing.remove(row=reference, version=reference.version, actor=article.author)
    answer = at_desk.post(restoring(row), form(at_desk, row, 1), follow=True)
    assert "removed from the article: @gone." in answer.content.decode()
    assert (films(article).professional, films(article).citations) == ("Dynamic films omitted", [])
    assert "@gone" in at_desk.get(page_of(row)).content.decode()


def test_an_earlier_wording_comes_back_with_the_rate_that_it_reported(at_desk: Client, article: Article) -> None:
    row = article.statements.get(percentage="35.7")
    drafting.edit(row=row, version=row.version, values={"percentage": "36", "plain": "Other."}, actor=article.author)
    at_desk.post(restoring(row), form(at_desk, row), follow=True)
    assert Statement.objects.get(pk=row.pk).percentage == "35.7"


def test_a_wording_from_before_it_held_its_rate_leaves_the_rate_alone(at_desk: Client, article: Article) -> None:
    row = article.statements.get(percentage="35.7")
    Statement.history.filter(id=row.pk).update(rate_kind="", percentage="", numerator=None, denominator=None)
    drafting.edit(row=row, version=row.version, values={"plain": "Other."}, actor=article.author)
    answer = at_desk.post(restoring(row), form(at_desk, row), follow=True)
    assert "The rate stays as it is" in answer.content.decode()
    now = Statement.objects.get(pk=row.pk)
    assert (now.plain != "Other.", now.percentage, now.place) == (True, "35.7", Place.RATE)


def test_a_refused_wording_says_why(at_desk: Client, article: Article) -> None:
    row = article.references.get(key="3")
    row = drafting.edit(row=row, version=row.version, values={"key": "three"}, actor=article.author)
    outline.add_reference(article=article, key="3", csl={"title": "Took the key"}, actor=article.author)
    answer = at_desk.post(restoring(row), form(at_desk, row))
    assert answer.status_code == 409
    assert "Nothing was saved." in answer.content.decode()


def test_a_removed_part_says_so_and_is_restored_from_there(at_desk: Client, article: Article) -> None:
    row = reword(article, "Dynamic films left out")
    sent = form(at_desk, row)
    removing.remove(row=row, version=row.version, actor=article.author)
    act = article.acts.latest("pk")
    page = at_desk.get(page_of(row)).content.decode()
    assert "This part was removed" in page
    assert reverse("desk:restore", args=[article.pk, act.pk]) in page
    assert "Restore this wording" not in page
    answer = at_desk.post(restoring(row), sent)
    assert answer.status_code == 409
    assert "Restore it first" in answer.content.decode()
    at_desk.post(reverse("desk:restore", args=[article.pk, act.pk]))
    assert [step.deed for step in steps(at_desk, row)] == ["brought it back", "removed it", "changed it", "wrote it"]
    assert at_desk.post(restoring(row), form(at_desk, row)).status_code == 302


def test_what_went_with_another_leads_to_the_change_that_took_it(at_desk: Client, article: Article) -> None:
    row = films(article)
    section = article.sections.get(pk=row.section_id)
    removing.remove(row=section, version=section.version, actor=article.author)
    page = at_desk.get(page_of(row)).content.decode()
    assert reverse("desk:restore", args=[article.pk, latest(article)]) in page


def test_a_removal_of_before_the_acts_cannot_be_restored_and_says_so(at_desk: Client, article: Article) -> None:
    row = films(article)
    removing.remove(row=row, version=row.version, actor=article.author)
    Act.objects.filter(article=article).delete()  # as it was with releases that kept no acts
    page = at_desk.get(page_of(row)).content.decode()
    assert "before changes were kept one by one" in page
    assert '<form method="post" action="/desk/' not in page


def test_a_move_is_told_and_spacing_is_not(at_desk: Client, article: Article) -> None:
    section = outline.add_section(article=article, title="Notes", actor=article.author)
    each = [{"professional": f"Note {number}."} for number in range(3)]
    notes = outline.add_statements(article=article, place=Place.BODY, owner=section, each=each, actor=article.author)
    moving.move(row=notes[2], version=notes[2].version, where="first", actor=article.author)
    assert [step.deed for step in steps(at_desk, notes[2])] == ["moved it", "wrote it"]
    # until there is no room left and all siblings are spaced anew
    spaced = Statement.history.filter(id=notes[0].pk)
    first = spaced.count()
    while spaced.count() == first:
        outline.add_statement(
            article=article, place=Place.BODY, owner=section, professional="x", where=notes[0].pk, actor=article.author
        )
        assert siblings_of(notes[0]).count() < 40
    assert [step.deed for step in steps(at_desk, notes[0])] == ["wrote it"]


def test_a_statement_that_went_to_another_section_has_moved(at_desk: Client, article: Article) -> None:
    row = films(article)
    moving.move(row=row, version=row.version, where="last", place=Place.ANSWER, owner=None, actor=article.author)
    assert steps(at_desk, row)[0].deed == "moved it"
    assert not steps(at_desk, row)[0].may_restore


@pytest.mark.parametrize("record", ["", "0", "x", "9" * 30])
def test_a_save_that_is_none_of_this_part_is_no_address(at_desk: Client, article: Article, record: str) -> None:
    row = films(article)
    assert at_desk.post(restoring(row), {"record": record, "version": "1"}).status_code == 404


def test_the_save_of_another_part_or_article_is_no_address(at_desk: Client, article: Article, author: User) -> None:
    row, other = films(article), films(factories.draft(by=author))
    record = Statement.history.filter(id=other.pk).latest("history_id").history_id
    assert at_desk.post(restoring(row), {"record": record, "version": "1"}).status_code == 404
    sibling = Statement.history.filter(article_id=article.pk).exclude(id=row.pk).latest("history_id").history_id
    assert at_desk.post(restoring(row), {"record": sibling, "version": "1"}).status_code == 404
    crossed = reverse("desk:restore-wording", args=[article.pk, "statements", other.pk])
    assert at_desk.post(crossed, {"record": record, "version": "1"}).status_code == 404


def test_a_version_that_is_no_number_overwrites_nothing(at_desk: Client, article: Article) -> None:
    row = reword(article, "Dynamic films left out")
    for version in ("", "x", "9" * 30):
        assert at_desk.post(restoring(row), form(at_desk, row) | {"version": version}).status_code == 409
    assert films(article).professional == "Dynamic films left out"


def test_a_member_reads_as_before_and_restores_nothing(article: Article, signed_in: Callable[[User], Client]) -> None:
    _revision, (member, _other) = factories.under_review(article)
    reading = signed_in(member.user)
    row = reword(article, "Dynamic films left out")
    page = reading.get(page_of(row)).content.decode()
    assert "left out" not in page
    assert "Restore" not in page
    removing.remove(row=row, version=row.version, actor=article.author)
    page = reading.get(page_of(row)).content.decode()
    assert "removed" not in page
    assert "Restore" not in page
    record = Statement.history.filter(id=row.pk).earliest("history_id").history_id
    assert reading.post(restoring(row), {"record": record, "version": "1"}).status_code == 404


def test_the_number_of_queries_does_not_grow(at_desk: Client, article: Article, django_assert_max_num_queries) -> None:
    counts = []
    for number in range(6):
        row = reword(article, f"Dynamic films {number}")
        with django_assert_max_num_queries(12) as captured:
            at_desk.get(page_of(row))
        counts.append(len(captured.captured_queries))
    assert len(set(counts)) == 1


def test_an_unknown_node_is_no_address(at_desk: Client, article: Article) -> None:
    nobody = UUID(int=1)
    assert at_desk.get(reverse("desk:node-history", args=[article.pk, "statements", nobody])).status_code == 404

"""What was done to the working copy, act by act: told, undone, done again, and whole states restored."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from articles.models import Act, ActKind, Article, Place
from articles.working_copy import byline, drafting, moving, outline, removing, undoing
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from editorial.accounts.models import User
from editorial.desk.draft import changes, told
from editorial.desk.draft.rows import place_of
from tests import factories


def at(name: str, article: Article, *more: object) -> str:
    return reverse(f"desk:{name}", args=[article.pk, *more])


def act_of(article: Article, kind: ActKind) -> Act:
    return article.acts.filter(kind=kind).latest("pk")


def reword(article: Article, words: str = "Dynamic films left out", by: User | None = None) -> Act:
    row = article.statements.get(professional__startswith="Dynamic films")
    drafting.edit(row=row, version=row.version, values={"professional": words}, actor=by or article.author)
    return act_of(article, ActKind.EDITED)


def remove(article: Article, words: str = "Dynamic films omitted", by: User | None = None) -> Act:
    row = article.statements.get(professional=words)
    removing.remove(row=row, version=row.version, actor=by or article.author)
    return act_of(article, ActKind.REMOVED)


def deeds(client: Client, article: Article) -> list[tuple[str, list[str]]]:
    sittings = client.get(at("changes", article)).context["sittings"]
    return [(sitting.who, [each.in_short for each in sitting.acts]) for sitting in sittings]


def test_acts_are_listed_by_person_and_sitting(at_desk: Client, article: Article, editor: User) -> None:
    reword(article)
    reword(article, "Dynamic films are left out", by=editor)
    remove(article, "Dynamic films are left out")
    assert deeds(at_desk, article) == [
        (
            "Ada Author",
            [
                "removed “Dynamic films are left out”",
                "changed “Dynamic films left out”",
                f"started the article “{article.title}”",
            ],
        ),
        ("Edgar Editor", ["changed “Dynamic films are left out”"]),
    ]


def test_a_pause_of_half_an_hour_begins_a_new_sitting(article: Article, author: User) -> None:
    def told_at(minutes: int) -> told.ToldAct:
        act = Act(article=article, actor=author, kind=ActKind.EDITED, at=timezone.now() - timedelta(minutes=minutes))
        return told.ToldAct(act, "changed", "", "", "", may_undo=True)

    found = told.sittings([told_at(0), told_at(29), told_at(58), told_at(89)])
    assert [len(sitting.acts) for sitting in found] == [3, 1]


def test_each_act_leads_to_its_place_as_long_as_that_is_there(at_desk: Client, article: Article) -> None:
    statement = article.statements.get(professional="Dynamic films omitted")
    reword(article)
    place = f'href="{place_of(article.pk, statement.pk)}"'
    assert place in at_desk.get(at("changes", article)).content.decode()
    remove(article, "Dynamic films left out")
    assert place not in at_desk.get(at("changes", article)).content.decode()


def test_an_act_is_told_word_by_word(at_desk: Client, article: Article) -> None:
    act = reword(article)
    page = at_desk.get(at("act", article, act.pk)).content.decode()
    assert "<del>omitted</del><ins>left out</ins>" in page
    part = at_desk.get(at("act", article, act.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<del>omitted</del><ins>left out</ins>" in part
    assert "<html" not in part


def test_figures_stand_first(at_desk: Client, article: Article) -> None:
    use = article.statements.get(place=Place.RATE, professional__startswith="Reported in 99")
    removing.remove(row=use, version=use.version, actor=article.author)
    what = at_desk.get(at("act", article, latest(article))).context["what"]
    assert what.compared.quantities
    assert all(each.change.quantity for each in what.compared.quantities)


def test_a_move_is_told_with_both_places(at_desk: Client, article: Article) -> None:
    outline.add_section(article=article, title="Notes", actor=article.author)
    before, section = list(article.sections.order_by("position"))[-2:]
    moving.shift(row=section, version=section.version, earlier=True, actor=article.author)
    answer = at_desk.get(at("act", article, latest(article)))
    (each,) = answer.context["what"].compared.others
    count = article.sections.count()
    assert count > 2
    moved = before if each.change.node == before.pk else section  # which of the two has moved is the same thing
    numbers = (count - 1, count) if moved == before else (count, count - 1)
    places = [f"{moved.title or 'Untitled section'} ({number} of {count})" for number in numbers]
    assert [each.change.before, each.change.after] == places
    assert f"<del>{escape(places[0])}</del>" in answer.content.decode()


def test_what_was_added_is_told_and_so_is_what_went(at_desk: Client, article: Article) -> None:
    section = article.sections.get(kind="pitfalls")
    outline.add_statement(article=article, place=Place.BODY, owner=section, professional="New", actor=article.author)
    added = at_desk.get(at("act", article, latest(article))).context["what"].compared.comparison.changes
    remove(article, "New")
    gone = at_desk.get(at("act", article, latest(article))).context["what"].compared.comparison.changes
    assert [(each.kind, each.after) for each in added] == [("added", "New")]
    assert [(each.kind, each.before) for each in gone] == [("removed", "New")]


def test_what_happened_to_authors_is_told(at_desk: Client, article: Article) -> None:
    byline.add_author(article=article, name="Second Author", actor=article.author)
    what = at_desk.get(at("act", article, latest(article))).context["what"]
    assert [(each.name, each.deed) for each in what.authors] == [("Second Author", "added")]
    assert what.compared is None


def test_the_first_act_and_a_change_that_does_not_show_are_said_to_be_so(at_desk: Client, article: Article) -> None:
    first = article.acts.get(kind=ActKind.STARTED)
    assert "The article began with this." in at_desk.get(at("act", article, first.pk)).content.decode()


def test_an_import_of_thousands_says_how_many_it_does_not_show(
    at_desk: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST", 2)
    section = article.sections.get(kind="pitfalls")
    for number in range(2):
        outline.add_statement(
            article=article, place=Place.BODY, owner=section, professional=f"Note {number}", actor=article.author
        )
    reword(article)
    first = article.acts.get(kind=ActKind.STARTED)
    assert "1 more change is not" in at_desk.get(at("state", article, first.pk)).content.decode()


def test_undo_names_its_act_and_brings_the_words_back(at_desk: Client, article: Article) -> None:
    act = reword(article)
    answer = at_desk.post(at("undo", article), {"act": act.pk, "once": "1", "back": "changes"}, follow=True)
    assert answer.redirect_chain == [(f"{at('changes', article)}#act-{act.pk}", 302)]
    page = answer.content.decode()
    assert "Undone: changed “Dynamic films left out”." in page
    assert article.statements.filter(professional="Dynamic films omitted").exists()
    assert deeds(at_desk, article)[0][1][0] == "undid: changed “Dynamic films left out”"
    assert at("redo", article) in page


def test_undo_sent_twice_is_done_once(at_desk: Client, article: Article) -> None:
    act = reword(article)
    for _attempt in range(2):
        assert at_desk.post(at("undo", article), {"act": act.pk, "once": "1"}).status_code == 302
    assert at_desk.post(at("undo", article), {"act": act.pk, "once": "2"}).status_code == 302
    assert article.acts.filter(kind=ActKind.UNDONE).count() == 1


def test_redo_does_it_again(at_desk: Client, article: Article) -> None:
    act = reword(article)
    before = compose(article).digest
    at_desk.post(at("undo", article), {"act": act.pk})
    answer = at_desk.post(at("redo", article), {"act": act.pk})
    statement = article.statements.get(professional="Dynamic films left out")
    assert answer["Location"] == place_of(article.pk, statement.pk)
    assert compose(Article.objects.get(pk=article.pk)).digest == before


def test_an_editor_may_undo_what_the_author_did(editing: Client, article: Article) -> None:
    act = reword(article)
    assert editing.post(at("undo", article), {"act": act.pk}).status_code == 302
    assert article.statements.filter(professional="Dynamic films omitted").exists()


def test_a_refused_undo_leads_to_what_stands_in_the_way(at_desk: Client, article: Article, editor: User) -> None:
    act = reword(article)
    later = reword(article, "Dynamic films were left out", by=editor)
    answer = at_desk.post(at("undo", article), {"act": act.pk, "once": "1"})
    page = answer.content.decode()
    statement = article.statements.get(professional="Dynamic films were left out")
    assert answer.status_code == 409
    assert "was changed since" in page
    assert f'href="{place_of(article.pk, statement.pk)}"' in page
    assert f'href="{at("act", article, later.pk)}"' in page
    assert not Act.objects.get(pk=act.pk).is_undone
    undoing.undo(done=later, actor=editor)
    assert at_desk.post(at("undo", article), {"act": act.pk, "once": "1"}).status_code == 302


@pytest.mark.parametrize("number", ["", "0", "x", "-1", "9" * 30, "²"])
def test_a_number_that_is_no_act_is_no_address(at_desk: Client, article: Article, number: str) -> None:
    assert at_desk.post(at("undo", article), {"act": number}).status_code == 404
    assert at_desk.post(at("redo", article), {"act": number}).status_code == 404


def test_what_began_the_article_cannot_be_undone(at_desk: Client, article: Article) -> None:
    answer = at_desk.post(at("undo", article), {"act": article.acts.get().pk})
    assert answer.status_code == 409
    assert "This cannot be undone." in answer.content.decode()


def test_another_articles_act_is_not_reached_through_ones_own(at_desk: Client, article: Article, author: User) -> None:
    other = factories.draft(by=author)
    act = reword(other)
    removed = remove(other, "Dynamic films left out")
    for answer in (
        at_desk.get(at("act", article, act.pk)),
        at_desk.get(at("state", article, act.pk)),
        at_desk.post(at("state", article, act.pk), {"shown": latest(article)}),
        at_desk.post(at("undo", article), {"act": act.pk}),
        at_desk.post(at("redo", article), {"act": act.pk}),
        at_desk.post(at("restore", article, removed.pk)),
    ):
        assert answer.status_code == 404
    assert not Act.objects.get(pk=removed.pk).is_undone


def test_a_member_sees_the_journal_and_no_acts(article: Article, signed_in: Callable[[User], Client]) -> None:
    _revision, (member, _other) = factories.under_review(article)
    act = reword(article)
    reading = signed_in(member.user)
    assert reading.get(at("history", article)).status_code == 200
    assert at("changes", article) not in reading.get(at("history", article)).content.decode()
    for address in (
        at("changes", article),
        at("act", article, act.pk),
        at("state", article, act.pk),
        at("removed", article),
    ):
        assert reading.get(address).status_code == 404
    assert reading.post(at("undo", article), {"act": act.pk}).status_code == 404


def test_an_earlier_state_is_compared_and_restored_after_that(at_desk: Client, article: Article, editor: User) -> None:
    act = reword(article)
    then = compose(Article.objects.get(pk=article.pk))
    remove(article, "Dynamic films left out")
    section = article.sections.get(kind="pitfalls")
    outline.add_statement(article=article, place=Place.BODY, owner=section, professional="Later", actor=editor)
    byline.add_author(article=article, name="Second Author", actor=editor)
    page = at_desk.get(at("state", article, act.pk))
    assert {each.change.kind for each in page.context["compared"].others} == {"added", "removed"}
    assert "The authors stay as" in page.content.decode()
    form = {"shown": page.context["shown"], "once": "1"}
    for _attempt in range(2):
        assert at_desk.post(at("state", article, act.pk), form).status_code == 302
    now = Article.objects.get(pk=article.pk)
    assert compose(now).digest == then.digest
    assert now.authors.filter(name="Second Author").exists()
    assert now.acts.filter(kind=ActKind.RESTORED).count() == 1
    assert at_desk.post(at("undo", article), {"act": latest(article)}).status_code == 302
    assert article.statements.filter(professional="Later").exists()


def test_a_state_is_not_restored_over_what_the_page_did_not_show(
    at_desk: Client, article: Article, editor: User
) -> None:
    act = reword(article)
    shown = at_desk.get(at("state", article, act.pk)).context["shown"]
    reword(article, "Dynamic films were left out", by=editor)
    for number in (str(shown), "", "x"):
        answer = at_desk.post(at("state", article, act.pk), {"shown": number, "once": "1"})
        assert answer.status_code == 409
        assert "was changed since you opened this page" in answer.content.decode()
    assert article.statements.filter(professional="Dynamic films were left out").exists()
    again = {"shown": answer.context["shown"], "once": "2"}
    assert at_desk.post(at("state", article, act.pk), again).status_code == 302


def test_the_state_of_now_has_nothing_to_restore(at_desk: Client, article: Article) -> None:
    act = reword(article)
    page = at_desk.get(at("state", article, act.pk)).content.decode()
    assert "word for word the same" in page
    assert "Make the working copy this again" not in page


def test_a_long_list_goes_on_page_by_page(at_desk: Client, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "PAGE_SIZE", 2)
    for words in ("one", "two", "three", "four"):
        reword(article, f"Dynamic films {words}")
    seen, query = [], "?"
    while query:
        context = at_desk.get(at("changes", article) + query).context
        seen += [each.act.pk for sitting in context["sittings"] for each in sitting.acts]
        query = f"?after={context['earlier']}" if context["earlier"] else ""
    assert seen == list(article.acts.order_by("-pk").values_list("pk", flat=True))
    assert at_desk.get(at("changes", article) + "?after=x").status_code == 200


def test_what_was_before_the_acts_is_said_not_to_be_there(at_desk: Client, article: Article) -> None:
    assert "was not kept change by change" not in at_desk.get(at("changes", article)).content.decode()
    Act.objects.filter(article=article).delete()  # an article of an earlier release
    page = at_desk.get(at("changes", article)).content.decode()
    assert "was not kept change by change" in page
    assert at("history", article) in page


def test_htmx_gets_the_bar_and_an_event(at_desk: Client, article: Article) -> None:
    act = reword(article)
    answer = at_desk.post(at("undo", article), {"act": act.pk}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert '"desk:undone"' in answer["HX-Trigger"]
    assert f'"node": "{act.node}"' in answer["HX-Trigger"]
    page = answer.content.decode()
    assert "Redo: changed “Dynamic films left out”" in page
    assert "Undo:" not in page


def test_a_refusal_with_htmx_stands_beside_the_buttons(at_desk: Client, article: Article, editor: User) -> None:
    act = reword(article)
    later = reword(article, "Dynamic films were left out", by=editor)
    answer = at_desk.post(at("undo", article), {"act": act.pk}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "HX-Trigger" not in answer
    assert "<html" not in page
    assert "data-undo" in page
    assert f'href="{at("act", article, later.pk)}"' in page


def test_the_number_of_queries_does_not_grow(
    at_desk: Client, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    section = article.sections.get(kind="pitfalls")
    act = reword(article)
    counts = []
    for _round in range(2):
        each = [{"professional": f"Note {number} of {uuid4()}"} for number in range(30)]
        outline.add_statements(article=article, place=Place.BODY, owner=section, each=each, actor=article.author)
        reword(article, f"Dynamic films {uuid4()}")
        moving.shift(row=section, version=section.version, earlier=True, actor=article.author)
        section.refresh_from_db()
        for address in (at("changes", article), at("act", article, latest(article)), at("state", article, act.pk)):
            with django_assert_max_num_queries(40) as captured:
                assert at_desk.get(address).status_code == 200
            counts.append(len(captured.captured_queries))
    assert counts[:3] == counts[3:]
    assert counts[0] <= 7


def test_undo_from_a_later_page_of_the_list_goes_back_to_that_page(at_desk: Client, article: Article) -> None:
    statement = article.statements.first()
    assert statement
    drafting.edit(row=statement, version=statement.version, values={"plain": "Once"}, actor=article.author)
    act = article.acts.latest("pk")
    sent = {"act": act.pk, "once": "1", "back": "changes", "after": "x&y"}
    answer = at_desk.post(at("undo", article), sent)
    assert answer["Location"] == f"{at('changes', article)}?after=x%26y#act-{act.pk}"

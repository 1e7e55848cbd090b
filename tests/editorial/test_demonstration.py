"""The demonstration: its texts are sound, its house has every state, and loading it again changes nothing."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from articles import checks, journal
from articles.importing.text import import_text
from articles.models import Article, Event, NoticeKind, Revision
from articles.states import State
from editorial import demonstration
from editorial.accounts.models import User
from editorial.demonstration.clock import days_ago
from editorial.demonstration.stories import CONTENT, STORIES, Story
from editorial.inbox.models import Question
from reviewers.models import Interest, Member, Severity, SignOff, Thread

DOCS = Path(settings.BASE_DIR) / "docs"
DRAFT = "frozen-shoulder"
EACH_TEXT = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


def told(*names: str) -> tuple[Story, ...]:
    return tuple(story for story in STORIES if story.name in names)


def test_each_shipped_text_has_a_story():
    assert {story.path for story in STORIES} == set(CONTENT.glob("*.txt"))


@EACH_TEXT
def test_a_shipped_text_is_read_without_a_guess(story):
    result = import_text(story.path.read_bytes())
    assert [each.message for each in result.unsure if not each.message.startswith("The reference ")] == []
    assert checks.errors(checks.check(result.document)) == ()
    assert result.document.lines
    assert 3 <= len(result.document.references) <= 6


@EACH_TEXT
def test_a_shipped_text_says_everything_in_plain_words_but_the_draft(story):
    unsaid = [each.professional for each in story.text().statements() if not each.plain]
    assert bool(unsaid) is (story.name == DRAFT)


@EACH_TEXT
def test_a_shipped_text_cites_every_source_that_it_lists_before_it_is_signed(story):
    uncited = {each.message for each in checks.check(story.text()) if each.code == "reference-uncited"}
    assert bool(uncited) is (story.name == "sciatica")  # the board asks for it in the first round


def test_of_every_source_it_is_said_what_confirmed_it():
    page = (DOCS / "demonstration.md").read_text()
    rows = re.findall(r"(?m)^\| `([\w-]+)` \| [^|]+ \| [^|]+ \|$", page)
    keys = [each.key for story in STORIES[:-1] for each in story.text().references]
    assert sorted(rows) == sorted(keys)


def test_the_page_names_every_text_and_every_person():
    page = (DOCS / "demonstration.md").read_text()
    assert [story.name for story in STORIES if f"`{story.name}.txt`" not in page] == []
    assert [account.name for account in demonstration.ACCOUNTS if account.name not in page] == []


def test_a_day_in_the_past_is_a_day_in_the_past_until_it_is_over():
    before = timezone.now()
    with days_ago(400):
        assert timedelta(days=399) < before - timezone.now() < timedelta(days=401)
        assert timezone.localdate() < before.date()
    assert timezone.now() >= before


@pytest.mark.django_db
def test_nobody_gets_it_outside_demonstration_mode(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(demonstration.NotADemonstration):
        demonstration.load()
    with pytest.raises(CommandError, match="in demonstration mode only"):
        call_command("demonstration")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_older_demonstration_gets_the_rest_and_once_more_is_nothing(settings):
    settings.DEMONSTRATION = True
    older = told("baastrup")
    assert demonstration.load(older) is True
    article = Article.objects.get()
    article_events = Event.objects.filter(article=article).count()
    with_more = told("baastrup", DRAFT)
    assert demonstration.load(with_more) is True
    assert Event.objects.filter(article=article).count() == article_events
    everything = Article.objects.count(), Event.objects.count(), User.objects.count(), Question.objects.count()
    assert demonstration.load(with_more) is False
    assert (
        Article.objects.count(),
        Event.objects.count(),
        User.objects.count(),
        Question.objects.count(),
    ) == everything
    assert everything[0] == 2


@pytest.mark.django_db
def test_the_house_has_an_article_in_each_state_and_its_records_hold(settings):
    settings.DEMONSTRATION = True
    assert demonstration.load() is True
    articles = {each.condition or each.title: each for each in Article.objects.all()}
    assert [fault for each in articles.values() for fault in journal.faults(each)] == []

    def states(condition: str) -> list[str]:
        return list(articles[condition].revisions.order_by("number").values_list("state", flat=True))

    assert states("Baastrup's disease") == [State.APPROVED, State.UNDER_REVIEW]
    assert states("Gout") == [State.SUPERSEDED, State.APPROVED]
    assert states("Migräne") == [State.APPROVED]
    assert states("Polymyalgia rheumatica") == [State.APPROVED]
    assert states("Plantar heel pain") == [State.APPROVED, State.CHANGES_REQUESTED]
    assert states("Tennis elbow") == [State.RETRACTED]
    assert states("Sciatica") == [State.CHANGES_REQUESTED, State.UNDER_REVIEW]
    assert states("Carpal tunnel syndrome") == [State.SUBMITTED]
    assert states("Frozen shoulder") == states("Can I run with plantar heel pain?") == []
    assert articles["Migräne"].language == "de"
    assert len({each.specialty for each in articles.values() if each.specialty}) == 4

    overdue = Revision.objects.filter(state=State.APPROVED, next_review__lt=timezone.localdate())
    assert [each.article for each in overdue] == [articles["Polymyalgia rheumatica"]]
    kinds = {each.article.condition: each.kind for each in notices()}
    assert kinds == {"Plantar heel pain": NoticeKind.CORRECTION, "Tennis elbow": NoticeKind.RETRACTION}
    majors = Thread.objects.filter(severity=Severity.MAJOR, resolved_at=None).select_related("revision__article")
    assert {(each.revision.article.condition, each.revision.number) for each in majors} == {
        ("Baastrup's disease", 2),
        ("Sciatica", 1),
    }
    assert set(Question.objects.values_list("kind", "status")) == {
        ("problem", "open"),
        ("problem", "closed"),
        ("question", "open"),
        ("question", "in_work"),
        ("question", "answered"),
    }
    assert Interest.objects.count() == 2


def notices():
    return [notice for article in Article.objects.all() for notice in article.notices.all()]


@pytest.mark.django_db
def test_there_are_people_for_every_role(settings):
    settings.DEMONSTRATION = True
    demonstration.load(())
    roles = [set(user.roles) for user in User.objects.all()]
    assert roles.count({"author"}) == 2
    assert {"editor"} in roles
    assert {"editor", "chief editor"} in roles
    assert Member.objects.exclude(disclosure="").count() == Member.objects.count() == 7
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_what_a_member_discloses_was_said_before_they_signed(settings):
    settings.DEMONSTRATION = True
    demonstration.load(told("polymyalgia-rheumatica"))
    for signoff in SignOff.objects.all():
        assert signoff.member.history.earliest().history_date < signoff.revision.submitted_at
    assert SignOff.objects.count() == 2

"""What the database itself refuses in this room: evidence is added, never altered, and articles point at what is so.

The board adds its own: who must have signed before a revision is approved (reviewers/evidence.py).
"""

from collections.abc import Iterable

from articles.guards import Guard, append_only, changed, changed_once_set, irreplaceable, kept
from articles.models import Article, Event, FrozenDocument, JournalHead, Notice, Revision, SetAside
from articles.states import IN_REVIEW, MOVES, ONCE_APPROVED, State


def legal_move() -> str:
    pairs = " OR ".join(f"(OLD.state = '{a.value}' AND NEW.state = '{b.value}')" for a, b in sorted(MOVES))
    return f"(NEW.state = OLD.state OR {pairs})"


def listed(states: Iterable[State]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


def points_elsewhere(pointer: str, *states: State) -> str:
    """The pointer of an article moved to something that is not a revision of its own in one of these states."""
    moved = f"NEW.{pointer} IS NOT NULL AND (OLD.{pointer} IS NULL OR NEW.{pointer} <> OLD.{pointer})"
    fits = f"revision.id = NEW.{pointer} AND revision.article_id = NEW.id AND revision.state IN ({listed(states)})"
    return f"{moved} AND NOT EXISTS (SELECT 1 FROM articles_revision revision WHERE {fits})"  # noqa: S608 (our names)


def handed_over_last() -> str:
    """The last event of the journal hands the draft of OLD.author_id over to NEW.author_id.

    The last, not any: an event of before would let a draft go back and forth unseen. Both databases know ->>.
    """
    told = (
        f"event.kind = '{HANDED_OVER}' AND event.data ->> 'from' = CAST(OLD.author_id AS text) "
        "AND event.data ->> 'to' = CAST(NEW.author_id AS text)"
    )
    return (
        "EXISTS (SELECT 1 FROM articles_event event JOIN articles_journalhead head "  # noqa: S608 (our names)
        "ON head.article_id = event.article_id AND head.sequence = event.sequence "
        f"WHERE event.article_id = NEW.id AND {told})"
    )


HANDED_OVER = "handed_over"  # journal.Decision; that room stands above this one

GUARDS: list[Guard] = [
    *append_only(FrozenDocument, "A frozen document"),
    *append_only(Event, "An event of the journal"),
    *append_only(Notice, "A notice"),
    *kept("articles_revision", "A revision"),
    *irreplaceable(Revision, "A revision"),
    Guard(
        "articles_revision",
        "INSERT",
        "starts_submitted",
        "A revision starts as submitted.",
        "NEW.state <> 'submitted'",
    ),
    Guard(
        "articles_revision",
        "UPDATE",
        "fixed_columns",
        "What was submitted cannot be changed.",
        changed(
            "id",
            "article_id",
            "number",
            "digest",
            "signoffs_required",
            "submitted_by_id",
            "submitted_by_name",
            "authors",
            "contributors",
            "submitted_at",
            "message",
        ),
    ),
    Guard(
        "articles_revision",
        "UPDATE",
        "legal_move",
        "A revision cannot move between these states.",
        f"NOT {legal_move()}",
    ),
    Guard(
        "articles_revision",
        "UPDATE",
        "approval_stays",
        "The dates of an approval cannot be changed.",
        changed_once_set("approved_at", "next_review"),
    ),
    *(
        Guard(
            "articles_revision",
            event,
            name,
            "Only what is or was approved has the dates of an approval.",
            f"NEW.state NOT IN ({listed(ONCE_APPROVED)}) "
            "AND (NEW.approved_at IS NOT NULL OR NEW.next_review IS NOT NULL)",
        )
        for event, name in (("INSERT", "no_dates_at_first"), ("UPDATE", "dates_need_approval"))
    ),
    *kept("articles_journalhead", "The head of a journal"),
    *irreplaceable(JournalHead, "The head of a journal"),
    Guard(
        "articles_journalhead",
        "UPDATE",
        "one_step",
        "The head of a journal moves one event at a time.",
        f"NEW.sequence <> OLD.sequence + 1 OR {changed('article_id')}",
    ),
    *kept("articles_article", "An article"),
    *irreplaceable(Article, "An article"),
    Guard(
        "articles_article",
        "UPDATE",
        "fixed_columns",
        "An article keeps its identity.",
        changed("id"),
    ),
    # Whose draft it is decides whom objections are kept from, and who may give it away.
    Guard(
        "articles_article",
        "UPDATE",
        "handed_over_by_event",
        "A draft stays with its account until the last event of its journal hands it over.",
        f"({changed('author_id')}) AND NOT {handed_over_last()}",
    ),
    Guard(
        "articles_article",
        "INSERT",
        "starts_unpublished",
        "A new article has no revision to point at.",
        "NEW.published_revision_id IS NOT NULL OR NEW.revision_in_review_id IS NOT NULL",
    ),
    Guard(
        "articles_article",
        "INSERT",
        "starts_at_hand",
        "A new article is not set aside.",
        "NEW.set_aside <> ''",
    ),
    Guard(
        "articles_article",
        "UPDATE",
        "set_aside_is_unseen",
        "What readers see or the board reviews cannot be set aside.",
        "NEW.set_aside <> '' AND (NEW.published_revision_id IS NOT NULL OR NEW.revision_in_review_id IS NOT NULL)",
    ),
    Guard(
        "articles_article",
        "UPDATE",
        "deleted_was_a_draft",
        "Only a draft that was never submitted can be deleted, and then it stays so.",
        f"NEW.set_aside = '{SetAside.DELETED}' AND NEW.latest_number > 0 "
        f"OR OLD.set_aside = '{SetAside.DELETED}' AND NEW.set_aside <> '{SetAside.DELETED}'",
    ),
    Guard(
        "articles_article",
        "UPDATE",
        "published_is_approved",
        "An article can publish only an approved revision of its own.",
        points_elsewhere("published_revision_id", State.APPROVED),
    ),
    Guard(
        "articles_article",
        "UPDATE",
        "in_review_is_in_review",
        "An article can have only a revision of its own in review.",
        points_elsewhere("revision_in_review_id", *IN_REVIEW),
    ),
]

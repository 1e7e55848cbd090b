"""May this person? The questions that need the board's rows; see also articles.permissions."""

from django.db.models import QuerySet

from articles.contributors import contributors
from articles.models import Article, Revision
from articles.permissions import Person, is_chief_editor, is_editor, may_see_draft, writes
from reviewers.models import Assignment, Member, Severity, Thread


def member_of(person: Person) -> Member | None:
    """The person's active board membership, if they have one."""
    if not person.is_active:
        return None
    member = getattr(person, "board_member", None)
    return member if member and member.active else None


def requests_to(person: Person) -> QuerySet[Assignment]:
    """The person's standing assignments, with their membership; none for who is no active member (member_of)."""
    standing = Assignment.objects.filter(member__user=person.pk, member__active=True, recused_at__isnull=True)
    return standing.select_related("member__user") if person.is_active else standing.none()


def assignment_of(person: Person, revision: Revision) -> Assignment | None:
    """The person's standing assignment to this revision, if they have one."""
    return requests_to(person).filter(revision=revision).first()


def may_assign(person: Person) -> bool:
    return is_editor(person)


def may_review(person: Person, revision: Revision) -> bool:
    return assignment_of(person, revision) is not None


def may_read_revision(person: Person, revision: Revision) -> bool:
    """Who works on it: its authors, editors, and the members who were asked (a recused member no longer)."""
    return may_see_draft(person, revision.article) or may_review(person, revision)


def may_read_history(person: Person, article: Article) -> bool:
    """The journal is for those who work on the article; a member reads it as far as last_asked goes."""
    return may_see_draft(person, article) or last_asked(person, article) is not None


def last_asked(person: Person, article: Article) -> Revision | None:
    """The latest revision that the person is asked to review; they are shown nothing of what was written after it."""
    member = member_of(person)
    if member is None:
        return None
    return (
        Revision.objects.filter(article=article, assignments__member=member, assignments__recused_at__isnull=True)
        .select_related("frozen")
        .order_by("-number")
        .first()
    )


def may_read_confidences(person: Person, article: Article) -> bool:
    """Why a member stepped back, and what conflict they declared: they tell the editors, and never whose text it is."""
    return is_editor(person) and not writes(person, article)


def may_comment(person: Person, revision: Revision) -> bool:
    return may_read_revision(person, revision)


def may_answer(person: Person, article: Article) -> bool:
    """Those who can change the text: the points of the board are for them to answer."""
    return may_see_draft(person, article)


def may_close(person: Person, thread: Thread) -> bool:
    """Whoever works on the revision; a major point, which blocks approval, only whoever raised it."""
    is_theirs = thread.severity != Severity.MAJOR or thread.opened_by_id == person.pk
    return is_theirs and may_comment(person, thread.revision)


def may_overrule(person: Person, thread: Thread) -> bool:
    """A chief editor closes another's major point with a reason, but not one about a text that they wrote or judge."""
    return (
        is_chief_editor(person)
        and person.pk not in contributors(thread.revision)
        and not may_review(person, thread.revision)
    )

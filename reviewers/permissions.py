"""May this person? The questions that need the board's rows; see also articles.permissions."""

from articles.models import Article, Revision
from articles.permissions import Person, is_editor, may_see_draft
from reviewers.models import Assignment, Member


def member_of(person: Person) -> Member | None:
    """The person's active board membership, if they have one."""
    if not person.is_active:
        return None
    member = getattr(person, "board_member", None)
    return member if member and member.active else None


def assignment_of(person: Person, revision: Revision) -> Assignment | None:
    """The person's standing assignment to this revision, if they have one."""
    member = member_of(person)
    if member is None:
        return None
    return Assignment.objects.filter(revision=revision, member=member, recused_at__isnull=True).first()


def may_assign(person: Person) -> bool:
    return is_editor(person)


def may_review(person: Person, revision: Revision) -> bool:
    return assignment_of(person, revision) is not None


def may_read_revision(person: Person, revision: Revision) -> bool:
    """Who works on it: its author, editors, and the members who were asked (a recused member no longer)."""
    return may_see_draft(person, revision.article) or may_review(person, revision)


def may_read_history(person: Person, article: Article) -> bool:
    """The journal is for those who work on the article."""
    if may_see_draft(person, article):
        return True
    member = member_of(person)
    return bool(
        member and Assignment.objects.filter(member=member, revision__article=article, recused_at__isnull=True).exists()
    )


def may_comment(person: Person, revision: Revision) -> bool:
    return may_read_revision(person, revision)

"""What the database itself refuses in this room: what the board did is added, never altered or turned back.

A sign-off names the document in review, and nothing is approved on fewer sign-offs of different members, on exactly its
digest, than were asked for when it was submitted. A recusal and a closed point stay so, since what they say decides
which sign-offs count; that a point is answered is taken back until it is closed. That each of them has its event is
asked by reviewers/proof/decisions.py.
"""

from articles.guards import Guard, append_only, changed, changed_once_set, irreplaceable, kept
from reviewers.models import Assignment, ChangeRequest, Comment, Interest, Member, SignOff, Thread

# What a member was asked or has said is theirs through their account: whoever moves it would shed a recusal with it.
HAS_A_PART = (
    "EXISTS (SELECT 1 FROM reviewers_signoff part WHERE part.member_id = OLD.id) "
    "OR EXISTS (SELECT 1 FROM reviewers_assignment part WHERE part.member_id = OLD.id) "
    "OR EXISTS (SELECT 1 FROM reviewers_interest part WHERE part.member_id = OLD.id) "
    "OR EXISTS (SELECT 1 FROM reviewers_changerequest part WHERE part.member_id = OLD.id)"
)

GUARDS = [
    *append_only(SignOff, "A sign-off"),
    *append_only(ChangeRequest, "A request for changes"),
    *append_only(Interest, "A declared interest"),
    *append_only(Comment, "A comment"),
    Guard(
        "reviewers_signoff",
        "INSERT",
        "names_document_in_review",
        "A sign-off must name the digest of a revision that is under review.",
        "NOT EXISTS (SELECT 1 FROM articles_revision revision WHERE revision.id = NEW.revision_id "
        "AND revision.digest = NEW.digest AND revision.state = 'under_review')",
    ),
    Guard(
        "articles_revision",
        "UPDATE",
        "approval_is_signed",
        "A revision cannot be approved before as many board members have signed it as it asks for.",
        "OLD.state = 'under_review' AND NEW.state = 'approved' AND NEW.signoffs_required > (SELECT "
        "COUNT(DISTINCT signoff.member_id) FROM reviewers_signoff signoff "
        "WHERE signoff.revision_id = NEW.id AND signoff.digest = NEW.digest)",
    ),
    *kept("reviewers_assignment", "A request for a review"),
    *irreplaceable(Assignment, "A request for a review"),
    Guard(
        "reviewers_assignment",
        "UPDATE",
        "fixed_columns",
        "Who asked whom for which review cannot be changed.",
        changed("id", "revision_id", "member_id", "assigned_by_id", "assigned_at"),
    ),
    Guard(
        "reviewers_assignment",
        "UPDATE",
        "recusal_stays",
        "A recusal cannot be changed or taken back.",
        changed_once_set("recused_at", "recusal_reason"),
    ),
    *kept("reviewers_thread", "A point"),
    *irreplaceable(Thread, "A point"),
    Guard(
        "reviewers_thread",
        "UPDATE",
        "fixed_columns",
        "What a point says, where and how gravely cannot be changed.",
        changed("id", "revision_id", "node", "severity", "suggested_wording", "suggested_plain", "opened_at"),
    ),
    Guard(
        "reviewers_thread",
        "UPDATE",
        "stays_closed",
        "A closed point cannot be opened again.",
        changed_once_set("resolved_at", "resolved_by_name", "answer_id"),
    ),
    Guard(
        "reviewers_thread",
        "UPDATE",
        "answer_is_said_there",
        "A point is answered by a comment on it.",
        "NEW.answer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reviewers_comment said "
        "WHERE said.id = NEW.answer_id AND said.thread_id = NEW.id)",
    ),
    *kept("reviewers_member", "A board member"),
    *irreplaceable(Member, "A board member"),
    Guard(
        "reviewers_member",
        "UPDATE",
        "account_stays",
        "A board member who was asked or has said something keeps their account.",
        f"({HAS_A_PART}) AND ({changed('id', 'user_id')})",
    ),
]

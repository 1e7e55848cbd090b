"""What the database itself refuses in this room.

A sign-off cannot be changed and names the document in review, and nothing is approved on fewer sign-offs of different
members, on exactly its digest, than were asked for when it was submitted.
"""

from articles.guards import Guard, append_only
from reviewers.models import SignOff

GUARDS = [
    *append_only(SignOff, "A sign-off"),
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
]

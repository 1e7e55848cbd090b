"""What the database itself refuses in this room: a sign-off cannot be changed, and it names the document in review."""

from articles.guards import Guard, append_only

GUARDS = [
    *append_only("reviewers_signoff", "A sign-off", ["id"], ["revision_id", "member_id"]),
    Guard(
        "reviewers_signoff",
        "INSERT",
        "names_document_in_review",
        "A sign-off must name the digest of a revision that is under review.",
        "NOT EXISTS (SELECT 1 FROM articles_revision revision WHERE revision.id = NEW.revision_id "
        "AND revision.digest = NEW.digest AND revision.state = 'under_review')",
    ),
]

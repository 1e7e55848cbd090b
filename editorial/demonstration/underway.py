"""What became of the articles that no reader sees yet: a draft, one without reviewers, one in its second round."""

from articles.document import Document
from editorial.demonstration.clock import days_ago
from editorial.demonstration.people import Cast
from editorial.demonstration.rounds import ask, reword, start, statement_of, submit
from reviewers import board, discussion
from reviewers.models import Severity


def sciatica(who: Cast, text: Document) -> None:
    """In its second round: changes were requested and made, a major point of the first round is still open."""
    author, editor = who["author"], who["editor"]
    with days_ago(48):
        article = start(text, author)
        first = submit(article, author, "What the trial of early surgery found, and what comes before surgery.")
    with days_ago(46):
        ask(first, editor, who["okafor"], who["berger"])
    with days_ago(40):
        point = discussion.open_thread(
            revision=first,
            actor=who["berger"],
            node=statement_of(article, "Compared with placebo").pk,
            severity=Severity.MAJOR,
            text="“Slightly” and “short term” are not enough for somebody who decides about a needle in the spine. "
            "Say how many points on which scale, and up to which week, as the review does.",
        )
        drug = discussion.open_thread(
            revision=first,
            actor=who["okafor"],
            node=statement_of(article, "No drug was found").pk,
            text="Say what the trial of pregabalin found, here and in the plain wording.",
        )
    with days_ago(38):
        board.request_changes(
            revision=first,
            actor=who["okafor"],
            reason="The reference list has the trial of pregabalin, and no sentence says what it found. Patients ask "
            "for this drug by name.",
            digest=first.digest,
        )
    with days_ago(21):
        reword(
            article,
            "No drug was found",
            "Do not offer gabapentinoids: pregabalin relieved pain in the leg no better than placebo over 8 weeks and "
            "caused more adverse events",
            "Pregabalin and medicines like it should not be given. In a study over 8 weeks pregabalin eased the pain "
            "no better than a capsule without it, and it had more side effects.",
            author,
            citing=("nice-ng59", "mathieson2017"),
        )
        discussion.answer(
            thread=drug,
            actor=author,
            text="It does now, in both wordings: no better than placebo over 8 weeks, and more adverse events.",
        )
        second = submit(
            article, author, "Says what the trial of pregabalin found. The size of the effect of injection follows."
        )
    with days_ago(18):
        ask(second, editor, who["okafor"], who["berger"])
    with days_ago(3):
        discussion.reply(
            thread=point,
            actor=author,
            text="I have only the abstract and do not want to quote points that I did not see. I have asked for the "
            "full review.",
        )


def frozen_shoulder(who: Cast, text: Document) -> None:
    """A draft that the checks have something to say about."""
    with days_ago(5):
        start(text, who["author"])


def carpal_tunnel(who: Cast, text: Document) -> None:
    """Submitted: an editor is to ask members, one of whom has declared an interest."""
    author = who["feld"]
    with days_ago(4):
        article = start(text, author)
        submit(article, author, "Splint, injection, surgery; the trial compared the first and the last.")
        board.declare_interest(
            article=article,
            member=who["moretti"].board_member,
            description="Operates on carpal tunnels in private practice.",
            actor=who["moretti"],
        )

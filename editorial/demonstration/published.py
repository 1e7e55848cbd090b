"""What became of the articles that readers see, or saw: approved, in two versions, corrected, overdue, retracted."""

from articles import workflow
from articles.document import Document
from articles.models import NoticeKind, Statement
from articles.working_copy import byline
from editorial.demonstration.clock import days_ago
from editorial.demonstration.people import Cast
from editorial.demonstration.rounds import ask, reword, sign, start, statement_of, submit
from editorial.inbox import questions
from editorial.inbox.models import Question
from reviewers import board, discussion
from reviewers.models import Severity


def baastrup(who: Cast, text: Document) -> None:
    """Approved; its second version is under review, with a major point that its member can close."""
    author, editor = who["author"], who["editor"]
    article = start(text, author)
    byline.add_author(article=article, name="Henrik Aalto", credentials="MD, PhD", actor=author)
    first = submit(article, author, "Facts and figures follow the five sources; 4-6 weeks has none.")
    ask(first, editor, who["okafor"], who["berger"])
    sign(first, who["okafor"], who["berger"])
    reword(
        article,
        "Relief of up to 3 months",
        "Evidence for relief rests on one case: a patient aged 89 was free of pain for 3 months",
        "We know of only one person, aged 89, who was free of pain for 3 months after the injection.",
        author,
    )
    second = submit(article, author, "The relief after injection now begins with how little it rests on.")
    ask(second, editor, who["okafor"], who["tanaka"])
    discussion.open_thread(
        revision=second,
        actor=who["tanaka"],
        node=Statement.objects.get(article=article, professional__contains="after 4-6 weeks").pk,
        severity=Severity.MAJOR,
        text="No source is given for 4-6 weeks. Either cite one, or say that the interval is customary, not studied.",
        suggested_wording="If conservative care has not brought enough relief. The customary wait is 4-6 weeks; "
        "no study of this interval was found.",
        suggested_plain="If simple care has not helped enough. The usual wait is 4 to 6 weeks; nobody has studied it.",
    )


def polymyalgia(who: Cast, text: Document) -> None:
    """Approved more than a year ago, so its review is overdue; a reader says what is missing."""
    author = who["author"]
    with days_ago(430):
        article = start(text, author)
        revision = submit(article, author, "Three sources; the doses are those of the seminar in the Lancet.")
    with days_ago(424):
        ask(revision, who["editor"], who["tanaka"], who["weiss"])
    with days_ago(402):
        sign(revision, who["tanaka"], who["weiss"])
    with days_ago(9):
        questions.keep(
            kind=Question.Kind.PROBLEM,
            article=article,
            text="You say what sarilumab achieved in the trial, but not what it cost: the same paper reports "
            "neutropenia in 15% with sarilumab and in none with placebo.",
        )


def tennis_elbow(who: Cast, text: Document) -> None:
    """Retracted, because a reader read the cited trial to its end."""
    author, editor = who["feld"], who["editor"]
    with days_ago(330):
        article = start(text, author)
        revision = submit(article, author, "Two trials and a review.")
    with days_ago(328):
        ask(revision, who["haddad"], who["moretti"], who["solberg"])
    with days_ago(316):
        sign(revision, who["moretti"], who["solberg"])
    with days_ago(41):
        problem = questions.keep(
            kind=Question.Kind.PROBLEM,
            article=article,
            text="You quote the Lancet trial at 6 weeks. After a year the injections did worst in the same trial.",
        )
    with days_ago(38):
        workflow.issue_notice(
            article=article,
            kind=NoticeKind.RETRACTION,
            reason="It told of corticosteroid injections only how they help at 6 weeks. In the trial that it cites, "
            "success after 52 weeks was 69% with injections, 91% with physiotherapy and 83% with waiting. Do not rely "
            "on it; it is being rewritten.",
            actor=editor,
        )
        questions.close(question=problem, actor=editor)


def plantar_heel_pain(who: Cast, text: Document) -> None:
    """Approved, then corrected; the next version was sent back. One question was answered, one became a draft."""
    author, editor = who["author"], who["haddad"]
    with days_ago(205):
        article = start(text, author)
        revision = submit(article, author, "Core treatment as in the best practice guide of 2021.")
    with days_ago(203):
        ask(revision, editor, who["moretti"], who["solberg"])
    with days_ago(201):
        board.recuse(
            revision=revision,
            actor=who["moretti"],
            reason="I take part in a study of shock wave therapy.",
            conflict=True,
        )
    with days_ago(200):
        ask(revision, editor, who["berger"])
    with days_ago(193):
        sign(revision, who["berger"], who["solberg"])
    with days_ago(64):
        workflow.issue_notice(
            article=article,
            kind=NoticeKind.CORRECTION,
            reason="The statement on strength training did not say how many people took part in the trial: 48. "
            "The advice is the same.",
            actor=editor,
        )
    with days_ago(60):
        reword(
            article,
            "Heel raises on one leg",
            "In a trial with 48 patients, heel raises on one leg, with a towel under the toes, every second day led "
            "to a better foot function index at 3 months than stretching; at 1, 6 and 12 months there was no "
            "difference. Both groups wore shoe inserts.",
            statement_of(article, "Heel raises on one leg").plain,
            author,
        )
        second = submit(article, author, "Says on how many people strength training was tried, as the correction does.")
        ask(second, editor, who["berger"], who["solberg"])
    with days_ago(52):
        board.request_changes(
            revision=second,
            actor=who["solberg"],
            reason="The plain wording does not say that there were 48 people. Most readers see only that one.",
            digest=second.digest,
        )
    with days_ago(16):
        asked = questions.keep(
            kind=Question.Kind.QUESTION, article=article, text="Do I need a steroid injection, or can I do without?"
        )
        running = questions.keep(
            kind=Question.Kind.QUESTION, article=article, text="May I go on running while my heel still hurts?"
        )
    with days_ago(15):
        questions.answer(question=asked, article=article, actor=editor)
        questions.start_draft(question=running, title="Can I run with plantar heel pain?", actor=editor)


def gout(who: Cast, text: Document) -> None:
    """Approved twice: the second version has the doses of a trial, which the comparison shows first."""
    author, editor = who["feld"], who["haddad"]
    members = who["tanaka"], who["weiss"]
    with days_ago(186):
        article = start(text, author)
        first = submit(article, author, "Guidelines from three houses, and the two trials of colchicine.")
    with days_ago(184):
        ask(first, editor, *members)
    with days_ago(180):
        point = discussion.open_thread(
            revision=first,
            actor=who["weiss"],
            node=statement_of(article, "In a trial in general practice").pk,
            severity=Severity.MINOR,
            text="Which doses were compared? For the next version, please say so here.",
        )
    with days_ago(178):
        discussion.reply(thread=point, actor=author, text="I will, with the doses from the abstract.")
        discussion.resolve(thread=point, actor=who["weiss"])
    with days_ago(174):
        sign(first, *members)
    with days_ago(30):
        reword(
            article,
            "In a trial in general practice",
            "In a trial in general practice with 399 patients, naproxen (750 mg at once, then 250 mg every 8 hours "
            "for 7 days) and colchicine (500 micrograms three times a day for 4 days) relieved pain equally well over "
            "7 days",
            "A study compared two treatments in 399 people. Naproxen was given as 750 mg at once, then 250 mg every "
            "8 hours for 7 days. Colchicine was given as 500 micrograms three times a day for 4 days. Both helped "
            "equally well in these 7 days.",
            author,
        )
        second = submit(article, author, "The doses of the trial in general practice, as promised.")
        ask(second, editor, *members)
    with days_ago(22):
        sign(second, *members)
    with days_ago(2):
        questions.keep(
            kind=Question.Kind.QUESTION,
            article=article,
            text="Which of the three medicines is best for somebody with weak kidneys?",
        )


def migraine(who: Cast, text: Document) -> None:
    """Approved, in German."""
    author, editor = who["feld"], who["editor"]
    with days_ago(104):
        article = start(text, author)
        revision = submit(article, author, "Der erste Text in Deutsch; Leitlinien und drei Cochrane-Reviews.")
    with days_ago(102):
        ask(revision, editor, who["novak"], who["berger"])
    with days_ago(92):
        sign(revision, who["novak"], who["berger"])
    with days_ago(1):
        questions.keep(
            kind=Question.Kind.QUESTION,
            article=article,
            text="Darf ich nach dem Ibuprofen am selben Tag noch ein Triptan nehmen?",
            language="de",
        )

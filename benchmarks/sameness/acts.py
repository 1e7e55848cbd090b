"""What the people of the demonstration do, through the forms of the pages, so that every mail is sent once.

A form, a field or a link that is not there is noted instead of its answer: a comparison shows it.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.sameness.visitor import PASSWORD, Answer, Missing, Visitor

SHIPPED = "/articles/baastrups-disease/"
ARTICLE = r"^/desk/articles/[0-9a-f-]{36}/$"
REVISION = r"^/desk/revisions/[0-9a-f-]{36}/$"
REVIEW = r"^/board/revisions/[0-9a-f-]{36}/$"
QUESTION = r"^/desk/questions/[0-9a-f-]{36}/$"
STATEMENT = r"^/desk/articles/[0-9a-f-]{36}/statements/[0-9a-f-]{36}/$"


def work(people: dict[str, Visitor], checkout: Path) -> Iterator[tuple[str, str]]:
    """Each act in order: its name, and what came back (the redirect, and the page after it)."""
    story = Story(people, (checkout / "tests" / "data" / "page.txt").read_text())
    for number, act in enumerate(story.acts(), start=1):
        name = f"{number:02}-{act.__name__.replace('_', '-')}"
        try:
            answer, by = act()
        except Missing as missing:
            yield name, f"Could not be done: {missing}"
            continue
        after = by.follow(answer)
        yield name, answer.recorded if after is answer else f"{answer.recorded}\n\n{after.recorded}"


Done = tuple[Answer, Visitor]


class Story:
    """A question is asked and answered; an imported article goes through two rounds to readers and is retracted."""

    def __init__(self, people: dict[str, Visitor], text: str) -> None:
        self.public, self.author, self.editor = people["public"], people["author"], people["editor"]
        self.okafor, self.berger, self.tanaka = people["okafor"], people["berger"], people["tanaka"]
        self.text = text
        self.article = ""
        self.revision = ""

    def acts(self) -> list[Callable[[], Done]]:
        return [
            self.ask,
            self.ask_without_consent,
            self.report,
            self.answer_question,
            self.import_text,
            self.keep_import,
            self.edit_statement,
            self.edit_statement_to_nothing,
            self.submit_article,
            self.assign_first,
            self.assign_second,
            self.comment,
            self.reply,
            self.resolve,
            self.comment,
            self.request_changes,
            self.submit_again,
            self.assign_first,
            self.assign_second,
            self.resolve,
            self.recuse,
            self.assign_third,
            self.sign_with_wrong_password,
            self.sign_first,
            self.sign_third,
            self.withdraw_without_reason,
            self.withdraw,
            self.correct,
            self.express_concern,
            self.retract,
            self.reset_password,
        ]

    def ask(self) -> Done:
        form = {"text": "How long does an injection last?", "email": "reader@example.org", "consent": "on"}
        return self.public.submit(f"{SHIPPED}ask/", "/ask/", **form), self.public

    def ask_without_consent(self) -> Done:
        form = {"text": "Is it dangerous?", "email": "reader@example.org"}
        return self.public.submit(f"{SHIPPED}ask/", "/ask/", **form), self.public

    def report(self) -> Done:
        return self.public.submit(f"{SHIPPED}report/", "/report/", text="A figure looks wrong."), self.public

    def answer_question(self) -> Done:
        question = self.editors_page("How long does an injection last?", QUESTION, "/desk/questions/")
        return self.editor.submit(question, "/answer/", article="#1"), self.editor

    def editors_page(self, said: str, pattern: str, *paths: str) -> str:
        """Of the pages that the editor finds on one of these, the first that says so."""
        for path in paths:
            for link in self.linked(path, pattern):
                if said in self.editor.get(link).text:
                    return link
        raise Missing(f"No page like {pattern} says “{said}”")

    def linked(self, path: str, pattern: str) -> list[str]:
        return [link for link in self.editor.links(path) if re.search(pattern, link)]

    def import_text(self) -> Done:
        self.preview = self.author.submit("/desk/import/", "/import/", text=self.text)
        return self.preview, self.author

    def keep_import(self) -> Done:
        kept = self.author.send(self.preview, "/import/")
        self.article = kept.location
        return kept, self.author

    def edit_statement(self) -> Done:
        statement = self.author.find(self.article, STATEMENT)
        changed = {"professional": "Pain at the outer side of the elbow, strongest when gripping"}
        return self.author.submit(statement, "/statements/[^/]+/", **changed), self.author

    def edit_statement_to_nothing(self) -> Done:
        statement = self.author.find(self.article, STATEMENT)
        return self.author.submit(statement, "/statements/[^/]+/", professional=""), self.author

    def submit_article(self) -> Done:
        return self.author.submit(self.article, "/submit/", message="Ready for the board."), self.author

    def submit_again(self) -> Done:
        return self.author.submit(self.article, "/submit/", message="The grip is said now."), self.author

    def assign(self, name: str) -> Done:
        columns = ("/desk/pipeline/submitted/", "/desk/pipeline/under-review/")
        self.revision = self.editors_page("tennis elbow", REVISION, *columns)
        return self.editor.submit(self.revision, "/assign/", member=f"={name}", reason="You treat it."), self.editor

    def assign_first(self) -> Done:
        return self.assign("Ines Okafor")

    def assign_second(self) -> Done:
        return self.assign("Tomas Berger")

    def assign_third(self) -> Done:
        return self.assign("Aiko Tanaka")

    @property
    def review(self) -> str:
        return self.revision.replace("/desk/", "/board/")

    def comment(self) -> Done:
        page = f"{self.review}comment/"
        form = {"text": "Say which grip.", "severity": "major", "suggested_wording": "Strongest at a firm grip"}
        return self.okafor.submit(page, "/comment/", **form), self.okafor

    def reply(self) -> Done:
        return self.author.submit(self.article, "/reply/", text="It is the firm grip."), self.author

    def resolve(self) -> Done:
        return self.okafor.submit(self.review, "/resolve/"), self.okafor

    def request_changes(self) -> Done:
        page = f"{self.review}request-changes/"
        return self.okafor.submit(page, "/request-changes/", reason="Say which grip is meant."), self.okafor

    def recuse(self) -> Done:
        page = f"{self.review}recuse/"
        return self.berger.submit(page, "/recuse/", reason="I know the maker.", conflict="on"), self.berger

    def sign_with_wrong_password(self) -> Done:
        return self.okafor.submit(f"{self.review}sign/", "/sign/", password="not mine"), self.okafor  # noqa: S106

    def sign_first(self) -> Done:
        return self.okafor.submit(f"{self.review}sign/", "/sign/", password=PASSWORD), self.okafor

    def sign_third(self) -> Done:
        return self.tanaka.submit(f"{self.review}sign/", "/sign/", password=PASSWORD), self.tanaka

    def shipped(self) -> str:
        for link in self.linked("/desk/articles/", ARTICLE):
            if link != self.article:
                return link
        raise Missing("The shipped article is not among all articles")

    def withdraw_without_reason(self) -> Done:
        return self.author.submit(self.shipped(), "/withdraw/", reason=""), self.author

    def withdraw(self) -> Done:
        return self.author.submit(self.shipped(), "/withdraw/", reason="It needs another look."), self.author

    def notice(self, kind: str, reason: str) -> Done:
        form = {"kind": kind, "reason": reason, "confirmed": "on"}
        return self.editor.submit(f"{self.article}notice/", "/notice/", **form), self.editor

    def correct(self) -> Done:
        return self.notice("correction", "The rate of the first line was rounded.")

    def express_concern(self) -> Done:
        return self.notice("expression_of_concern", "A source is in doubt.")

    def retract(self) -> Done:
        return self.notice("retraction", "The figures were invented for a test.")

    def reset_password(self) -> Done:
        answer = self.public.submit("/accounts/password/reset/", "/reset/", email="author@example.org")
        return answer, self.public

"""The main job, walked by its people: a text becomes an article, the board signs it, the public reads it."""

import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, TimeoutError, expect

from editorial.demonstration import PASSWORD
from tests.journeys.door import Door

TEXT = (Path(__file__).parents[1] / "data" / "page.txt").read_text()
QUESTION = "What helps against tennis elbow?"
AUTHOR, EDITOR = "author@example.org", "editor@example.org"
FIRST, SECOND = "okafor@example.org", "berger@example.org"
A_WORKER_TRUSTS_ITS_SHELF = 1000.0  # milliseconds: settings.SHELF_SECONDS
TRIES = 20  # to find in the search what was just approved
EDITED = "Pain at the outer side of the elbow, strongest when gripping"


def test_an_article_goes_from_pasted_text_through_two_signatures_to_its_readers(door: Door) -> None:
    author = given_an_imported_article(door)
    when_the_author_edits_a_statement_and_submits(author)
    then_the_public_sees_nothing_yet(door)

    editor = door.open(EDITOR)
    when_the_editor_asks_two_members(editor)

    when_the_first_member_comments_and_signs(door.open(FIRST))
    then_the_public_sees_nothing_yet(door)
    when_the_second_member_signs(door.open(SECOND))

    reader = door.open()
    then_the_reader_finds_and_trusts_it(reader)
    then_the_proof_verifies(reader)
    then_a_question_is_answered_with_quotations(reader)

    when_the_editor_issues(editor, "Correction", "The rate of the first line was rounded.")
    then_a_banner_tells_the_correction(reader)
    when_the_editor_issues(editor, "Retraction", "The figures were invented for a test.")
    then_a_tombstone_stands_where_the_article_was(reader)


def given_an_imported_article(door: Door) -> Page:
    author = door.open(AUTHOR)
    author.goto("/desk/import/")
    author.get_by_label("Text of the article").fill(TEXT)
    author.get_by_role("button", name="Show the structure").click()
    expect(author.get_by_role("heading", level=1)).to_have_text(QUESTION)
    author.get_by_role("button", name="Keep as a new article").click()
    expect(author.get_by_role("heading", level=1, name=QUESTION)).to_be_visible()
    return author


def when_the_author_edits_a_statement_and_submits(author: Page) -> None:
    statement = author.locator(".editable", has_text="strongest at grip level").first
    statement.get_by_role("link", name="Edit").click()
    wording = author.get_by_label("Professional wording")
    wording.fill(EDITED)
    author.get_by_role("button", name="Save").click()
    expect(author.locator(".editable", has_text=EDITED)).to_contain_text("Saved")
    author.get_by_label("Message").fill("Ready for the board.")
    author.get_by_role("button", name="Submit").click()
    expect(author.locator(".messages")).to_contain_text("is submitted")


def then_the_public_sees_nothing_yet(door: Door) -> None:
    stranger = door.open()
    stranger.goto("/search/?q=tennis+elbow")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Search")
    expect(stranger.get_by_role("main")).not_to_contain_text(QUESTION)


def when_the_editor_asks_two_members(editor: Page) -> None:
    editor.goto("/desk/pipeline/")
    editor.get_by_role("link", name=QUESTION).first.click()
    for name in ("Ines Okafor", "Tomas Berger"):
        editor.get_by_role("radio", name=name).check()
        editor.get_by_label("Why this member").fill("You treat it every day.")
        editor.get_by_role("button", name="Ask for a review").click()
        expect(editor.locator(".messages")).to_contain_text(f"{name} is asked")


def when_the_first_member_comments_and_signs(member: Page) -> None:
    member.goto("/board/")
    member.get_by_role("link", name=QUESTION).first.click()
    expect(member.get_by_role("heading", level=1)).to_have_text(QUESTION)
    part = member.locator(".part", has_text=EDITED)
    part.get_by_role("link", name="Comment").click()
    part.get_by_label("Comment", exact=True).fill("Say which grip.")
    part.get_by_role("button", name="Send comment").click()
    expect(part.locator(".thread")).to_contain_text("Say which grip.")

    member.get_by_role("link", name="Approve and sign").click()
    member.get_by_label("Your password").fill("not my password")
    member.get_by_role("button", name="Sign", exact=True).click()
    expect(member.locator(".message.error")).to_contain_text("password")
    sign(member)
    expect(member.locator(".certificate")).to_contain_text("Ines Okafor")


def when_the_second_member_signs(member: Page) -> None:
    member.goto("/board/")
    member.get_by_role("link", name=QUESTION).first.click()
    member.get_by_role("link", name="Approve and sign").click()
    sign(member)
    expect(member.locator(".messages")).to_contain_text("approved and published")


def sign(member: Page) -> None:
    member.get_by_label("Your password").fill(PASSWORD)
    member.get_by_role("button", name="Sign", exact=True).click()
    expect(member.get_by_role("heading", level=1)).to_have_text("Certificate of sign-off")


def then_the_reader_finds_and_trusts_it(reader: Page) -> None:
    reader.goto("/")
    found = reader.locator("#results").get_by_role("link", name=QUESTION)
    for _attempt in range(TRIES):  # a worker indexes it after the answer, behind whatever else it has to do
        reader.get_by_role("main").get_by_label("Search approved articles").fill("")
        reader.get_by_role("main").get_by_label("Search approved articles").fill("tennis elbow")
        with suppress(TimeoutError):
            found.wait_for(timeout=2000)
            break
    found.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(QUESTION)
    expect(reader.locator(".answer")).not_to_be_empty()
    expect(reader.locator('.stepper [aria-current="step"]')).to_have_text("Approved")
    expect(reader.locator(".approved-by")).to_contain_text(re.compile("Ines Okafor.*Tomas Berger", re.DOTALL))
    expect(reader.get_by_role("main")).to_contain_text(EDITED)

    lines = reader.locator("ol.flow > li")
    expect(lines.locator("h3")).to_contain_text(["Conservative Care", "Injection Procedures", "Surgical Intervention"])
    expect(lines.nth(1).locator(".connector")).to_contain_text("after 6 to 12 weeks")
    expect(lines.nth(0).locator(".rate")).to_contain_text("41.5%")

    reader.get_by_role("button", name="Source 1").first.click()
    expect(reader.get_by_role("dialog", name="Source 1")).to_be_visible()
    reader.keyboard.press("Escape")
    expect(reader.get_by_role("dialog", name="Source 1")).to_be_hidden()

    reader.get_by_role("link", name="Plain words").click()
    expect(reader).to_have_url(re.compile("/plain/$"))
    expect(reader.get_by_role("main")).to_contain_text(
        "professional wording", ignore_case=True
    )  # none is in plain words
    reader.get_by_role("link", name="Professional", exact=True).click()


def then_the_proof_verifies(reader: Page) -> None:
    reader.get_by_role("link", name="See the signatures and verify them").click()
    expect(reader.get_by_role("main")).to_contain_text("were recomputed when this page was made, and agree")
    expect(reader.locator("article.card h3")).to_have_text([re.compile("Ines Okafor"), re.compile("Tomas Berger")])
    reader.go_back()


def then_a_question_is_answered_with_quotations(reader: Page) -> None:
    reader.get_by_label("Your question").fill("How long should I wait before an injection?")
    reader.get_by_role("button", name="Ask", exact=True).click()
    expect(reader.locator(".quotes blockquote").first).to_be_visible()
    expect(reader.locator(".quotes")).to_contain_text(QUESTION)
    reader.get_by_role("link", name=QUESTION).first.click()


def when_the_editor_issues(editor: Page, kind: str, reason: str) -> None:
    editor.goto("/desk/pipeline/approved/")
    editor.get_by_role("link", name=QUESTION).first.click()
    editor.get_by_role("link", name="Working copy").click()
    editor.get_by_role("link", name="Issue a notice").click()
    editor.get_by_role("radio", name=kind).check()
    editor.get_by_label("Reason").fill(reason)
    editor.get_by_label("I have read it again").check()
    editor.get_by_role("button", name="Issue the notice").click()
    expect(editor.locator(".messages")).to_contain_text("The notice is issued")


def then_a_banner_tells_the_correction(reader: Page) -> None:
    reader.wait_for_timeout(A_WORKER_TRUSTS_ITS_SHELF)
    reader.reload()
    expect(reader.locator(".banner-correction")).to_contain_text("The rate of the first line was rounded.")


def then_a_tombstone_stands_where_the_article_was(reader: Page) -> None:
    reader.wait_for_timeout(A_WORKER_TRUSTS_ITS_SHELF)
    answer = reader.reload()
    assert answer is not None
    assert answer.status == 410
    expect(reader.get_by_role("main")).to_contain_text("The figures were invented for a test.")
    expect(reader.get_by_role("main")).not_to_contain_text(EDITED)

"""Scripts switched off: readers find, read and ask; a member of the board comments and signs."""

import re
from typing import Any

from playwright.sync_api import expect

from editorial.demonstration import PASSWORD
from tests.journeys.door import Door
from tests.journeys.furnish import TO_SIGN, Furniture
from tests.journeys.places import SHIPPED

OFF: dict[str, Any] = {"java_script_enabled": False}


def test_a_reader_finds_reads_and_asks(door: Door) -> None:
    reader = door.open(**OFF)
    reader.goto("/")
    reader.get_by_role("main").get_by_label("Search approved articles").fill("kissing spine")
    reader.get_by_role("main").get_by_role("button", name="Search").click()
    reader.locator("#results h3 a").first.click()
    expect(reader).to_have_url(re.compile(SHIPPED))
    expect(reader.locator('.stepper [aria-current="step"]')).to_have_text("Approved")

    reader.get_by_role("button", name="Source 1").first.click()
    expect(reader.get_by_role("dialog", name="Source 1")).to_be_visible()
    reader.get_by_role("link", name="In the reference list").first.click()
    expect(reader).to_have_url(re.compile("#ref-1$"))
    expect(reader.locator(".flow details").first.locator("summary")).to_be_attached()

    reader.get_by_role("button", name="Patient or carer").click()
    expect(reader).to_have_url(re.compile("/plain/$"))

    reader.get_by_label("Your question").fill("May I swim?")
    reader.get_by_role("button", name="Ask", exact=True).click()
    reader.get_by_label("Your question to the editors").fill("May I swim with it?")
    reader.get_by_role("button", name="Send to the editors").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("the editors have it")


def test_a_member_signs_in_comments_and_signs(door: Door, furniture: Furniture) -> None:
    member = door.open(**OFF)
    member.goto(furniture.to_sign)
    member.get_by_label("Email").fill("tanaka@example.org")
    member.get_by_label("Password").fill(PASSWORD)
    member.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(member.get_by_role("heading", level=1)).to_have_text(TO_SIGN)

    member.get_by_role("link", name="Comment").first.click()
    member.get_by_label("Comment", exact=True).fill("Fine as it is.")
    member.get_by_role("button", name="Send comment").click()
    expect(member.get_by_role("main")).to_contain_text("Fine as it is.")

    member.get_by_role("link", name="Approve and sign").click()
    member.get_by_label("Your password").fill("wrong")
    member.get_by_role("button", name="Sign", exact=True).click()
    expect(member.locator(".message.error")).to_contain_text("password")
    member.get_by_label("Your password").fill(PASSWORD)
    member.get_by_role("button", name="Sign", exact=True).click()
    expect(member.get_by_role("heading", level=1)).to_have_text("Certificate of sign-off")

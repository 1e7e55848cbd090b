"""A text is imported over an article: downloaded, changed elsewhere, compared, taken in part, and undone."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.articles.exporting.conftest import judge
from tests.journeys.door import Door
from tests.journeys.furnish import Furniture
from tests.journeys.test_judges import ASK_AXE, EVERY_VIEW, axe

__all__ = ["axe", "judge"]
OFF: dict[str, Any] = {"java_script_enabled": False}


def text_of(page: Any, article: str) -> str:
    text: str = page.request.get(f"{article}text/").text()
    assert text.startswith("# ")
    return text


@pytest.mark.parametrize("options", [{}, OFF], ids=["with scripts", "without"])
def test_part_of_a_text_is_taken_over_and_undone(door: Door, furniture: Furniture, options: dict[str, Any]) -> None:
    editor = door.open("editor@example.org", **options)
    article = furniture.hostile_desk[0]
    before = text_of(editor, article)
    text = before.replace("\n## ", "\n## A new part\n\nThis came with the text.\n\nSo did this.\n\n## ", 1)
    editor.goto(article)
    editor.get_by_role("link", name="Import over it").click()
    editor.get_by_label("Text of the article").fill(text.replace("# ", "# Now: ", 1))
    editor.get_by_role("button", name="Compare").click()
    expect(editor.get_by_role("checkbox")).to_have_count(2)
    editor.get_by_role("checkbox", name="A new part").uncheck()
    editor.get_by_role("button", name="Take over what is ticked").click()
    expect(editor.get_by_text("1 change was taken over. Undo takes it back.")).to_be_visible()
    expect(editor.get_by_role("heading", level=1)).to_contain_text("Now: ")
    assert "This came with the text." not in text_of(editor, article)
    editor.locator("#undo").get_by_role("button", name="Undo").click()
    expect(editor.get_by_role("heading", level=1)).not_to_contain_text("Now: ")
    assert text_of(editor, article) == before


def test_axe_finds_no_violation_where_texts_are_compared(door: Door, furniture: Furniture, axe: str) -> None:
    editor = door.open("editor@example.org")
    article = furniture.hostile_desk[0]
    text = "# Another title\n\n## Another part\n\nAll of it is other words.\n"
    editor.goto(article)
    editor.get_by_role("link", name="Import over it").click()
    editor.get_by_label("Text of the article").fill(text)
    editor.get_by_role("button", name="Compare").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("Import over it")
    editor.evaluate(axe)
    found = []
    for scheme, width in EVERY_VIEW:
        editor.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        editor.set_viewport_size({"width": width, "height": 900})
        found += [f"{scheme} {width}: {rule} at {nodes}" for rule, nodes in editor.evaluate(ASK_AXE)]
        excess = editor.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{scheme} {width}: {excess} px too wide"] if excess > 0 else []
    assert not found, "\n".join(found)

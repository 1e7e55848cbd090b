"""How long it will take: words at reading speed, and a minute for each figure."""

from articles.comparison import compare
from articles.document import Document, Statement
from editorial.boardroom.effort import effort
from tests.samples import sample_document


def with_answer(text: str) -> Document:
    answer = sample_document().answer[0].model_copy(update={"professional": text, "plain": ""})
    return sample_document().model_copy(update={"answer": (answer,)})


def test_a_new_article_is_all_its_statements():
    found = effort(sample_document(), None)
    assert (found.is_new, found.parts, found.figures) == (True, 21, 3)


def test_a_later_revision_is_what_changed():
    before, after = with_answer("Rest at first."), with_answer("Rest for two days.")
    found = effort(after, compare(before, after))
    assert (found.is_new, found.parts, found.words) == (False, 1, 7)


def test_an_unchanged_revision_still_takes_a_minute():
    found = effort(sample_document(), compare(sample_document(), sample_document()))
    assert (found.parts, found.minutes) == (0, 1)


def test_minutes_grow_with_words_and_figures():
    document = Document(title="Long?", answer=(Statement(professional="word " * 401),))
    assert effort(document, None).minutes == 3

"""Records that are older than the rule about characters: every output that is made of them is valid all the same."""

import json
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from lxml import etree

from articles import characters, workflow
from articles.csl import Csl, PersonName
from articles.document import Document, Reference, Section, Statement
from articles.importing.text import import_text
from articles.models import NoticeKind, Revision
from editorial.accounts.models import User
from editorial.house import pages
from editorial.house.models import HousePage
from editorial.press.models import PressedPage
from editorial.typesetting.old_words import TO_BE_EDITED, fit_page
from reviewers import board
from reviewers.models import SignOff
from tests import factories
from tests.editorial import canaries
from tests.editorial.addresses import addresses
from tests.editorial.canaries import House
from tests.editorial.test_canary import values_for
from tests.working import work_off

BAD = "\u0007\u0008\x0b\x7f\x80\ufffe\uffff\u2028\u202e"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
PAGES = ("", "plain/", "proof/", "versions/", "ask/", "report/")
FILES = ("article.txt", "fhir.json", "references.json", "references.ris", "references.bib", "article.pdf")


@pytest.fixture
def before_the_rule(db: None, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The house as it was: nothing is asked and nothing is shown otherwise, until the patch is undone."""
    monkeypatch.setattr(characters, "_first_unfit", lambda _text: None)
    monkeypatch.setattr(characters, "_BREAK", re.compile("(?!)"))
    return monkeypatch


def old_document() -> Document:
    reference = Reference(
        key=f"key{BAD}",
        csl=Csl(
            title=f"A{BAD} title",
            author=(PersonName(family=f"Fa{BAD}m", given="G"),),
            DOI="10.1/x",
            URL="https://a.org",
        ),
    )
    said = Statement(professional=f"Give {BAD}05 mg.", plain=f"Take {BAD}it.", citations=(reference.id,))
    return Document(
        title=f"What{BAD} helps?",
        heading=f"He{BAD}ading",
        specialty=f"Sp{BAD}ine",
        answer=(said,),
        sections=(Section(kind="overview", title=f"Un{BAD}der", statements=(Statement(professional=f"It {BAD}is."),)),),
        references=(reference,),
    )


@pytest.mark.django_db(transaction=True)
def test_every_output_of_an_old_record_is_answered_and_valid(
    client: Client, before_the_rule: pytest.MonkeyPatch
) -> None:
    author = factories.author(name=f"Ada{BAD} Author")
    revision = factories.approved(factories.draft(by=author, document=old_document()))
    article, digest = revision.article, revision.digest
    workflow.issue_notice(
        article=article, kind=NoticeKind.CORRECTION, reason=f"Wrong{BAD}dose.", actor=factories.editor()
    )
    before_the_rule.undo()
    PressedPage.objects.all().delete()
    call_command("index_passages")
    base = f"/articles/{article.slug}/"
    for path in [*(base + each for each in (*PAGES, *FILES)), "/", "/search/?q=helps", "/sitemap.xml"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        if not path.endswith(".pdf"):
            assert not FORBIDDEN.search(b"".join(answer).decode() if answer.streaming else answer.content.decode()), (
                path
            )
    feeds = [client.get(f"/feeds/{name}.atom").content for name in ("new", "corrected", "retracted")]
    assert b"Wrong[U+0007]" in feeds[1]
    for feed in feeds:
        etree.fromstring(feed)
    text = client.get(base + "article.txt").content
    assert "05 mg" in import_text(text).document.answer[0].professional
    assert "05 mg" in json.dumps(client.get(base + "fhir.json").json())
    assert client.get(base + "document.json").content == revision.frozen.content.encode()
    assert Revision.objects.get(pk=revision.pk).document.digest == digest
    assert client.get(f"/api/v1/articles/{article.slug}").status_code == 200
    workflow.issue_notice(
        article=article, kind=NoticeKind.EXPRESSION_OF_CONCERN, reason="Doubt.", actor=factories.editor()
    )
    work_off()
    assert "What[U+0007]" in mail.outbox[-1].subject + mail.outbox[-1].body
    assert not FORBIDDEN.search(mail.outbox[-1].subject + mail.outbox[-1].body)


@pytest.mark.django_db(transaction=True)
def test_a_retraction_with_an_old_reason_leaves_the_feed_standing(
    client: Client, before_the_rule: pytest.MonkeyPatch
) -> None:
    article = factories.approved().article
    workflow.issue_notice(
        article=article, kind=NoticeKind.RETRACTION, reason=f"Wrong{BAD}dose.", actor=factories.editor()
    )
    before_the_rule.undo()
    root = etree.fromstring(client.get("/feeds/retracted.atom").content)
    assert "Wrong[U+0007]" in "".join(root.itertext())


def test_the_board_is_shown_what_it_signs(client: Client, before_the_rule: pytest.MonkeyPatch) -> None:
    revision, (member, _other) = factories.under_review(document=old_document())
    before_the_rule.undo()
    client.force_login(member.user)
    for page in ("", "sign/", "comment/", "request-changes/", "recuse/"):
        answer = client.get(f"/board/revisions/{revision.pk}/{page}")
        assert answer.status_code == 200
        assert "[U+202E]" in answer.content.decode()
        assert not FORBIDDEN.search(answer.content.decode())


def test_the_desk_opens_and_names_the_place(client: Client, before_the_rule: pytest.MonkeyPatch) -> None:
    article = factories.draft(document=old_document())
    before_the_rule.undo()
    client.force_login(article.author)
    answer = client.get(f"/desk/articles/{article.pk}/")
    assert answer.status_code == 200
    assert "U+0007 (bell)" in answer.content.decode()
    sent = client.post(f"/desk/articles/{article.pk}/submit/", {"message": ""})
    assert sent.status_code == 409
    assert not article.revisions.exists()


def bare(page: str) -> str:
    """The page without what it gives back to be edited."""
    return TO_BE_EDITED.sub("", page)


@pytest.fixture
def old_house(before_the_rule: pytest.MonkeyPatch) -> House:
    """Every kind of text that people write, kept when nothing was asked."""
    before_the_rule.setattr(canaries, "CANARY", f"{canaries.CANARY}{BAD}")
    members = [
        factories.member(user=factories.person(name=f"Dr{BAD} Old"), specialty=f"Spi{BAD}ne") for _number in range(2)
    ]
    secrets = canaries.house()
    article = factories.draft(by=factories.author(name=f"Ada{BAD} Author"), document=old_document())
    revision = factories.submitted(article)
    editor = factories.editor(name=f"Eve{BAD} Editor")
    for each in members:
        each.disclosure = f"No{BAD}ne."
        each.save()
        board.assign(revision=revision, member=each, actor=editor, reason=f"You{BAD}know.")
    for each in members:
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    for kind in (NoticeKind.CORRECTION, NoticeKind.EXPRESSION_OF_CONCERN):
        workflow.issue_notice(article=article, kind=kind, reason=f"Wrong{BAD}dose.", actor=editor)
    pages.edit(
        page=HousePage.objects.order_by("slug")[0],
        version=1,
        title=f"Po{BAD}licy",
        body=f"We{BAD}.",
        actor=editor_in_chief(),
    )
    before_the_rule.undo()
    return secrets


def editor_in_chief() -> User:
    return factories.chief_editor(name=f"Chi{BAD}ef")


def operator() -> User:
    return factories.person(name="Op", is_staff=True, is_superuser=True)


def test_no_page_breaks_or_is_turned_round_by_what_is_stored(client: Client, old_house: House) -> None:
    rooms = {
        "": None,
        "board": SignOff.objects.filter(name__startswith="Dr\a")[0].member.user,
        "desk": editor_in_chief(),
        "operators": operator(),
    }
    paths = {each.path for each in addresses(values_for(old_house)) if not each.path.startswith("/de/")}
    for room, who in rooms.items():
        if who:
            client.force_login(who)
        told = []
        for path in sorted(paths - {"/operators/logout/"}):
            here = path.split("/")[1]
            if here != room if room else here in rooms:
                continue
            answer = client.get(path)
            assert answer.status_code < 500, path
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                page = bare(answer.getvalue().decode())
                assert not FORBIDDEN.search(page), path
                told += [path] if "[U+202E]" in page else []
        assert told, room


def test_what_is_to_be_edited_is_given_back_to_the_byte_and_nothing_else() -> None:
    edited = '<textarea rows="2">e\x07&lt;</textarea>', '<input value="g\x07">'
    page = f'<p title="a\u202eb">c\x07d\r\n</p>{edited[0]}f\u2066{edited[1]}h\ufffe'
    fit = f'<p title="a[U+202E]b">c[U+0007]d\n</p>{edited[0]}f[U+2066]{edited[1]}h[U+FFFE]'
    assert fit_page(page) == fit
    assert fit_page(plain := "<p>Nothing\tto do.\n</p>") is plain

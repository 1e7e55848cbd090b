"""Every address of the site is one that somebody wanted.

A library that brings a page, now or with its next release, turns these tests red: what is served is written down here.
"""

from collections.abc import Iterable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories

WANTED = {
    "accounts": {
        "accounts/login/",
        "accounts/logout/",
        "accounts/password/change/",
        "accounts/password/reset/",
        "accounts/password/reset/done/",
        "accounts/password/reset/key/done/",
        "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        "start/",
    },
    "desk": {
        "desk/",
        "desk/mine/",
        "desk/new/",
        "desk/import/",
        "desk/house/",
        "desk/house/<slug:slug>/",
        "desk/pipeline/",
        "desk/pipeline/<slug:name>/",
        "desk/articles/",
        "desk/articles/<uuid:article>/",
        "desk/articles/<uuid:article>/about/",
        "desk/articles/<uuid:article>/authors/add/",
        "desk/articles/<uuid:article>/authors/<uuid:author>/move/",
        "desk/articles/<uuid:article>/hand-over/",
        "desk/articles/<uuid:article>/archive/",
        "desk/articles/<uuid:article>/take-back/",
        "desk/articles/<uuid:article>/delete/",
        "desk/articles/<uuid:article>/submit/",
        "desk/articles/<uuid:article>/withdraw/",
        "desk/articles/<uuid:article>/notice/",
        "desk/articles/<uuid:article>/history/",
        "desk/articles/<uuid:article>/text/",
        "desk/articles/<uuid:article>/answer/",
        "desk/articles/<uuid:article>/findings/",
        "desk/articles/<uuid:article>/parts/<uuid:node>/",
        "desk/articles/<uuid:article>/<str:kind>/add/",
        "desk/articles/<uuid:article>/<str:kind>/<uuid:node>/move/",
        "desk/articles/<uuid:article>/presence/",
        "desk/articles/<uuid:article>/changes/",
        "desk/articles/<uuid:article>/changes/<int:act>/",
        "desk/articles/<uuid:article>/changes/<int:act>/state/",
        "desk/articles/<uuid:article>/removed/",
        "desk/articles/<uuid:article>/removed/<int:act>/restore/",
        "desk/articles/<uuid:article>/undo/",
        "desk/articles/<uuid:article>/redo/",
        "desk/articles/<uuid:article>/threads/<uuid:thread>/reply/",
        "desk/articles/<uuid:article>/threads/<uuid:thread>/resolve/",
        "desk/articles/<uuid:article>/doubts/<int:doubt>/right/",
        "desk/articles/<uuid:article>/doubts/<int:doubt>/open/",
        "desk/articles/<uuid:article>/doubts/<int:doubt>/put-back/",
        "desk/articles/<uuid:article>/threads/<uuid:thread>/answer/",
        "desk/articles/<uuid:article>/threads/<uuid:thread>/answer/take-back/",
        "desk/articles/<uuid:article>/threads/<uuid:thread>/take-over/",
        "desk/articles/<uuid:article>/answers/",
        "desk/articles/<uuid:article>/statements/add/",
        "desk/articles/<uuid:article>/statements/<uuid:node>/order/",
        "desk/articles/<uuid:article>/references/add/",
        "desk/articles/<uuid:article>/references/paste/",
        "desk/articles/<uuid:article>/references/order/",
        "desk/articles/<uuid:article>/references/alike/",
        "desk/articles/<uuid:article>/references/<uuid:node>/merge/",
        "desk/articles/<uuid:article>/references/<uuid:node>/remove/",
        "desk/articles/<uuid:article>/<str:kind>/<uuid:node>/",
        "desk/articles/<uuid:article>/<str:kind>/<uuid:node>/remove/",
        "desk/articles/<uuid:article>/<str:kind>/<uuid:node>/history/",
        "desk/articles/<uuid:article>/<str:kind>/<uuid:node>/history/restore/",
        "desk/revisions/<uuid:revision>/settle/",
        "desk/revisions/<uuid:revision>/",
        "desk/revisions/<uuid:revision>/assign/",
        "desk/revisions/<uuid:revision>/text/",
        "desk/revisions/<uuid:revision>/answers/",
        "desk/questions/",
        "desk/questions/<uuid:question>/",
        "desk/questions/<uuid:question>/answer/",
        "desk/questions/<uuid:question>/draft/",
        "desk/questions/<uuid:question>/review/",
        "desk/questions/<uuid:question>/close/",
    },
    "boardroom": {
        "board/",
        "board/revisions/<uuid:pk>/",
        "board/revisions/<uuid:pk>/answers/",
        "board/revisions/<uuid:pk>/comment/",
        "board/revisions/<uuid:pk>/request-changes/",
        "board/revisions/<uuid:pk>/recuse/",
        "board/revisions/<uuid:pk>/sign/",
        "board/threads/<uuid:pk>/reply/",
        "board/threads/<uuid:pk>/resolve/",
        "board/certificates/<uuid:pk>/",
    },
    "api": {
        "api/",
        "api/openapi.json",
        "api/v1/articles",
        "api/v1/articles/<slug:slug>",
        "api/v1/articles/<slug:slug>/versions",
        "api/v1/articles/<slug:slug>/versions/<int:number>",
        "api/v1/articles/<slug:slug>/versions/<int:number>/document",
        "api/v1/references",
        "api/v1/search",
        "api/v1/keys",
        r"api/^[\s\S]+$",
    },
    "operators": {
        "operators/password_change/",
        "operators/",
        "operators/accounts/user/<id>/password/",
        "operators/login/",
        "operators/logout/",
        "operators/autocomplete/",
        "operators/jsi18n/",
        "operators/^(?P<app_label>articles|reviewers|accounts|work|reading)/$",
    },
    "reading": {
        "language/",
        "robots.txt",
        "sitemap.xml",
        "sitemaps/<slug:section>-<int:number>.xml",
        "keys.json",
        "verify_article.py",
        "articles/<slug:slug>/article.pdf",
        "articles/<slug:slug>/plain/article.pdf",
        "articles/<slug:slug>/article.txt",
        "articles/<slug:slug>/document.json",
        "articles/<slug:slug>/fhir.json",
        "articles/<slug:slug>/proof.json",
        "articles/<slug:slug>/references.<str:extension>",
        "",
        "specialties/<slug:slug>/",
        "specialties/<slug:slug>/<slug:cursor>/",
        "board-members/",
        "about/<slug:slug>/",
        "about/<slug:slug>/<int:number>/",
        "search/",
        "feeds/",
        "feeds/new.atom",
        "feeds/corrected.atom",
        "feeds/retracted.atom",
        "wording/",
        "articles/<slug:slug>/",
        "articles/<slug:slug>/plain/",
        "articles/<slug:slug>/proof/",
        "articles/<slug:slug>/versions/",
        "articles/<slug:slug>/versions/<int:number>/",
        "articles/<slug:slug>/ask/",
        "articles/<slug:slug>/ask/sent/",
        "articles/<slug:slug>/report/",
        "articles/<slug:slug>/report/sent/",
    },
}
# The administration serves these for each of the models; with the third, their earlier states.
OF_A_MODEL = ["", "add/", "<path:object_id>/", "<path:object_id>/change/", "<path:object_id>/delete/"]
OF_A_MODEL += ["<path:object_id>/history/"]
EARLIER_STATE = "^([^/]+)/history/([^/]+)/$"
WITH_HISTORY = {
    "articles": ["article", "section", "treatmentline", "intervention", "statement", "reference", "author", "revision"],
    "reviewers": ["member", "reviewpolicy", "assignment", "interest", "thread", "comment", "changerequest"],
    "reading": ["housepage"],
}
WITHOUT_HISTORY = {
    "articles": ["notice", "event"],
    "reviewers": ["signoff"],
    "accounts": ["user"],
    "reading": ["pressedpage", "question"],
    "work": ["queuedtask", "worker"],
}


def served(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from served(each.url_patterns, before + str(each.pattern))
        else:
            yield before + str(each.pattern)


def of_models(models: dict[str, list[str]], pages: list[str]) -> set[str]:
    return {f"operators/{app}/{model}/{page}" for app, names in models.items() for model in names for page in pages}


def test_every_address_is_wanted_and_every_wanted_one_is_there() -> None:
    rows = of_models(WITH_HISTORY, [*OF_A_MODEL, EARLIER_STATE]) | of_models(WITHOUT_HISTORY, OF_A_MODEL)
    wanted = {pattern for room in WANTED.values() for pattern in room} | rows
    found = set(served(get_resolver().url_patterns))
    assert found - wanted == set(), "pages that nobody asked for"
    assert wanted - found == set(), "pages that are gone"


UNWANTED = [
    *("/accounts/", "/accounts/email/", "/accounts/confirm-email/", "/accounts/confirm-email/abc/"),
    *("/accounts/inactive/", "/accounts/signup/", "/accounts/reauthenticate/", "/accounts/password/set/"),
    *("/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/3rdparty/", "/accounts/2fa/"),
    *("/operators/r/1/1/", "/operators/auth/group/", "/operators/account/emailaddress/"),
    *("/operators/password_change/done/", "/operators/doc/"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", UNWANTED)
def test_what_nobody_asked_for_is_not_there(client: Client, path: str) -> None:
    """Neither for a stranger nor for somebody who may do everything, whatever the method."""
    operator = Client()
    operator.force_login(factories.person(is_staff=True, is_superuser=True))
    for browser in (client, operator):
        for answer in (browser.get(path), browser.post(path, {"email": "thief@evil.example", "action_add": ""})):
            assert answer.status_code == 404


@pytest.mark.django_db
def test_the_administration_leads_to_our_page_for_passwords() -> None:
    operator = Client()
    operator.force_login(factories.person(is_staff=True, is_superuser=True))
    assert operator.get("/operators/").status_code == 200  # its frame links there
    assert operator.get("/operators/password_change/")["Location"] == "/accounts/password/change/"

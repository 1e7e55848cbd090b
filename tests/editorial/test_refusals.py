"""A refusal stands in the form that it refuses, with the status of its kind."""

import pytest
from django import forms
from django.test import Client, RequestFactory

from articles.states import Forbidden, Refused, Stale
from editorial.refusals import Attempt, came_from
from tests import factories


class Told(Forbidden):
    status = 429


@pytest.mark.parametrize(
    ("error", "status"), [(Refused("No."), 409), (Stale("No."), 409), (Forbidden("No."), 403), (Told("No."), 429)]
)
def test_what_is_refused_is_said_in_the_form_with_the_status_of_its_kind(error: Refused, status: int) -> None:
    form = forms.Form({})
    with Attempt(form, saying=lambda refusal: f"{refusal} Kept.") as attempt:
        assert form.is_valid()
        raise error
    assert (attempt.status, form.non_field_errors()) == (status, ["No. Kept."])


def test_a_form_that_is_not_sent_or_not_right_has_a_status_too_and_what_is_no_refusal_goes_on() -> None:
    assert Attempt(forms.Form()).status == 200
    assert Attempt(forms.Form({})).status == 422
    with pytest.raises(ZeroDivisionError), Attempt(forms.Form({})):
        raise ZeroDivisionError


def test_the_way_back_is_the_page_that_the_form_stood_on() -> None:
    def sent_from(page: str) -> str:
        return came_from(RequestFactory().post("/desk/x/", headers={"referer": page} if page else {}))

    assert sent_from("http://testserver/desk/mine/?after=3") == "/desk/mine/?after=3"
    assert sent_from("http://testserver/desk/mine/") == "/desk/mine/"
    assert sent_from("https://elsewhere.example/desk/mine/") == ""
    assert sent_from("javascript:alert(1)") == ""
    assert sent_from("") == ""
    assert came_from(RequestFactory().get("/desk/x/", headers={"referer": "http://testserver/desk/mine/"})) == ""


@pytest.mark.django_db
def test_a_refusal_that_is_a_page_has_a_link_on(client: Client) -> None:
    client.force_login(factories.member().user)
    assert 'href="/start/"' in client.get("/desk/").content.decode()
    answer = client.post("/desk/import/", {}, headers={"referer": "http://testserver/board/"})
    assert answer.status_code == 403
    assert 'href="/board/"' in answer.content.decode()

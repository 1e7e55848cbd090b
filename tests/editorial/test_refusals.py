"""A refusal stands in the form that it refuses, with the status of its kind."""

import pytest
from django import forms

from articles.states import Forbidden, Refused, Stale
from editorial.refusals import Attempt


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

"""A refusal beside a form: the situation's sentence is shown there, the person's is not taken for it."""

import pytest
from django import forms

from articles.states import Forbidden, Refused, Stale
from editorial.refusals import Beside


@pytest.mark.parametrize("kind", [Refused, Stale])
def test_what_the_situation_refuses_stands_at_the_form(kind: type[Refused]) -> None:
    form = forms.Form({})
    with Beside(form) as refusal:
        raise kind("Not now.")
    assert refusal.sentence == "Not now."
    assert form.non_field_errors() == ["Not now."]


@pytest.mark.parametrize("kind", [Forbidden, ValueError])
def test_who_may_not_and_what_is_a_fault_go_further(kind: type[Exception]) -> None:
    form = forms.Form({})
    with pytest.raises(kind, match="Never"), Beside(form):
        raise kind("Never.")
    assert form.is_valid()


def test_what_went_well_leaves_nothing() -> None:
    with Beside() as refusal:
        pass
    assert refusal.sentence == ""

"""Names as parts of addresses, in every script."""

import pytest
from django.core.validators import validate_slug
from django.utils.text import slugify
from hypothesis import given
from hypothesis import strategies as st

from articles.slugs import slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ревматология", "revmatologiia"),
        ("Неврология", "nevrologiia"),
        ("Ορθοπεδική", "orthopediki"),
        ("リウマチ", "riumati"),
        ("風湿病学", "98a8-6e7f-75c5-5b66"),
        ("Was hilft bei Гепатит?", "was-hilft-bei-gepatit"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_name_in_any_script_has_a_slug(name, slug):
    assert slug_of(name) == slug


@pytest.mark.parametrize("name", ["Orthopädie", "Weißflog", "Ear, nose and throat", "Łódź", "Tennis elbow (M77.1)"])
def test_addresses_of_names_in_latin_letters_stay_as_they_were(name):
    assert slug_of(name) == slugify(name)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=200))
def test_a_slug_is_never_empty_and_fits_every_address(name):
    slug = slug_of(name)
    validate_slug(slug)
    assert 0 < len(slug) <= 100

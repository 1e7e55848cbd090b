"""How a finished page answers: encodings, entity tags, conditions (RFC 9110)."""

import pytest

from editorial.press.answering import coding_for, make_answer, not_modified, plain_address, wants_plain


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("identity, br;q=0.5", "identity"),
        ("*;q=0", "identity"),
        ("BR", "br"),
        ("br;q=nonsense, gzip;q=0", "identity"),
        ("deflate", "identity"),
    ],
)
def test_the_encoding_is_the_best_that_the_client_accepts(accept, coding):
    assert coding_for(accept) == coding


def answer(**changes):
    values = {"body": b"bytes", "coding": "br", "etag": "abc-br5", "headers": [("Content-Type", "text/html")]}
    return make_answer(**values | changes)


@pytest.mark.parametrize(
    ("tags", "same"),
    [
        ('"abc-br5"', True),
        ('W/"abc-br5"', True),
        ('"other", "abc-br5"', True),
        ("*", True),
        ('"abc"', False),
        ('"abc-gzip"', False),
        ("abc-br5", False),
        ("", False),
    ],
)
def test_a_condition_compares_weakly_with_the_tag_of_this_encoding(tags, same):
    assert not_modified(tags, answer()) is same


def test_a_tombstone_is_told_every_time():
    gone = answer(status=410)
    assert gone.status == "410 Gone"
    assert not not_modified(gone.etag, gone)
    assert not not_modified("*", gone)


def test_nothing_may_be_kept_without_asking_again():
    for headers in (answer().headers, answer().not_modified):
        assert dict(headers)["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_only_a_page_that_can_redirect_varies_by_cookie():
    assert dict(answer().headers)["Vary"] == "Accept-Encoding"
    assert dict(answer(plain="/articles/a/plain/").headers)["Vary"] == "Accept-Encoding, Cookie"
    assert "Vary" not in dict(answer(compressed=False).headers)


@pytest.mark.parametrize(
    ("cookies", "query", "wants"),
    [
        ("reader=patient", "", True),
        ("a=b; reader=patient; c=d", "", True),
        ("reader=patient", "utm_source=letter", True),
        ("reader=patient", "wording=professional", False),
        ("reader=professional", "", False),
        ("xreader=patient", "", False),
        ("a=reader=patient2", "", False),
        ("", "", False),
    ],
)
def test_who_is_sent_to_the_plain_wording(cookies, query, wants):
    assert wants_plain(cookies, query) is wants


def test_the_plain_address_is_the_one_in_the_url_list():
    from django.urls import reverse

    assert plain_address(reverse("article", args=["a"])) == reverse("article-plain", args=["a"])

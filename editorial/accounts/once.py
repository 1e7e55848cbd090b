"""The same form sent twice is one thing: a double click, a reload, a retry after a lost answer.

A form that adds something carries a number of its own. The first time it arrives, number and content are put down
in the shared cache, in the transaction of what is done; the same again finds them there. Other content under the same
number (someone went back and wrote something else) is another thing.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django import forms
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

REMEMBERED_SECONDS = 24 * 60 * 60
LEFT_OUT = {"csrfmiddlewaretoken", "password"}  # of what is compared: neither is content, and one is a secret


class OnceField(forms.CharField):
    """The number of one form, made when the form is drawn."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=36, widget=forms.HiddenInput, initial=lambda: str(uuid4()))


@contextmanager
def first_time(request: HttpRequest) -> Iterator[bool]:
    """Whether this form arrives for the first time. What the block does is atomic; when it fails, nothing is noted.

    A form without a number is always new.
    """
    number = request.POST.get("once", "")
    if not number:
        with transaction.atomic():
            yield True
        return
    content = repr(sorted((name, values) for name, values in request.POST.lists() if name not in LEFT_OUT))
    key = "once:" + hashlib.sha256(f"{request.user.pk} {request.path} {content}".encode()).hexdigest()
    is_first = False
    try:
        with transaction.atomic():
            is_first = cache.add(key, True, REMEMBERED_SECONDS)
            yield is_first
    except Exception:
        if is_first:
            cache.delete(key)  # a cache outside the database was not rolled back
        raise

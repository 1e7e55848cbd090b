"""When things happened: an approval is overdue only if it was given long ago, and no action takes a date for that.

So the clock that all actions read, django.utils.timezone, is set back while they run, as tests do. What they write
agrees in itself: the journal, the signatures, the day of the next review.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """What is done inside is done that many days ago, at this time of the day."""
    now = timezone.now
    with patch.object(timezone, "now", lambda: now() - timedelta(days=days)):
        yield

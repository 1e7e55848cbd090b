from collections.abc import Iterator

import pytest

from tests.editorial.work import chores
from tests.working import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def done() -> Iterator[list]:
    """What the chores of this test did."""
    chores.done.clear()
    chores.failing.clear()
    yield chores.done
    chores.failing.clear()

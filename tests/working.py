"""The queue in tests: the real worker, in this process, on a clock that the test moves."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from editorial.work.worker import Runner


class Clock:
    """Tells the time from now on, and moves when the test says so."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return timezone.now() + self.ahead

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


def work_off(clock: Callable[[], datetime] | None = None, *, lane: str = "", names: tuple[str, ...] = ()) -> int:
    """Do everything that is due, as a worker would. Returns how many tasks were done or failed."""
    return Runner(lane, names=names, clock=clock or Clock()).work_off()

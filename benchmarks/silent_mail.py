"""What a mail server that accepts and says nothing costs readers and the board, in ratios of one run.

    .venv/bin/python -m benchmarks.silent_mail [--minutes 2] [--signatures 20] [--reads 600]

Two houses are served as `make run` serves them, workers and all: the mail server of one answers, that of the other
takes connections and is silent. For so many minutes members of both boards sign through the pages, and a reader reads
in both, so many times a minute. The houses take turns, one action each, so that whatever else the machine does falls on
both alike. The times of the house with the silent mail server are divided by those of the other.
"""

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.sameness.visitor import PASSWORD, Visitor
from tests.editorial.work.post_office import post_office, silent_server
from tests.journeys.house import House, open_house, served

WARM = 5  # actions of each kind that are not counted
SIGNERS = ("okafor@example.org", "tanaka@example.org")
# Both members are asked, so every second signature completes a quorum and publishes.
PREPARE = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "editorial.settings")
import django
django.setup()
from editorial.accounts.models import User
from reviewers import board
from reviewers.models import Member
from tests import factories
author, editor = (User.objects.get(email=email) for email in ("author@example.org", "editor@example.org"))
for _ in range(int(sys.argv[1])):
    revision = factories.submitted(by=author)
    for email in sys.argv[2:]:
        board.assign(revision=revision, member=Member.objects.get(user__email=email), actor=editor)
    print(revision.pk)
"""


@dataclass
class Side:
    """One of the two houses, what is to be signed there, and how long everything took, in seconds."""

    house: House
    to_sign: Iterator[tuple[Visitor, str]]
    reading: list[float] = field(default_factory=list)
    signing: list[float] = field(default_factory=list)

    def read(self) -> None:
        started = time.perf_counter()
        served(f"{self.house.address}/articles/baastrups-disease/")
        self.reading.append(time.perf_counter() - started)

    def sign(self) -> None:
        """Open the page on which is signed, and sign."""
        signer, revision = next(self.to_sign)
        started = time.perf_counter()
        answer = signer.submit(f"/board/revisions/{revision}/sign/", "/sign/", password=PASSWORD)
        self.signing.append(time.perf_counter() - started)
        if "certificate" not in signer.follow(answer).path:
            raise RuntimeError(f"It was not signed: {answer.status} {answer.location}")


@contextmanager
def side(name: str, mail_port: int, signatures: int) -> Iterator[Side]:
    """A house of its own that sends to the mail server at this port."""
    given = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
    }
    if url := os.environ.get("DATABASE_URL", ""):
        given["DATABASE_URL"] = f"{url}_{name}"
    with tempfile.TemporaryDirectory() as var_dir, environment(given), open_house(Path(var_dir)) as house:
        signers = [Visitor(house.address, email, email) for email in SIGNERS]
        revisions = house.run("-c", PREPARE, str(signatures // len(SIGNERS) + 1), *SIGNERS).split()
        yield Side(house, ((signer, revision) for revision in revisions for signer in signers))


@contextmanager
def environment(given: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def take_turns(acts: list[Callable[[], None]], stop: threading.Event, times_a_minute: float) -> None:
    """Each acts so many times a minute until it is time to stop. Who begins is left to chance, in every turn."""
    pause, dice = 60 / times_a_minute, random.Random(20261126)  # noqa: S311 - chance, no secret
    while not stop.is_set():
        due = time.monotonic() + pause
        for act in dice.sample(acts, len(acts)):
            act()
        stop.wait(max(due - time.monotonic(), 0))


def compared(name: str, silent: list[float], answering: list[float]) -> str:
    """Median and p99 of both, and, to show what chance does, of every other sample of one house beside the rest."""
    silent, answering = silent[WARM:], answering[WARM:]
    lines = [f"{name}, {len(silent)} and {len(answering)} samples"]
    for label, index in (("p50", 49), ("p99", 98)):
        one, other, odd, even = (
            statistics.quantiles(times, n=100)[index] for times in (silent, answering, answering[1::2], answering[::2])
        )
        ratio = f"ratio {one / other:.2f} (of the answering house with itself: {odd / even:.2f})"
        lines.append(f"  {label}: {one * 1000:.1f} ms beside {other * 1000:.1f} ms, {ratio}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--signatures", type=int, default=20, help="a minute, in each house")
    parser.add_argument("--reads", type=int, default=600, help="a minute, in each house")
    given = parser.parse_args()
    most = int(given.minutes * given.signatures) + 2 * WARM
    with (
        post_office() as office,
        silent_server() as silent_port,
        side("answering", office.port, most) as answering,
        side("silent", silent_port, most) as silent,
    ):
        stop = threading.Event()
        with ThreadPoolExecutor() as both:
            signing = both.submit(take_turns, [silent.sign, answering.sign], stop, given.signatures)
            reading = both.submit(take_turns, [silent.read, answering.read], stop, given.reads)
            wait((signing, reading), given.minutes * 60, FIRST_EXCEPTION)
            stop.set()
        signing.result()
        reading.result()
        waiting = silent.house.run("manage.py", "work", "--status")
    print(compared("reading", silent.reading, answering.reading))
    print(compared("signing", silent.signing, answering.signing))
    print(f"{len(office.letters)} mails were taken by the server that answers; the other house:\n{waiting}")


if __name__ == "__main__":
    main()

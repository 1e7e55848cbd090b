"""What a mail server that accepts and says nothing costs readers and the board: nothing, by ratios of one run.

    .venv/bin/python -m benchmarks.silent_mail [--signatures 30] [--reads 500] [--minutes 0]

Two houses are served as `make run` serves them: the mail server of one answers, that of the other takes connections and
is silent. In both the board signs and a reader reads at the same time; the p99 of each is divided by that of the other
house. --minutes: how long the silent house is left with its mail before it is measured.
"""

import argparse
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.editorial.work.post_office import post_office, silent_server
from tests.journeys.house import House, open_house, served

SIGN = """
import json, os, sys, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "editorial.settings")
import django
django.setup()
from reviewers import board
from tests import factories
times = []
for _ in range(int(sys.argv[1])):
    revision, members = factories.under_review(members=1)
    started = time.perf_counter()
    board.sign(revision=revision, actor=members[0].user, digest=revision.digest)
    times.append(time.perf_counter() - started)
print(json.dumps(times))
"""


@contextmanager
def house_with(port: int) -> Iterator[House]:
    os.environ |= {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
    }
    with tempfile.TemporaryDirectory() as var_dir, open_house(Path(var_dir)) as house:
        yield house


def p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def measure(house: House, signatures: int, reads: int) -> tuple[float, float]:
    """The p99 of reading the article and of signing, in seconds, both at once."""
    read: list[float] = []

    def reader() -> None:
        for _ in range(reads):
            started = time.perf_counter()
            served(f"{house.address}/articles/baastrups-disease/")
            read.append(time.perf_counter() - started)

    thread = threading.Thread(target=reader)
    thread.start()
    signed = json.loads(house.run("-c", SIGN, str(signatures)))
    thread.join()
    return p99(read), p99(signed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--signatures", type=int, default=30)
    parser.add_argument("--reads", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=0)
    given = parser.parse_args()
    with (
        post_office() as office,
        silent_server() as silent,
        house_with(office.port) as sound,
        house_with(silent) as deaf,
    ):
        measure(sound, 3, 50)  # both warm
        measure(deaf, 3, 50)
        time.sleep(given.minutes * 60)
        rounds = [
            (measure(sound, given.signatures, given.reads), measure(deaf, given.signatures, given.reads))
            for _ in range(2)
        ]
        waiting = deaf.run("manage.py", "work", "--status")
    for name, index in (("reading", 0), ("signing", 1)):
        with_mail = min(one[index] for one, _two in rounds)
        without = min(two[index] for _one, two in rounds)
        both = f"{without * 1000:.1f} ms beside {with_mail * 1000:.1f} ms"
        print(f"p99 of {name}: {both}, ratio {without / with_mail:.2f}")
    print(f"{len(office.letters)} mails were taken by the server that answers; the other house:\n{waiting}")


if __name__ == "__main__":
    main()

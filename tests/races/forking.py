"""A worker that is started again the moment it was killed: `manage.py work --lane`, without the start of Python.

    python -m tests.races.forking LANE NAME

prints the process number of each new worker, one a line.
"""

import os
import signal
import sys

import django
from django.db import connections


def main(lane: str, name: str) -> None:
    django.setup()
    from editorial.work import worker
    from editorial.work.supervision import stopped_by

    worker.SECONDS_OF_GRACE = 0.3  # sooner than in life
    while True:
        connections.close_all()
        pid = os.fork()
        if pid == 0:
            with stopped_by(signal.SIGTERM) as stop:
                worker.Runner(lane, name=name).run(stop)
            os._exit(0)
        print(pid, flush=True)  # noqa: T201 - it is what the test reads
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])

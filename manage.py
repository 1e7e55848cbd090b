#!/usr/bin/env python
"""Command line of Imprimatur.

Where `make run` was done, commands work on its demonstration: it leaves its settings in VAR_DIR/run.env, which is read
when the environment says nothing of its own. Whoever serves says in which mode; `serve` never takes it from there.
"""

import os
import sys
from pathlib import Path

# Any of these says that somebody has decided on a configuration: then nothing is read.
SAID = ("IMPRIMATUR_MODE", "SECRET_KEY", "ALLOWED_HOSTS", "SIGNING_KEY", "DATABASE_URL")
# For these the mode decides what the world sees or what is checked.
OWN_WORD = ("serve", "runserver", "check")


def take_settings_of_the_demonstration() -> None:
    if any(os.environ.get(name) for name in SAID) or sys.argv[1:2] in [[command] for command in OWN_WORD]:
        return
    folder = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent / "var")
    try:
        lines = (folder / "run.env").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        name, _sign, value = line.partition("=")
        os.environ[name] = value
    sys.stderr.write(f"This works on the demonstration in {folder} (“make run”).\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "editorial.settings")
    take_settings_of_the_demonstration()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))

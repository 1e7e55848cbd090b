#!/usr/bin/env bash
# Usage: scripts/install.sh run|dev
# Make .venv and install one of the two locks into it, checking hashes. What was installed is kept beside it and
# compared, so that the next call costs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
lock=requirements/$1.lock
installed=.venv/installed-$1.lock

refuse() { printf 'Imprimatur cannot be installed: %s\n' "$*" >&2; exit 1; }

make_environment() {
    command -v "$python" >/dev/null ||
        refuse "there is no “$python” here. Install Python 3.11 or newer, or name one: make run PYTHON=/path/to/python3"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        refuse "$("$python" --version) is too old, 3.11 or newer is needed. Name another: make run PYTHON=/path/to/python3"
    # Debian and Ubuntu keep the part of Python that makes environments in a package of its own.
    if ! "$python" -c 'import venv; from ensurepip import version' 2>/dev/null; then
        local package
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        scripts/apt.sh "$package" ||
            refuse "Python's venv module is not complete. Run “apt-get install $package” as root, then this command again."
    fi
    echo "Making .venv with $("$python" --version)."
    "$python" -m venv --clear .venv
}

# One whose Python was upgraded away, or whose making was interrupted, is made anew.
.venv/bin/python -m pip --version >/dev/null 2>&1 || make_environment

if ! cmp -s "$lock" "$installed"; then
    echo "Installing $(grep -c '==' "$lock") locked packages from $lock (about a minute the first time)."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock" ||
        refuse "pip could not install $lock; its message is above. Nothing was started. The next call goes on from here."
    cp "$lock" "$installed"
fi

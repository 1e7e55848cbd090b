#!/usr/bin/env bash
# Write both locks anew from pyproject.toml: exact versions with the hashes of every file of each release, for every
# Python from 3.11 and every platform. They name no host, so any registry or mirror serves them.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # LOCK, further options of uv
    local lock=$1
    shift
    .venv/bin/python -m uv pip compile pyproject.toml "$@" --output-file "$lock" --quiet \
        --universal --python-version 3.11 --generate-hashes --annotation-style line \
        --no-header --no-emit-index-url --no-emit-find-links
}

compile requirements/run.lock "$@"
compile requirements/dev.lock --group dev --constraints requirements/run.lock "$@"

#!/usr/bin/env bash
# Make var/wagtail-venv, the environment of its own in which Wagtail is measured. With “lock”, write its lock anew.
set -euo pipefail
cd "$(dirname "$0")/../.."

here=benchmarks/wagtail
if [ "${1:-}" = lock ]; then
    exec .venv/bin/python -m uv pip compile $here/requirements.in --output-file $here/requirements.lock --quiet \
        --universal --python-version 3.11 --generate-hashes --annotation-style line \
        --no-header --no-emit-index-url --no-emit-find-links
fi

environment=var/wagtail-venv
if ! cmp -s $here/requirements.lock $environment/installed.lock; then
    .venv/bin/python -m venv --clear $environment
    $environment/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement $here/requirements.lock
    cp $here/requirements.lock $environment/installed.lock
fi

#!/usr/bin/env bash
# Start the demonstration: bring the database up to date, load what is not there yet, serve.
# HOST and PORT say where; everything it writes is in var/.
set -euo pipefail
cd "$(dirname "$0")/.."

export IMPRIMATUR_MODE=${IMPRIMATUR_MODE:-demonstration}
manage() { .venv/bin/python manage.py "$@"; }

manage migrate --verbosity 0
manage collectstatic --noinput --verbosity 0
manage demonstration
exec .venv/bin/python manage.py serve

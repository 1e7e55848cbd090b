#!/usr/bin/env bash
# Start the demonstration: bring the database up to date, load what is not there yet, serve.
# HOST and PORT say where; everything it writes is in var/.
set -euo pipefail
cd "$(dirname "$0")/.."

export IMPRIMATUR_MODE=${IMPRIMATUR_MODE:-demonstration} VAR_DIR=${VAR_DIR:-$PWD/var}
python=.venv/bin/python
collected=$VAR_DIR/static/staticfiles.json

"$python" manage.py migrate --verbosity 0
# Compressing static files takes seconds: only when one was changed, added or removed since the last time.
if [ ! -e "$collected" ] || [ -n "$(find editorial/static .venv/installed-*.lock -newer "$collected" -print -quit)" ]; then
    "$python" manage.py collectstatic --noinput --verbosity 0
fi
"$python" manage.py demonstration
exec "$python" manage.py serve

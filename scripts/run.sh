#!/usr/bin/env bash
# Start the demonstration: bring the database up to date, load what is not there yet, serve.
# HOST and PORT say where; everything it writes is in var/.
set -euo pipefail
cd "$(dirname "$0")/.."

export HOST=${HOST:-127.0.0.1} PORT=${PORT:-8000} VAR_DIR=${VAR_DIR:-$PWD/var}
export IMPRIMATUR_MODE=${IMPRIMATUR_MODE:-demonstration} SITE_ADDRESS=${SITE_ADDRESS:-http://$HOST:$PORT}
python=.venv/bin/python
collected=$VAR_DIR/static/staticfiles.json

# Later commands find the same database and addresses here (manage.py). The address of a database may hold a password.
mkdir -p "$VAR_DIR"
(umask 077 && for name in IMPRIMATUR_MODE SITE_ADDRESS DATABASE_URL; do
    [ -z "${!name:-}" ] || printf '%s=%s\n' "$name" "${!name}"
done >"$VAR_DIR/run.env")

"$python" manage.py migrate --verbosity 0
# Compressing static files takes seconds: only when one was changed, added or removed since the last time.
if [ ! -e "$collected" ] || [ -n "$(find editorial/static .venv/installed-*.lock -newer "$collected" -print -quit)" ]; then
    "$python" manage.py collectstatic --noinput --verbosity 0
fi
"$python" manage.py demonstration | sed -n 1p # `serve` prints the accounts, below the address
exec "$python" manage.py serve

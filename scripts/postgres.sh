#!/usr/bin/env bash
# Make sure of a local PostgreSQL server that the current user may create databases on: for machines that are made
# for one test run. Needs root and Debian's packages; fails otherwise.
set -euo pipefail

[ "$(id -u)" = 0 ] || exit 1
[ -x /etc/init.d/postgresql ] || "$(dirname "$0")/apt.sh" postgresql
/etc/init.d/postgresql start
runuser -u postgres -- createuser --superuser root 2>/dev/null || true # the role may be there already

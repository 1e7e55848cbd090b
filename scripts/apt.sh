#!/usr/bin/env bash
# Usage: scripts/apt.sh PACKAGE...
# Install Debian packages when that is possible without asking anyone: as root, where apt-get is. Fails otherwise.
set -euo pipefail

[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 1
echo "Installing $* with apt-get."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq </dev/null >/dev/null || true # an unreachable list need not concern the package that is wanted
apt-get install -qq -y --no-install-recommends "$@" </dev/null >/dev/null

#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Renew the lock files: names, versions and hashes, never a host. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
freeze() { uv export --quiet --no-emit-project --no-header --format requirements.txt "$@"; }
freeze --no-default-groups --group build > requirements.lock
freeze --only-group dev > requirements-dev.lock
rm -f uv.lock

#!/usr/bin/env bash
# Writes the lock files: exact versions with hashes, without the address of any package index.
# Keeps the pinned versions where they still fit; `scripts/lock.sh --upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/bootstrap.sh run

export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() {
    .uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links "$@"
}
compile pyproject.toml "$@" -o requirements.txt
compile pyproject.toml "$@" --group dev -c requirements.txt -o requirements-dev.txt
echo "uv" | compile - "$@" -o requirements-uv.txt

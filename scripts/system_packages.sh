#!/usr/bin/env bash
# Installs what the tests need from the operating system: a PostgreSQL server, Chromium, and a reader of PDF.
# Where that is not allowed it says so, and the tests that need them fail with the same message.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ ${#missing[@]} = 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "Missing: ${missing[*]}. Please run as root: apt-get install --no-install-recommends ${missing[*]}" >&2
echo "The tests that need them will fail." >&2

#!/usr/bin/env bash
# Makes .venv from the hashed lock files. `run` installs what the product needs, `dev` the tools for tests too.
# Does nothing when the lock files are the ones installed last time.
set -euo pipefail
cd "$(dirname "$0")/.."

profile=${1:-run}
case $profile in
    run) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    *) echo "usage: $0 [run|dev]" >&2; exit 2 ;;
esac

stamp=.venv/installed
wanted=$(cat requirements.txt requirements-dev.txt requirements-uv.txt | sha256sum | cut -d' ' -f1)
is_installed() {
    [ -f "$stamp" ] || return 1
    read -r installed_profile installed_hash < "$stamp"
    [ "$installed_hash" = "$wanted" ] && { [ "$installed_profile" = dev ] || [ "$profile" = run ]; }
}

find_python() {
    local name
    for name in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return
        fi
    done
    echo "Python 3.11 or newer is needed." >&2
    return 1
}

make_environment() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && { "$1" -m venv --clear "$2"; return; }
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        "$1" -m venv --clear "$2"
        return
    fi
    echo "Python cannot make virtual environments here. Please run: apt-get install python3-venv" >&2
    return 1
}

is_installed && exit 0

mkdir -p var
exec 9> var/bootstrap.lock
flock 9
is_installed && exit 0

echo "Installing the packages of $lock into .venv (once) ..."
python=$(find_python)
if ! .uv/bin/uv --version >/dev/null 2>&1; then
    make_environment "$python" .uv
    .uv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
fi
[ -x .venv/bin/python ] || .uv/bin/uv venv --quiet --no-python-downloads --python "$python" .venv
rm -f "$stamp"
VIRTUAL_ENV=$PWD/.venv .uv/bin/uv pip sync --quiet --require-hashes "$lock"
# src/ is importable without an installed package.
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$PWD/src" > "$packages/kim.pth"
echo "$profile $wanted" > "$stamp"

#!/usr/bin/env bash
# Prints the action concepts of the whole district of Warendorf as JSON on standard output, and nothing else there.
# Sets up the demo first if there is none; a data folder (KIM_DATA_DIR) that has one is used as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 3>&1 1>&2

scripts/bootstrap.sh run
. scripts/demo_env.sh
.venv/bin/python scripts/prepare_demo.py
.venv/bin/python manage.py export_action_plan --district warendorf --format json >&3

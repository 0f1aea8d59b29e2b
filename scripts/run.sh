#!/usr/bin/env bash
# Starts the demo: installs, prepares the data, serves on 127.0.0.1:$PORT and works through the jobs until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}

answers() { (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
if answers; then
    echo "Port $port is taken. Choose another one: make run PORT=8001" >&2
    exit 1
fi

scripts/bootstrap.sh run
. scripts/demo_env.sh
export KIM_PUBLIC_URL=${KIM_PUBLIC_URL:-http://127.0.0.1:$port}
.venv/bin/python scripts/prepare_demo.py

.venv/bin/python manage.py run_jobs --loop &
jobs=$!
.venv/bin/gunicorn kim.project.wsgi:application --bind "127.0.0.1:$port" --workers 2 --threads 4 --preload \
    --log-level warning &
server=$!

end_both() { kill -TERM "$server" "$jobs" 2>/dev/null || true; }
trap 'ended=1; end_both' INT TERM
ended=0

for _ in $(seq 100); do
    answers && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
done
if answers; then
    printf '\nKIM is running: %s/   (Ctrl-C ends it)\n' "$KIM_PUBLIC_URL"
fi

# One without the other is not a running product: when either ends, both end.
status=0
wait -n "$server" "$jobs" || status=$?
end_both
wait || true
[ "$ended" = 1 ] && exit 0
exit "$status"

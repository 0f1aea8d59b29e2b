"""Prove the import of offers against a real Integreat: `make test-integreat`. Needs the package index once.

Integreat CMS lives in a virtual environment of its own (.integreat/), with a PostgreSQL server of its own that ends
with the script, and answers on a free port of this machine. Nothing of it becomes part of KIM.
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))

from scripts.postgres import free_port, server_running  # noqa: E402

FOLDER = HOME / ".integreat"
PROGRAMS = FOLDER / "venv" / "bin"
# Without `pinned` it does not start: it needs exactly the versions it was made with.
PACKAGE = "integreat-cms[pinned]==2026.7.1"
TESTS = "tests/network/integreat/against_real.py"
CONTENT = HOME / "tests" / "network" / "integreat" / "content.txt"
START_SECONDS = 90


def install() -> None:
    """Install Integreat CMS unless it is there."""
    if (PROGRAMS / "integreat-cms-cli").is_file():
        return
    print("Installing Integreat CMS, some minutes ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER / "venv"], check=True)
    words = ["install", "--quiet", "--disable-pip-version-check", PACKAGE]
    subprocess.run([PROGRAMS / "pip", *words], check=True)


def settings(database: str, port: int) -> dict[str, str]:
    """Return the environment of Integreat CMS."""
    address = urlsplit(database)
    return os.environ | {
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
        "PYTHONPATH": "",
        "PYTHONWARNINGS": "ignore",
        "DJANGO_SETTINGS_MODULE": "integreat_cms.core.settings",
        "INTEGREAT_CMS_SECRET_KEY": "only-for-this-test",
        "INTEGREAT_CMS_DEBUG": "0",
        "INTEGREAT_CMS_ALLOWED_HOSTS": "127.0.0.1",
        "INTEGREAT_CMS_BASE_URL": f"http://127.0.0.1:{port}",
        "INTEGREAT_CMS_DB_NAME": address.path.lstrip("/"),
        "INTEGREAT_CMS_DB_USER": address.username or "",
        "INTEGREAT_CMS_DB_PASSWORD": "",
        "INTEGREAT_CMS_DB_HOST": address.hostname or "",
        "INTEGREAT_CMS_DB_PORT": str(address.port),
        "INTEGREAT_CMS_LOGFILE": str(FOLDER / "cms.log"),
        "INTEGREAT_CMS_BACKGROUND_TASKS_ENABLED": "0",
    }


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; end with a sentence when it stops or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - the address is ours
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"Integreat CMS did not answer; see {FOLDER / 'server.log'}.")


def run(database: str) -> int:
    """Set up Integreat, run the tests against it, end it."""
    port = free_port()
    environment = settings(database, port)
    cli = str(PROGRAMS / "integreat-cms-cli")
    with (FOLDER / "setup.log").open("wb") as log:
        for words in (["migrate", "-v0"], ["shell", "-c", CONTENT.read_text()]):
            subprocess.run([cli, *words], env=environment, check=True, cwd=FOLDER, stdout=log, stderr=log)
    print(f"  migrated and filled {time.monotonic() - STARTED:.0f} s", flush=True)
    with (FOLDER / "server.log").open("wb") as log:
        words = [cli, "runserver", "--noreload", f"127.0.0.1:{port}"]
        server = subprocess.Popen(words, env=environment, stdout=log, stderr=log, cwd=FOLDER)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/api/v3/probstadt/de/pages/", server)
        print(f"  answers after {time.monotonic() - STARTED:.0f} s", flush=True)
        told = {"INTEGREAT_TEST_URL": url, "INTEGREAT_TEST_PID": str(server.pid), "INTEGREAT_TEST_CLI": cli}
        inner = {name: value for name, value in environment.items() if name.startswith("INTEGREAT_CMS_")}
        words = [sys.executable, "-m", "pytest", "-q", "--no-header", "-m", "integreat", TESTS]
        return subprocess.run(words, env=os.environ | inner | told, check=False, cwd=HOME).returncode
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait()


if __name__ == "__main__":
    STARTED = time.monotonic()
    FOLDER.mkdir(exist_ok=True)
    install()
    with server_running() as databases:
        status = run(databases["KIM_DATABASE_URL"])
    print(f"Integreat: {'ok' if not status else 'failed'} after {time.monotonic() - STARTED:.0f} s")
    sys.exit(status)

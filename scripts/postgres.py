"""Run a command beside a throw-away PostgreSQL server: `postgres.py COMMAND ...`.

The server lives in a temporary folder, listens on a free port of 127.0.0.1 and on a socket in that folder,
and ends with the command. KIM_DATABASE_URL and KIM_KEYS_DATABASE_URL are set for the command. The role of the
application may create databases (the tests do) but is no superuser and cannot pass row-level security.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SERVERS = Path("/usr/lib/postgresql")
SUPERUSER = "postgres"
ROLE = "kim_app"
DATABASES = {"KIM_DATABASE_URL": "kim", "KIM_KEYS_DATABASE_URL": "kim_keys"}
# Nothing here has to survive a power cut, so it need not wait for the disk.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "timezone": "UTC",
    "log_min_messages": "FATAL",
}
CLUSTER = ["-A", "trust", "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
START_SECONDS = 30


def server_programs() -> Path:
    """Return the folder of the newest installed server; end with a sentence when there is none."""
    folders = [path.parent for path in SERVERS.glob("*/bin/initdb")]
    if not folders:
        sys.exit(
            "No PostgreSQL server. Please run as root: apt-get install --no-install-recommends postgresql"
        )
    return max(folders, key=lambda folder: float(folder.parent.name))


def unprivileged() -> list[str]:
    """Return the words before a server command: PostgreSQL refuses root and must not outlive us."""
    words = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        words += ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
    return [*words, "--"]


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(server: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    """Return when the server takes connections; end with a sentence when it stops or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), port=port, user=SUPERUSER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    sys.exit(f"The PostgreSQL server did not start within {START_SECONDS} seconds.")


def make_role_and_databases(folder: Path, port: int) -> None:
    """Create the role of the application and its two databases."""
    with psycopg.connect(
        host=str(folder), port=port, user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB")
        for name in DATABASES.values():
            connection.execute(f"CREATE DATABASE {name} OWNER {ROLE}")


@contextmanager
def server_running() -> Iterator[dict[str, str]]:
    """Start a server, give the environment that leads to it, end the server and remove its folder."""
    programs = server_programs()
    folder = Path(tempfile.mkdtemp(prefix="kim-pg-", dir="/tmp"))
    port = free_port()
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        subprocess.run(
            [*unprivileged(), programs / "initdb", "-D", data, *CLUSTER],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        settings = {**OPTIONS, "port": str(port), "unix_socket_directories": str(folder)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        server = subprocess.Popen([*unprivileged(), programs / "postgres", "-D", data, *words], cwd=folder)
        try:
            wait_until_it_answers(server, folder, port)
            make_role_and_databases(folder, port)
            yield {
                setting: f"postgresql://{ROLE}@127.0.0.1:{port}/{name}" for setting, name in DATABASES.items()
            }
        finally:
            # SIGINT is PostgreSQL's "fast" end: connections are closed, nothing is left behind.
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command of the command line beside a server and return its exit status."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    # An end from outside must run the clean-up too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server_running() as environment:
        return subprocess.run(sys.argv[1:], check=False, env=os.environ | environment).returncode


if __name__ == "__main__":
    sys.exit(main())

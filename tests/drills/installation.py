"""A whole installation in a folder of its own, used only through other processes: real files, commits and ends."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from scripts import postgres
from tests.environment import for_tests

ROOT = Path(__file__).resolve().parents[2]
ALIASES = {"default": "KIM_DATABASE_URL", "keys": "KIM_KEYS_DATABASE_URL"}
# Small files, so that all of them can be searched. The drills kill processes, not the machine: what was handed to the
# operating system survives, so waiting for the disk would prove nothing more here.
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # The two settings of docs/operations.md for the server of the keys: what is old is removed, not kept for reuse.
    "wal_recycle": "off",
    "min_wal_size": "32MB",
    "shared_buffers": "32MB",
    "max_connections": "30",
    "timezone": "UTC",
    "log_statement": "none",
    "logging_collector": "off",
}


class DrillFailed(Exception):
    """A program of a drill ended with an error; the message is what it wrote."""


@dataclass(frozen=True)
class Installation:
    """Folder, addresses of both databases, and the files in which their bytes are."""

    folder: Path
    urls: dict[str, str]
    stores: tuple[Path, ...]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process of this installation."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("KIM_")}
        addresses = {ALIASES[alias]: url for alias, url in self.urls.items()}
        own = {"KIM_DATA_DIR": str(self.folder), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        return for_tests(outside) | addresses | own

    @property
    def log(self) -> Path:
        """Everything that programs wrote to the terminal."""
        return self.folder / "terminal.log"

    def start(self, program: str, **task: Any) -> subprocess.Popen[bytes]:
        """Start a program of this folder with a task; what it says can be read line by line."""
        words = [sys.executable, "-m", f"tests.drills.programs.{program}", json.dumps(task)]
        with self.log.open("ab") as log:
            return subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=log)

    def run(self, program: str, **task: Any) -> Any:
        """Run a program with a task and return what it answers."""
        with self.start(program, **task) as process:
            said, _ = process.communicate(timeout=300)
        if process.returncode:
            log = self.log.read_text(errors="replace")
            raise DrillFailed(f"{program}: {process.returncode}\n{log[-4000:]}")
        return json.loads(said.splitlines()[-1])


def sqlite_installation(folder: Path) -> Installation:
    """Describe an installation on SQLite in a folder."""
    urls = {"default": f"sqlite:///{folder}/kim.sqlite3", "keys": f"sqlite:///{folder}/keys.sqlite3"}
    return Installation(folder, urls, (folder,))


@dataclass
class Cluster:
    """A PostgreSQL server of our own that can be stopped the hard way."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {**SERVER_SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        program = postgres.server_programs() / "postgres"
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*postgres.unprivileged(), program, "-D", self.data, *words], cwd=self.folder, stderr=log
            )
        postgres.wait_until_it_answers(self.process, self.folder, self.port)

    def stop(self, *, immediately: bool = False) -> None:
        """Stop the server; `immediately` is `pg_ctl stop -m immediate`: no checkpoint, recovery at the next start."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT if immediately else signal.SIGINT)
            self.process.wait()
            self.process = None

    def execute(self, statement: str, database: str = "postgres") -> list[Any]:
        """Run one statement as the superuser and return its rows."""
        with psycopg.connect(
            host=str(self.folder), port=self.port, user=postgres.SUPERUSER, dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def url(self, database: str) -> str:
        """Return the address of a database for the role of the application."""
        return f"postgresql://{postgres.ROLE}@127.0.0.1:{self.port}/{database}"

    def installation(self, folder: Path, main: str, keys: str) -> Installation:
        """Describe an installation on two databases of this server."""
        return Installation(folder, {"default": self.url(main), "keys": self.url(keys)}, (folder, self.data))


@contextlib.contextmanager
def cluster_in(folder: Path) -> Iterator[Cluster]:
    """Make a server in a folder, with the role of the application and two empty databases; remove it at the end."""
    folder.mkdir(parents=True)
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    cluster = Cluster(folder, postgres.free_port())
    initdb = postgres.server_programs() / "initdb"
    words = [*postgres.unprivileged(), initdb, "-D", cluster.data, *postgres.CLUSTER]
    try:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        cluster.start()
        postgres.make_role_and_databases(folder, cluster.port)
        yield cluster
    finally:
        cluster.stop(immediately=True)
        shutil.rmtree(folder, ignore_errors=True)

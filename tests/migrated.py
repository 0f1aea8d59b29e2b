"""Databases with all tables: made once by the migrations, then copied for each worker and installation.

A copy belongs to the migrations it was made by: where they differ, another one is made.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.postgresql import creation as postgresql
from django.db.backends.sqlite3 import creation as sqlite

from tests.environment import ROOT, for_tests

FOLDER = ROOT / "var" / "tables"
KEPT_SECONDS = 86_400
OURS = re.compile(r"^(?:from|import) (kim[\w.]*)", re.MULTILINE)
FILES = {"default": "kim.sqlite3", "keys": "keys.sqlite3"}
URLS = {"default": "KIM_DATABASE_URL", "keys": "KIM_KEYS_DATABASE_URL"}
MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("migrate", database="keys", verbosity=0)
call_command("createcachetable", verbosity=0)
from django.db import connections
for connection in connections.all():
    if connection.vendor == "sqlite":
        # A copy in memory has no write-ahead log; a copy in a file is told anew to have one.
        connection.cursor().execute("PRAGMA journal_mode = DELETE")
    connection.close()
"""


def fingerprint() -> str:
    """Return what the migrations, the modules of ours they name and the versions of the libraries come to."""
    migrations = sorted((ROOT / "src").rglob("migrations/*.py"))
    named = {name for path in migrations for name in OURS.findall(path.read_text())}
    modules = [ROOT / "src" / f"{name.replace('.', '/')}.py" for name in sorted(named)]
    digest = hashlib.sha256(MIGRATE.encode())
    for path in [ROOT / "requirements.txt", *migrations, *filter(Path.is_file, modules)]:
        digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let other processes wait that want the same."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(**surroundings: str) -> None:
    """Make all tables of both databases in a process of its own."""
    environment = for_tests(dict(os.environ)) | {"PYTHONPATH": str(ROOT / "src")} | surroundings
    subprocess.run([sys.executable, "-c", MIGRATE], cwd=ROOT, env=environment, check=True)


def copy_files(folder: Path) -> None:
    """Put copies of both SQLite databases into a folder."""
    with alone():
        for file in _files().iterdir():
            shutil.copy(file, folder)


def _files() -> Path:
    """Return the folder of the two files; what was made long ago is removed."""
    wanted = FOLDER / fingerprint()
    if not wanted.exists():
        made = FOLDER / "unfinished"
        for old in filter(Path.is_dir, FOLDER.iterdir()):
            if old == made or time.time() - old.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(old)
        made.mkdir()
        migrate(KIM_DATA_DIR=str(made), **dict.fromkeys(URLS.values(), ""))
        made.rename(wanted)
    return wanted


def _template(creation: Any) -> str:
    """Return the name of the database on the server that is copied for an alias; make both where they are missing."""
    prefix = "kim_migrated_"
    names = {alias: f"{prefix}{fingerprint()}_{alias}" for alias in URLS}
    with alone(), creation._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        there = {name for (name,) in cursor.fetchall()}
        if names["keys"] not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}"')
            unfinished = {alias: f"{prefix}unfinished_{alias}" for alias in URLS}
            for name in unfinished.values():
                cursor.execute(f'CREATE DATABASE "{name}"')
            addresses = {alias: urlsplit(os.environ[variable]) for alias, variable in URLS.items()}
            migrate(
                **{
                    URLS[alias]: url._replace(path=unfinished[alias]).geturl()
                    for alias, url in addresses.items()
                }
            )
            for alias, name in unfinished.items():
                cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{names[alias]}"')
    return names[creation.connection.alias]


def begin_with_all_tables() -> None:
    """Let the databases of the tests be copies, so that Django finds nothing left to migrate in them."""
    empty_file, empty_database = (each.DatabaseCreation._create_test_db for each in (sqlite, postgresql))

    @wraps(empty_file)
    def copied_file(creation: Any, *args: Any, **options: Any) -> Any:
        connection, name = creation.connection, empty_file(creation, *args, **options)
        connection.close()
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        with alone(), contextlib.closing(sqlite3.connect(_files() / FILES[connection.alias])) as migrated:
            migrated.backup(connection.connection)
        return name

    @wraps(empty_database)
    def copied_database(creation: Any, *args: Any, **options: Any) -> Any:
        creation.connection.settings_dict["TEST"]["TEMPLATE"] = _template(creation)
        return empty_database(creation, *args, **options)

    sqlite.DatabaseCreation._create_test_db = copied_file
    postgresql.DatabaseCreation._create_test_db = copied_database

"""A deleted person is nowhere: not in files, not in logs, not in a backup that is restored later."""

import contextlib
import dataclasses
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.postgres import SUPERUSER, server_programs
from tests.drills.canaries import canaries, stem_of
from tests.drills.conftest import COUNTER
from tests.drills.installation import Installation
from tests.drills.scanner import Haystack

pytestmark = pytest.mark.slow
SEED = 20261120
# Rows of the log about sealed subjects stay: they name nobody, and their details are under the destroyed key.
STAYS = {"AuditEntry.detail"}
SECOND_WORKER = """
import sqlite3, sys
connections = [sqlite3.connect(file) for file in sys.argv[1:]]
for connection in connections:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
print("ready", flush=True)
sys.stdin.read()
"""


class SqliteCopies:
    """What an office does on SQLite: another worker has the files open; backups are made while it works."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    @contextlib.contextmanager
    def a_second_worker(self):
        """Keep both files open, so that a program's end does not tidy up the write-ahead log.

        In a process of its own: whoever reads a file of SQLite loses all locks that the same process has on it.
        """
        files = [str(self.installation.folder / f"{name}.sqlite3") for name in ("kim", "keys")]
        with subprocess.Popen(
            [sys.executable, "-c", SECOND_WORKER, *files], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as worker:
            worker.stdout.readline()
            yield

    def settle(self) -> None:
        """Leave everything as it is: the write-ahead log is searched as well."""

    def back_up(self, alias, folder):
        """Back a database up with the backup API and return the copy."""
        name = {"default": "kim", "keys": "keys"}[alias]
        copy = folder / f"{name}.sqlite3"
        with (
            contextlib.closing(sqlite3.connect(self.installation.folder / f"{name}.sqlite3")) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        return copy

    def restore(self, copy):
        """Return the address of a copy of the copy, so that each restore begins with the same."""
        restored = copy.with_suffix(f".{next(COUNTER)}")
        shutil.copy(copy, restored)
        return f"sqlite:///{restored}"


class PostgresCopies:
    """The same on PostgreSQL: a dump by the superuser, restored into another database."""

    def __init__(self, installation: Installation, cluster) -> None:
        self.installation = installation
        self.cluster = cluster
        self.way = ["-h", str(cluster.folder), "-p", str(cluster.port), "-U", SUPERUSER]

    @contextlib.contextmanager
    def a_second_worker(self):
        """Nothing to keep open: the server has the files."""
        yield

    def settle(self) -> None:
        """Have the server write all pages to its files and begin a new file of its log."""
        self.cluster.execute("SELECT pg_switch_wal()")
        self.cluster.execute("CHECKPOINT")

    def back_up(self, alias, folder):
        """Dump a database and return the file; nothing in it is compressed, so that it can be searched."""
        name = self.installation.urls[alias].rsplit("/", 1)[1]
        words = [server_programs() / "pg_dump", *self.way, "-Fc", "-Z0", "-f", folder / f"{name}.dump", name]
        subprocess.run(words, check=True)
        return folder / f"{name}.dump"

    def restore(self, copy):
        """Restore a dump into a new database and return its address."""
        name = f"restored_{next(COUNTER)}"
        self.cluster.execute(f"CREATE DATABASE {name} OWNER kim_app")
        subprocess.run([server_programs() / "pg_restore", *self.way, "-d", name, copy], check=True)
        return self.cluster.url(name)


@dataclass
class Drill:
    """Everything that was seen, in the order in which it happened."""

    words: dict[str, str]
    told: dict[str, Any]
    visits: dict[str, Any]
    files: list[str]
    bytes_read: int
    words_before: list[str]
    secrets_before: list[str]
    words_in_backup: list[str]
    erased: dict[str, Any]
    words_after: list[str]
    secrets_after: list[str]
    main_backup: Path
    keys_backup: Path


def copies_of(installation, vendor, request):
    if vendor == "sqlite":
        return SqliteCopies(installation)
    return PostgresCopies(installation, request.getfixturevalue("cluster"))


@pytest.fixture(scope="module")
def copies(request, installation, vendor):
    return copies_of(installation, vendor, request)


def look(copies) -> Haystack:
    copies.settle()
    return Haystack(copies.installation.stores)


@pytest.fixture(scope="module")
def drill(installation, copies, tmp_path_factory):
    words, stem = canaries(SEED), stem_of(SEED)
    folder, keys_folder = (tmp_path_factory.mktemp(name) for name in ("backup", "keysbackup"))
    with copies.a_second_worker():
        told = installation.run("story", seed=SEED)
        visits = installation.run("visits", seed=SEED, case=told["case"])
        secrets = [bytes.fromhex(value) for value in told["wrapped"]]
        seen = look(copies)
        main = copies.back_up("default", folder)
        old_keys = copies.back_up("keys", keys_folder)
        in_backup = Haystack([folder]).find(words, stem)
        before = (seen.find(words, stem), seen.find_bytes(secrets))
        erased = installation.run("erase", keys=told["keys"])
        seen = look(copies)
        yield Drill(
            words=words,
            told=told,
            visits=visits,
            files=sorted(file.name for file in seen.files),
            bytes_read=seen.size,
            words_before=before[0],
            secrets_before=before[1],
            words_in_backup=in_backup,
            erased=erased,
            words_after=seen.find(words, stem),
            secrets_after=seen.find_bytes(secrets),
            main_backup=main,
            keys_backup=old_keys,
        )


def test_every_sealed_field_of_the_system_held_something(drill):
    assert {name for name, rows in drill.told["filled"].items() if not rows} == set()


def test_pages_were_used_and_one_of_them_broke(drill, installation):
    assert drill.visits["named"] >= 4
    assert drill.visits["statuses"].count(200) >= 7
    assert 404 not in drill.visits["statuses"]
    assert drill.visits["statuses"][-1] == 500
    assert "ValueError" in installation.log.read_text()


def test_all_places_were_searched(drill, vendor):
    expected = {
        "kim.sqlite3",
        "kim.sqlite3-wal",
        "kim.sqlite3-shm",
        "keys.sqlite3",
        "keys.sqlite3-wal",
        "terminal.log",
    }
    assert set(drill.files) >= (
        expected if vendor == "sqlite" else {"PG_VERSION", "terminal.log", "pg_control"}
    )
    assert drill.bytes_read > 500_000


def test_nothing_was_readable_even_before_the_deletion(drill):
    assert (drill.words_before, drill.words_in_backup) == ([], [])


def test_nothing_is_readable_after_the_deletion(drill):
    assert drill.words_after == []


def test_keys_and_rows_are_gone(drill):
    assert (drill.erased["deleted"], drill.erased["destroyed"], drill.erased["keys_left"]) == (1, 3, 0)
    assert {name for name, rows in drill.erased["fields_left"].items() if rows} <= STAYS


def test_the_wrapped_keys_were_there_before(drill):
    assert len(set(drill.told["wrapped"])) == 3
    assert len(drill.secrets_before) >= 3


def test_the_wrapped_keys_are_in_no_file_any_more(drill):
    assert drill.secrets_after == []


def test_without_cleaning_the_files_the_wrapped_keys_are_found(another_installation, vendor, request):
    copies = copies_of(another_installation, vendor, request)
    with copies.a_second_worker():
        told = another_installation.run("story", seed=SEED + 1)
        another_installation.run("erase", keys=told["keys"], careless=True)
        assert look(copies).find_bytes(bytes.fromhex(value) for value in told["wrapped"])


def test_a_word_in_plain_text_is_found(another_installation, vendor, request):
    """The control of the whole drill: one careless column is enough."""
    words = canaries(SEED + 2)
    copies = copies_of(another_installation, vendor, request)
    with copies.a_second_worker():
        another_installation.run("leak", text=f"Anruf von {words['family_name']}")
        found = look(copies).find(words, stem_of(SEED + 2))
    assert found
    assert all(hit.startswith("family_name as ") for hit in found)


def test_an_older_backup_of_the_main_database_stays_closed(drill, installation, copies):
    urls = installation.urls | {"default": copies.restore(drill.main_backup)}
    results = dataclasses.replace(installation, urls=urls).run("restored", keys=drill.told["keys"])
    assert all(set(counts) == {"refused"} for counts in results.values())
    assert sum(counts["refused"] for counts in results.values()) >= 15


def test_the_same_backup_opens_with_a_backup_of_the_keys_from_that_day(drill, installation, copies):
    urls = {"default": copies.restore(drill.main_backup), "keys": copies.restore(drill.keys_backup)}
    results = dataclasses.replace(installation, urls=urls).run("restored", keys=drill.told["keys"])
    assert all(counts.get("opened") for counts in results.values())
    assert sum(counts.get("refused", 0) for counts in results.values()) == 0


def test_after_a_restore_of_both_the_register_deletes_again(drill, installation, copies):
    urls = {"default": copies.restore(drill.main_backup), "keys": copies.restore(drill.keys_backup)}
    done = dataclasses.replace(installation, urls=urls).run("replay", keys=drill.told["keys"])
    assert done["complains"] == [True, False]
    assert (done["keys_left"], set(done["fields_left"])) == (0, STAYS)
    assert done["keys_of_others"] == 2

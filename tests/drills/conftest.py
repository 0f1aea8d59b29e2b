"""Installations for drills: on SQLite, or on PostgreSQL when the tests run on PostgreSQL. Built once, then copied."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests import migrated
from tests.drills.installation import cluster_in, sqlite_installation

COUNTER = itertools.count(1)


@pytest.fixture(scope="session")
def vendor():
    return "postgresql" if os.environ.get("KIM_DATABASE_URL", "").startswith("postgres") else "sqlite"


@pytest.fixture(scope="session")
def built_on_sqlite(tmp_path_factory):
    installation = sqlite_installation(tmp_path_factory.mktemp("drill-template"))
    migrated.copy_files(installation.folder)
    installation.run("build")
    return installation


@pytest.fixture(scope="session")
def cluster():
    # PostgreSQL runs as another user, who may not enter pytest's folders.
    parent = Path(tempfile.mkdtemp(prefix="kim-drill-", dir="/tmp"))
    parent.chmod(0o755)
    with cluster_in(parent / "server") as server:
        yield server
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture(scope="session")
def built_on_postgresql(cluster, tmp_path_factory):
    installation = cluster.installation(tmp_path_factory.mktemp("drill-template"), "kim", "kim_keys")
    installation.run("build")
    return installation


def copy_on_sqlite(template, folder):
    for file in template.folder.glob("*.sqlite3"):
        shutil.copy(file, folder)
    return sqlite_installation(folder)


def copy_on_postgresql(cluster, folder):
    number = next(COUNTER)
    for database in ("kim", "kim_keys"):
        cluster.execute(f"CREATE DATABASE {database}_{number} TEMPLATE {database} OWNER kim_app")
    return cluster.installation(folder, f"kim_{number}", f"kim_keys_{number}")


def make_installation(request, vendor, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drill")
    template = request.getfixturevalue(f"built_on_{vendor}")
    if vendor == "sqlite":
        return copy_on_sqlite(template, folder)
    return copy_on_postgresql(request.getfixturevalue("cluster"), folder)


@pytest.fixture(scope="module")
def installation(request, vendor, tmp_path_factory):
    """An installation for the tests of one module."""
    return make_installation(request, vendor, tmp_path_factory)


@pytest.fixture(scope="module")
def another_installation(request, vendor, tmp_path_factory):
    """A second one, for the control that does the same wrongly on purpose."""
    return make_installation(request, vendor, tmp_path_factory)


@pytest.fixture
def fresh_installation(request, vendor, tmp_path_factory):
    """One for a single test."""
    return make_installation(request, vendor, tmp_path_factory)

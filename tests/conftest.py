"""What every test gets without asking."""

import os
import sys

from tests.environment import BYTECODE, for_tests

# pytest-django reads the settings before it reads fixtures, so the environment comes first.
_environment = for_tests(dict(os.environ))
os.environ.clear()
os.environ.update(_environment)
if _environment.items() >= BYTECODE.items():
    # This process has begun without them; those that it starts do as the environment says.
    sys.dont_write_bytecode, sys.pycache_prefix = False, _environment["PYTHONPYCACHEPREFIX"]

import contextlib  # noqa: E402
import gc  # noqa: E402
import random  # noqa: E402

import django  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402

django.setup()

from django.conf import settings as django_settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django.template import engines  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

from tests import migrated  # noqa: E402
from tests.both_databases import asks_postgresql  # noqa: E402
from tests.guards import UndefinedVariableProbe, make_loops_loud, shuffled_when_unordered  # noqa: E402

BOTH_DATABASES = ["default", "keys"]


def share_static_files():
    """Look for the static files once per process: each test browser has a server of its own, which would look again."""
    look = WhiteNoiseMiddleware.add_files_from_finders
    found = {}

    def add_once(server):
        if not found:
            look(server)
            found.update(server.files)
        server.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = add_once


# The server of static files warns of a missing folder, and a warning is an error here.
django_settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
make_loops_loud()
share_static_files()
migrated.begin_with_all_tables()

# Two shared cores: a slow moment is no failure. The printed blob repeats a failing example.
hypothesis.settings.register_profile("kim", deadline=None, print_blob=True)
hypothesis.settings.load_profile("kim")


def pytest_itemcollected(item):
    """Let each test that may use the database use both; keys of encryption live in the second."""
    mark = item.get_closest_marker("django_db")
    wants_database = mark or {"db", "transactional_db", "live_server"} & set(
        getattr(item, "fixturenames", ())
    )
    if wants_database and not (mark and mark.kwargs.get("databases")):
        kwargs = {"databases": BOTH_DATABASES} | (mark.kwargs if mark else {})
        if {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
            kwargs["transaction"] = True
        item.add_marker(pytest.mark.django_db(*(mark.args if mark else ()), **kwargs), append=False)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out what would only say the same again: it has run on SQLite with the same code."""
    if connections["default"].vendor != "postgresql":
        return
    asking = [item for item in items if asks_postgresql(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def pytest_collection_finish():
    """Let the garbage collector pass over what stays until the end, modules, classes and tests, and come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def fast_and_quiet(settings):
    """Hash passwords quickly, keep mail in memory."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def unordered_rows_come_shuffled(request, monkeypatch):
    """Give rows without an order in another order than the database: code must not rely on it.

    The order is the same each time the same test runs.
    """
    dice = random.Random(request.node.nodeid)
    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled_when_unordered(QuerySet._fetch_all, dice))


@pytest.fixture(autouse=True)
def undefined_template_variable_fails(monkeypatch):
    """Fail on a name in one of our templates that the context does not have."""
    ours = django_settings.BASE_DIR / "src"
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", UndefinedVariableProbe(ours))


from tests.cast import *  # noqa: E402, F403 - the cast is there in every test

TRANSACTION_CONTROL = (
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO SAVEPOINT",
    "BEGIN",
    "SELECT set_config",
)


@pytest.fixture
def django_assert_num_queries():
    """Count the questions to the database, without those that open and end transactions: they differ by database."""

    @contextlib.contextmanager
    def count(expected, *, using="default"):
        with CaptureQueriesContext(connections[using]) as captured:
            yield captured
        asked = [
            row["sql"] for row in captured.captured_queries if not row["sql"].startswith(TRANSACTION_CONTROL)
        ]
        assert len(asked) == expected, "\n".join(asked)

    return count

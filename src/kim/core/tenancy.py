"""First fence: which district's rows can be reached. The only module that knows django-scopes.

Outside `district_scope` a query on a tenant-owned table raises `ScopeError`. django-scopes 2.1.0 leaves some
methods open (`exists`, `explain`, `exclude`, the bulk methods reach the database without a scope); the manager made
here refuses every attribute of a queryset while no scope is active. On PostgreSQL row-level security is the second
wall: the scope sets `kim.district` for the running transaction and the policies compare with it.
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from django.db import connection, models, transaction
from django.db.migrations import RunPython
from django_scopes import get_scope, scope
from django_scopes.exceptions import ScopeError

__all__ = [
    "ScopeError",
    "TenantManager",
    "current_district_id",
    "district_scope",
    "each_district",
    "enable_row_security",
]


class HasId(Protocol):
    """Anything with a primary key: the district whose scope is opened."""

    pk: Any


def current_district_id() -> int | None:
    """Return the primary key of the district whose scope is open, or None."""
    district = get_scope().get("district")
    return None if district is None else int(district.pk)


class TenantManager(models.Manager[Any]):
    """Manager of a tenant-owned table: only rows of the open district, an error without one."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows of the open district."""
        district_id = current_district_id()
        if district_id is None:
            raise ScopeError(f"{self.model.__name__}: no district is open.")
        return super().get_queryset().filter(district_id=district_id)


def _set_database_district(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kim.district', %s, true)", [value])


@contextlib.contextmanager
def district_scope(district: HasId) -> Iterator[None]:
    """Open one district. On PostgreSQL this is a transaction: the setting ends with it and cannot outlive a request."""
    if connection.vendor != "postgresql":
        with scope(district=district):
            yield
        return
    before = current_district_id()
    with transaction.atomic(), scope(district=district):
        _set_database_district(str(district.pk))
        yield
        if not connection.needs_rollback:
            _set_database_district("" if before is None else str(before))


def _protect(schema_editor: Any, table: str, condition: str) -> None:
    name = schema_editor.quote_name(table)
    schema_editor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY district_only ON {name} USING ({condition}) WITH CHECK ({condition})"
    )


def enable_row_security(*tables: str, links: Mapping[str, tuple[str, str]] | None = None) -> RunPython:
    """Return a migration operation that puts the second wall around tables (PostgreSQL only).

    `tables` have a district column. `links` are many-to-many tables, each with its parent table and the column that
    points at it: a link is visible when its parent is.
    """

    def forwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in tables:
            _protect(
                schema_editor,
                table,
                "district_id = NULLIF(current_setting('kim.district', true), '')::bigint",
            )
        for table, (parent, column) in (links or {}).items():
            # Names of tables and columns come from migrations, never from people.
            _protect(schema_editor, table, f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {column})")  # noqa: S608

    return RunPython(forwards, RunPython.noop)


def each_district(apps: Any, schema_editor: Any) -> Iterator[int]:
    """Open one district after the other for a step of a migration; gives their numbers.

    The second wall holds for migrations too: it shows the rows of one district at a time.
    """
    database = schema_editor.connection
    numbers = (
        apps.get_model("districts", "District")._base_manager.order_by("pk").values_list("pk", flat=True)
    )
    for number in list(numbers):
        _tell(database, "SELECT set_config('kim.district', %s, true)", str(number))
        yield number
        # What waits for the end of the transaction would keep the table from being altered in it.
        _tell(database, "SET CONSTRAINTS ALL IMMEDIATE")
    _tell(database, "SELECT set_config('kim.district', %s, true)", "")
    _tell(database, "SET CONSTRAINTS ALL DEFERRED")


def _tell(database: Any, statement: str, *values: str) -> None:
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute(statement, values or None)

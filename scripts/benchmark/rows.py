"""Writing millions of rows quickly: past the models, into the same tables and types."""

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connections, models

from kim.core.sealing import SealedTextField

ROWS_AT_ONCE = 20_000


class Table:
    """A table to fill: rows are given as tuples in the order of `columns`, everything else gets its default."""

    def __init__(self, model: type[models.Model], *columns: str, alias: str = "default") -> None:
        """Look up defaults; a number as primary key is counted up when it is not among the columns."""
        self.connection = connections[alias]
        self.name = model._meta.db_table
        fields = [field for field in model._meta.concrete_fields if field.column not in columns]
        self.counter = itertools.count(1) if any(field.primary_key for field in fields) else None
        others = [field for field in fields if not field.primary_key]
        self.constants = tuple(_default(field, self.connection) for field in others)
        key = [field.column for field in fields if field.primary_key]
        self.columns = [*columns, *(field.column for field in others), *key]
        self.waiting: list[tuple[Any, ...]] = []
        self.written = 0

    def add(self, *values: Any) -> int:
        """Keep a row until there are enough to write; return its number (0 when the key was given)."""
        number = next(self.counter) if self.counter else 0
        self.waiting.append((*values, *self.constants, number) if number else (*values, *self.constants))
        if len(self.waiting) >= ROWS_AT_ONCE:
            self.flush()
        return number

    def flush(self) -> None:
        """Write what waits."""
        self.written += len(self.waiting)
        if self.connection.vendor == "postgresql":
            self._copy(self.waiting)
        elif self.waiting:
            self._insert(self.waiting)
        self.waiting = []

    def _quoted(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)

    def _insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        places = ", ".join("?" for _ in self.columns)
        self.connection.ensure_connection()
        self.connection.connection.executemany(
            f'INSERT INTO "{self.name}" ({self._quoted()}) VALUES ({places})', rows
        )

    def _copy(self, rows: Iterable[tuple[Any, ...]]) -> None:
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.name}" ({self._quoted()}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)


def _default(field: Any, connection: Any) -> Any:
    if isinstance(field, SealedTextField):
        return b""
    return field.get_db_prep_save(field.get_default(), connection)


@contextlib.contextmanager
def row_security_off() -> Iterator[None]:
    """Let the owner of the tables write past row-level security while the stock is made; COPY needs that."""
    _set_row_security("NO FORCE")
    try:
        yield
    finally:
        _set_row_security("FORCE")


def _set_row_security(word: str) -> None:
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" {word} ROW LEVEL SECURITY')


@contextlib.contextmanager
def references_checked_at_the_end() -> Iterator[None]:
    """Tables are written one after the other, so references hold only when all are there."""
    connection = connections["default"]
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED" if postgresql else "PRAGMA defer_foreign_keys=ON")
    yield
    connection.check_constraints()


def make_sequences_follow() -> None:
    """Let PostgreSQL's counters go on after the highest number that was written."""
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE is_identity = 'YES' AND table_schema = 'public'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'),"
                f' COALESCE((SELECT MAX("{column}") FROM "{table}"), 0) + 1, false)'
            )

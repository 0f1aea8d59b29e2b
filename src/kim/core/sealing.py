"""Encryption of everything that could name or describe a person.

A `SealedTextField` is written like any text and stored as AES-256-GCM ciphertext (12 bytes nonce, ciphertext, 16 bytes
tag; NIST SP 800-38D) under the data key of the client, case or request to which the row belongs. The associated data
are table, row and column, so that a value copied to another place does not open. Reading is explicit and in bulk:
`open_sealed(rows)` fetches the keys of all rows in one query; a field read before raises `StillSealed`.
"""

import functools
import os
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import connections, models
from django.db.models.query_utils import DeferredAttribute

from kim.core.ids import new_id
from kim.core.models import DataKey

NONCE_BYTES = 12
KEYS_PER_QUERY = 500


class StillSealed(Exception):
    """A sealed field was read before `open_sealed` opened it."""


class KeyDestroyed(Exception):
    """The data key of a row no longer exists: what it protected is deleted."""


class Sealed:
    """Ciphertext as it came from the database."""

    __slots__ = ("ciphertext",)

    def __init__(self, ciphertext: bytes) -> None:
        """Keep the bytes."""
        self.ciphertext = ciphertext


class _SealedAttribute(DeferredAttribute):
    """Gives the opened text and refuses to give ciphertext."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            raise StillSealed(f"{type(instance).__name__}.{self.field.attname} has not been opened.")
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value
        instance.__dict__.pop(f"_sealed_{self.field.attname}", None)


class SealedTextField(models.BinaryField):  # type: ignore[type-arg] # cannot be subscripted at run time
    """Text that is stored encrypted. The model needs a UUID primary key and a `key_id`."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a field that is empty by default and appears in forms."""
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Return what a migration needs; `default` and `editable` are fixed."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs.pop("default", None)
        return name, path, args, kwargs

    def get_default(self) -> str:
        """Return the empty text."""
        return ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Wrap ciphertext so that it cannot be mistaken for text; nothing stays the empty text."""
        return Sealed(bytes(value)) if value else ""

    def to_python(self, value: Any) -> Any:
        """Leave the value as it is."""
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:  # noqa: FBT001 - Django's signature
        """Return the ciphertext to store; a value that was not touched is stored again unchanged."""
        state = model_instance.__dict__
        value = state.get(self.attname, "")
        if isinstance(value, Sealed):
            return value.ciphertext
        kept = state.get(f"_sealed_{self.attname}")
        if kept is not None:
            return cast("bytes", kept)
        return seal_value(model_instance, str(self.column), str(value or ""))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Accept ciphertext only: `update(field="text")` would store a name in the clear."""
        if not isinstance(value, bytes | memoryview | None):
            raise FieldError(f"{self.attname} is sealed; save it through its row.")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to look for text in ciphertext."""
        raise FieldError(f"{self.attname} is sealed and cannot be searched in the database.")


@functools.lru_cache(maxsize=8)
def _key_wrapper(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def _wrap(key_id: uuid.UUID, key: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _key_wrapper(settings.KEY_ENCRYPTION_KEY).encrypt(nonce, key, key_id.bytes)


def _unwrap(key_id: uuid.UUID, wrapped: bytes) -> bytes:
    for secret in (settings.KEY_ENCRYPTION_KEY, *settings.OLD_KEY_ENCRYPTION_KEYS):
        try:
            return _key_wrapper(secret).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.bytes)
        except InvalidTag:
            continue
    raise KeyDestroyed(f"Key {key_id} does not open with the key-encryption keys of this installation.")


def new_key() -> uuid.UUID:
    """Make a data key and return its identifier. It is kept before the row that uses it, so no row is without a key."""
    key_id = uuid.uuid4()
    DataKey.objects.create(pk=key_id, wrapped=_wrap(key_id, AESGCM.generate_key(256)))
    return key_id


def rewrap_keys() -> int:
    """Wrap all data keys with the present key-encryption key and return their number."""
    count = 0
    for row in DataKey.objects.iterator(chunk_size=KEYS_PER_QUERY):
        row.wrapped = _wrap(row.pk, _unwrap(row.pk, bytes(row.wrapped)))
        row.save(update_fields=["wrapped"])
        count += 1
    return count


def destroy_keys(key_ids: Collection[uuid.UUID]) -> int:
    """Destroy data keys for good and return how many there were.

    On SQLite nothing of them is left in the files afterwards; on PostgreSQL `clean_key_files` has to follow, which
    the nightly run does.
    """
    deleted, _ = DataKey.objects.filter(pk__in=list(key_ids)).delete()
    if connections["keys"].vendor == "sqlite":
        clean_key_files()
    return deleted


def clean_key_files() -> bool:
    """Remove what destroyed keys left in the files of their database; return whether that was possible now.

    - SQLite: brings the write-ahead log into the file, which overwrites the deleted bytes, and cuts the log to nothing.
    - PostgreSQL: writes the table anew; the former file is dropped. Its own write-ahead log stays until the server
      removes it (`docs/operations.md`).
    - False inside a transaction, while somebody reads an older state, or without the right to do it; a later call
      makes up for it.
    """
    connection = connections["keys"]
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not is_busy
        before = _file_number(cursor)
        cursor.execute(f"VACUUM FULL {DataKey._meta.db_table}")
        return _file_number(cursor) != before


def _file_number(cursor: Any) -> int:
    cursor.execute("SELECT pg_relation_filenode(%s::regclass)", [DataKey._meta.db_table])
    return int(cursor.fetchone()[0])


def load_keys(key_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, AESGCM]:
    """Return the ciphers of those keys that still exist."""
    wanted = list(set(key_ids))
    ciphers: dict[uuid.UUID, AESGCM] = {}
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        found = DataKey.objects.filter(pk__in=wanted[start : start + KEYS_PER_QUERY]).values_list(
            "pk", "wrapped"
        )
        for key_id, wrapped in found:
            ciphers[key_id] = AESGCM(_unwrap(key_id, bytes(wrapped)))
    return ciphers


def _place(table: str, row: uuid.UUID, column: str) -> bytes:
    return f"{table}:{row.hex}:{column}".encode()


def _cipher_of(row: Any) -> AESGCM:
    known = row.__dict__.get("_cipher")
    if known is not None and known[0] == row.key_id:
        return cast("AESGCM", known[1])
    ciphers = load_keys([row.key_id])
    if row.key_id not in ciphers:
        raise KeyDestroyed(f"{type(row).__name__} {row.pk}: its key is destroyed.")
    row.__dict__["_cipher"] = (row.key_id, ciphers[row.key_id])
    return ciphers[row.key_id]


def seal_value(row: Any, column: str, text: str) -> bytes:
    """Return the ciphertext of a text for one column of a row; the empty text stays empty."""
    if not text:
        return b""
    nonce = os.urandom(NONCE_BYTES)
    place = _place(row._meta.db_table, row.pk, column)
    return nonce + _cipher_of(row).encrypt(nonce, text.encode(), place)


def open_value(cipher: AESGCM, table: str, row: uuid.UUID, column: str, ciphertext: bytes) -> str:
    """Return the text of one ciphertext; raise InvalidTag when it was copied from another place or altered."""
    return cipher.decrypt(
        ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], _place(table, row, column)
    ).decode()


def _sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)]


def open_sealed(rows: Sequence[Any], *more: Sequence[Any]) -> None:
    """Open all sealed fields of the rows in place, with one query for the keys of all of them.

    Raises KeyDestroyed when a row's key no longer exists.
    """
    everything = [row for group in (rows, *more) for row in group]
    ciphers = load_keys(row.key_id for row in everything)
    for row in everything:
        cipher = ciphers.get(row.key_id)
        if cipher is None:
            raise KeyDestroyed(f"{type(row).__name__} {row.pk}: its key is destroyed.")
        row.__dict__["_cipher"] = (row.key_id, cipher)
        for field in _sealed_fields(type(row)):
            value = row.__dict__.get(field.attname)
            if isinstance(value, Sealed):
                text = open_value(cipher, row._meta.db_table, row.pk, str(field.column), value.ciphertext)
                row.__dict__[field.attname] = text
                row.__dict__[f"_sealed_{field.attname}"] = value.ciphertext


def open_column(
    rows: models.QuerySet[Any], columns: Sequence[str]
) -> list[tuple[uuid.UUID, tuple[str, ...]]]:
    """Return primary key and opened texts of some sealed columns of many rows, without building the rows.

    Two queries and one for every KEYS_PER_QUERY keys. Rows whose key is destroyed are left out.
    """
    table = rows.model._meta.db_table
    found = list(rows.order_by().values_list("pk", "key_id", *columns))
    ciphers = load_keys(row[1] for row in found)
    opened = []
    for pk, key_id, *values in found:
        cipher = ciphers.get(key_id)
        if cipher is None:
            continue
        texts = tuple(
            open_value(cipher, table, pk, column, value.ciphertext) if isinstance(value, Sealed) else value
            for column, value in zip(columns, values, strict=True)
        )
        opened.append((pk, texts))
    return opened


class SealedRow(models.Model):
    """Base of a table with sealed fields: a row that is known by a UUID and belongs to one data key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)

    class Meta:
        """Abstract."""

        abstract = True

"""Keys, ciphertext and identifiers for many rows, as `kim.core` makes them for one."""

import os
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connections

from kim.core import dates
from kim.core.models import DataKey
from scripts.benchmark.rows import Table


class Key:
    """A data key: its identifier and its cipher."""

    def __init__(self, key_id: str, cipher: AESGCM) -> None:
        """Keep both."""
        self.key_id = key_id
        self.cipher = cipher

    def seal(self, table: str, row: str, column: str, text: str) -> bytes:
        """Return the ciphertext of a text at its place; the empty text stays empty."""
        if not text:
            return b""
        nonce = os.urandom(12)
        return nonce + self.cipher.encrypt(nonce, text.encode(), f"{table}:{row}:{column}".encode())


class Sealer:
    """Makes data keys; they are wrapped and written like real ones."""

    def __init__(self) -> None:
        """Make ready the wrapping key and the table of data keys."""
        self.wrapper = AESGCM(settings.KEY_ENCRYPTION_KEY)
        self.keys = Table(DataKey, "id", "wrapped", "made_at", alias="keys")
        self.now = instant(dates.today())

    def new_key(self) -> Key:
        """Make a data key."""
        key_id, secret, nonce = os.urandom(16), os.urandom(32), os.urandom(12)
        self.keys.add(key_id.hex(), nonce + self.wrapper.encrypt(nonce, secret, key_id), self.now)
        return Key(key_id.hex(), AESGCM(secret))


class RowIds:
    """Identifiers that grow like those of `kim.core.ids`, in the order of writing."""

    def __init__(self, days: int) -> None:
        """Begin some days ago."""
        self.milliseconds = int((datetime.now(UTC) - timedelta(days=days)).timestamp() * 1000)

    def __call__(self) -> str:
        """Return the next one as 32 hexadecimal digits."""
        self.milliseconds += 1
        tail = os.urandom(10).hex()
        return f"{self.milliseconds:012x}7{tail[:3]}8{tail[3:18]}"


def instant(day: date) -> str:
    """Return nine o'clock of a day as the database in use stores it."""
    zone = "+00:00" if connections["default"].vendor == "postgresql" else ""
    return f"{dates.at(day):%Y-%m-%d %H:%M:%S}{zone}"

"""The register of deletions: a file beside the databases that only grows and is replayed after a restore.

One line of JSON per deleted case: when, in which district, the identifiers of the destroyed keys and of the case. They
are random numbers that mean nothing once the case is gone. A line is on the disk before the first key is destroyed.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kim.core import dates

FILE_NAME = "deletions.jsonl"


@dataclass(frozen=True)
class Entry:
    """A deletion in the register."""

    district: str
    case_id: UUID
    key_ids: tuple[UUID, ...]


def register_path() -> Path:
    """Return where the register is."""
    return Path(settings.DATA_DIR) / FILE_NAME


def append(district: str, case_id: UUID, key_ids: Sequence[UUID]) -> None:
    """Write a deletion and return when it is on the disk."""
    line = json.dumps(
        {
            "at": dates.now().isoformat(timespec="seconds"),
            "district": district,
            "case": str(case_id),
            "keys": [str(key_id) for key_id in key_ids],
        }
    )
    path = register_path()
    is_new = not path.exists()
    with path.open("a+b") as file:
        start = b"" if _ends_with_line(file.fileno()) else b"\n"
        file.write(start + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        _sync_folder(path.parent)


def entries() -> Iterator[Entry]:
    """Return all deletions, the oldest first.

    A line that was cut off by a crash is left out: nothing was destroyed before it was complete.
    """
    path = register_path()
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            entry = _read(line)
            if entry is not None:
                yield entry


def _read(line: str) -> Entry | None:
    try:
        data = json.loads(line)
        return Entry(data["district"], UUID(data["case"]), tuple(UUID(key) for key in data["keys"]))
    except (ValueError, KeyError, TypeError):
        return None


def _ends_with_line(file: int) -> bool:
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

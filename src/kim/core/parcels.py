"""Opening an uploaded archive (XLSX, DOCX) without believing what it says about itself."""

import io
import zipfile
from typing import Final

CHUNK: Final = 65_536
PLAIN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class ParcelError(ValueError):
    """The archive is not what it says: another size, another way of packing, a part named twice."""


class TooLarge(ParcelError):
    """The archive holds more than is allowed."""


def unpacked(content: bytes, *, most_parts: int, most_bytes: int) -> dict[str, bytes]:
    """Return the parts of an archive by name, read piece by piece and never more than `most_bytes` in all.

    The directory of an archive may name any size, and reading a part whole unpacks it whole before the size counts.
    Raises ParcelError, and whatever `zipfile` raises for a broken archive.
    """
    found: dict[str, bytes] = {}
    left = most_bytes
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > most_parts or sum(entry.file_size for entry in entries) > most_bytes:
            raise TooLarge
        for entry in entries:
            if entry.compress_type not in PLAIN or entry.filename in found:
                raise ParcelError
            found[entry.filename] = _read(archive, entry, left)
            left -= len(found[entry.filename])
    return found


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    # The library stops at the size that the directory names; told to expect more, it shows what is really there.
    named, entry.file_size = entry.file_size, most + 1
    pieces, size = [], 0
    with archive.open(entry) as part:
        while piece := part.read(CHUNK):
            size += len(piece)
            if size > most:
                raise TooLarge
            pieces.append(piece)
    if size != named:
        raise ParcelError
    return b"".join(pieces)

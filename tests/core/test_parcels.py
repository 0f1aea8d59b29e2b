"""Archives are read piece by piece: what they say about themselves is not believed."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from kim.core.parcels import ParcelError, TooLarge, unpacked

LIMITS = {"most_parts": 5, "most_bytes": 1_000_000}


def archive(parts, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as parcel:
        for name, content in parts:
            parcel.writestr(name, content)
    return made.getvalue()


def naming(content, size):
    """Let the directory and the part itself name another size."""
    forged = bytearray(content)
    entry = forged.rindex(b"PK\x01\x02")
    forged[entry + 24 : entry + 28] = forged[22:26] = struct.pack("<I", size)
    return bytes(forged)


def test_parts_come_back_whole():
    parts = {"a.xml": b"x" * 100_000, "b/c.xml": b"", "d": b"y"}
    assert unpacked(archive(parts.items()), **LIMITS) == parts


def test_a_bomb_that_names_a_small_size_is_not_unpacked():
    bomb = naming(archive([("a.xml", b"x" * 50_000_000)]), 10)
    tracemalloc.start()
    with pytest.raises((ParcelError, zipfile.BadZipFile)):
        unpacked(bomb, **LIMITS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (archive([("a", b"x" * 1_000_001)]), TooLarge),
        (archive([("a", b"x" * 600_000), ("b", b"x" * 600_000)]), TooLarge),
        (archive([(f"{number}", b"") for number in range(6)]), TooLarge),
        (archive([("a", b"x")], zipfile.ZIP_BZIP2), ParcelError),
        (archive([("a", b"x")], zipfile.ZIP_LZMA), ParcelError),
        (b"PK\x03\x04", zipfile.BadZipFile),
    ],
)
def test_what_is_too_large_or_packed_otherwise_is_refused(content, error):
    with pytest.raises(error):
        unpacked(content, **LIMITS)

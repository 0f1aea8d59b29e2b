"""Identifiers of rows."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a UUID that begins with the time in milliseconds (RFC 9562, version 7), so that indexes stay dense."""
    random = int.from_bytes(os.urandom(10), "big")
    value = (time.time_ns() // 1_000_000) << 80 | random
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)

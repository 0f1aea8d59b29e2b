"""Codes that rows get from their names: what district packs and addresses know them by."""

from collections.abc import Iterable
from typing import Final

from django.utils.text import slugify

CODE_LENGTH: Final = 40


def free_code(name: str, taken: Iterable[str], *, otherwise: str) -> str:
    """Return a code made of a name that none of the `taken` is, as a district pack may write it.

    `otherwise`: what a name becomes that has no Latin letters or digits.
    """
    stem = slugify(name.replace("_", " "))[:CODE_LENGTH].strip("-") or otherwise
    known = set(taken)
    numbered = (f"{stem}-{number}" for number in range(2, len(known) + 3))
    return next(code for code in (stem, *numbered) if code not in known)

"""What is said on everything that leaves an installation for showing the product: not all of it is true."""

from typing import Final

from django.conf import settings

NOTICE: Final = "Vorführung: Personen und einzelne Einträge sind erfunden."


def notice() -> str:
    """Return what stands on a paper of a demo; nothing anywhere else."""
    return NOTICE if settings.MODE == "demo" else ""


def mark() -> dict[str, bool]:
    """Return what stands in data of a demo; nothing anywhere else."""
    return {"demo": True} if settings.MODE == "demo" else {}

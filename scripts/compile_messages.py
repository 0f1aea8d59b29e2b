"""Compile every gettext catalogue (`*.po`) below src/ into the file that Django reads (`*.mo`)."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parents[1] / "src"


def main() -> None:
    """Compile them all and say how many there were."""
    catalogues = sorted(SOURCES.rglob("*.po"))
    for catalogue in catalogues:
        with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))
    print(f"{len(catalogues)} catalogues compiled.")


if __name__ == "__main__":
    main()

"""Papers as PDF/UA-1, set by Typst.

Typst checks itself what PDF/UA-1 asks for: a title, tags, alternative texts, levels of headings, and that every
character has a picture in a font.
"""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from kim.action_plans.papers import fonts
from kim.action_plans.papers.blocks import Paper
from kim.action_plans.rules.words import day_de

TEMPLATES: Final = Path(__file__).parent / "typst"
#: Drawings are finished already; their words were made printable when they were drawn.
_DRAWINGS: Final = frozenset({"svg"})


def pdf_of(paper: Paper) -> bytes:
    """Return the paper as a tagged PDF."""
    # Typst is loaded when the first paper is asked for: most workers never need it.
    import typst

    made: bytes = typst.compile(
        TEMPLATES / "paper.typ", format="pdf", pdf_standards=["ua-1"], **_surroundings(paper)
    )
    return made


def _surroundings(paper: Paper) -> dict[str, Any]:
    """Return what Typst may use: the words as data, our fonts, no file outside the folder."""
    return {
        "root": TEMPLATES,
        "font_paths": [fonts.FOLDER],
        "ignore_system_fonts": True,
        "sys_inputs": {"paper": json.dumps(as_data(paper), ensure_ascii=False)},
    }


def as_data(paper: Paper) -> dict[str, Any]:
    """Return the paper as the template reads it, every character printable."""
    data = dataclasses.asdict(paper) | {"full_title": paper.full_title, "as_of": day_de(paper.as_of)}
    return {key: _printable(value, key) for key, value in data.items()}


def _printable(value: Any, key: str) -> Any:
    if isinstance(value, str):
        return value if key in _DRAWINGS else fonts.printable(value)
    if isinstance(value, dict):
        return {name: _printable(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each, key) for each in value]
    return value


def drawings_as_png(svgs: Sequence[str], width: int = 480) -> list[bytes]:
    """Return drawings as pictures of points (PNG) of a width in pixels, for formats that know no SVG."""
    if not svgs:
        return []
    import typst

    pages: bytes | list[bytes] = typst.compile(
        TEMPLATES / "drawings.typ",
        format="png",
        ppi=width * 72 / 240,
        font_paths=[fonts.FOLDER],
        ignore_system_fonts=True,
        sys_inputs={"svgs": json.dumps(list(svgs), ensure_ascii=False)},
    )
    return pages if isinstance(pages, list) else [pages]

"""Papers as PDF/UA-1, set by Typst.

Typst checks itself what PDF/UA-1 asks for: a title, tags, alternative texts, levels of headings, and that every
character has a picture in a font.
"""

import dataclasses
import itertools
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from kim.action_plans.papers import fonts
from kim.action_plans.papers.blocks import Paper
from kim.action_plans.rules.words import day_de

TEMPLATES: Final = Path(__file__).parent / "typst"
TYPESETTER: Final = Path(__file__).with_name("typesetter.py")
#: Seconds after which a paper is given up; the largest takes less than three.
PATIENCE: Final = 60
#: Drawings are finished already; their words were made printable when they were drawn.
_DRAWINGS: Final = frozenset({"svg", "narrow"})


class NotSet(RuntimeError):
    """A paper could not be set; the message is Typst's own."""


def pdf_of(paper: Paper) -> bytes:
    """Return the paper as a tagged PDF."""
    words = {"paper": json.dumps(as_data(paper), ensure_ascii=False)}
    return _typeset("paper.typ", words, format="pdf", pdf_standards=["ua-1"])[0]


def _typeset(template: str, words: dict[str, str], **options: Any) -> list[bytes]:
    """Let the typesetter make files: the words come as data, fonts are ours, no file outside the folder is read."""
    arguments = {
        "input": str(TEMPLATES / template),
        "root": str(TEMPLATES),
        "font_paths": [str(fonts.FOLDER)],
        "ignore_system_fonts": True,
        "sys_inputs": words,
        **options,
    }
    asked = json.dumps(arguments).encode()
    done = subprocess.run(
        [sys.executable, "-I", TYPESETTER], input=asked, capture_output=True, timeout=PATIENCE, check=False
    )
    if done.returncode:
        raise NotSet(done.stderr.decode(errors="replace"))
    head, _, rest = done.stdout.partition(b"\n")
    ends = list(itertools.accumulate(json.loads(head), initial=0))
    return [rest[start:end] for start, end in itertools.pairwise(ends)]


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
    words = {"svgs": json.dumps(list(svgs), ensure_ascii=False)}
    return _typeset("drawings.typ", words, format="png", ppi=width * 72 / 240)

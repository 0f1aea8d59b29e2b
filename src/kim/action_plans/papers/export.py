"""Every format of a paper: how it is made, what it is called, and what a browser is told about it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kim.action_plans.papers import demo, docx, html, pdf
from kim.action_plans.papers.blocks import Content, Paper
from kim.action_plans.papers.composing import Annex, paper_of_all, paper_of_one, paper_of_released
from kim.action_plans.papers.queries import Released, kept_content, status_of


@dataclass(frozen=True)
class Format:
    """A format: its media type and how a paper is made from the paper's blocks."""

    media_type: str
    make: Callable[..., bytes]


PRINTED: Final = {
    "pdf": Format("application/pdf", pdf.pdf_of),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.docx_of),
    "html": Format("text/html; charset=utf-8", html.html_of),
}
JSON_TYPE: Final = "application/json"
FORMATS: Final = (*PRINTED, "json")


def media_type(form: str) -> str:
    """Return what a browser is told about a format."""
    return PRINTED[form].media_type if form in PRINTED else JSON_TYPE


def export_one(content: Content, district: str, as_of: str, form: str, status: str = "") -> bytes:
    """Return the concept of one territory in a format; as data it says of which day and district it is."""
    if form == "json":
        return as_json({"as_of": as_of, "district": district, **demo.mark(), **content})
    return PRINTED[form].make(paper_of_one(content, district, as_of, status))


def export_all(contents: Content, form: str, status: str = "") -> bytes:
    """Return the whole in a format; as data of a demo each concept says that it is."""
    if form != "json":
        return PRINTED[form].make(paper_of_all(contents, status))
    own, *places = ({**demo.mark(), **each} for each in (contents["district"], *contents["municipalities"]))
    return as_json({**contents, "district": own, "municipalities": places})


def export_released(district: str, released: Sequence[Released], form: str) -> bytes:
    """Return the whole as it was released, in a format for reading; at least one concept must have been."""
    return PRINTED[form].make(released_paper(district, released))


def released_paper(district: str, released: Sequence[Released]) -> Paper:
    """Return the whole as it was released; at least one concept must have been."""
    return paper_of_released(district, [_annex(each) for each in released])


def _annex(released: Released) -> Annex:
    title, state = released.territory.full_name, released.state
    if state is None:
        return Annex(title)
    return Annex(title, kept_content(state), state.as_of.isoformat(), status_of(state))


def as_json(content: Content) -> bytes:
    """Return a content as JSON for people and programs: UTF-8, indented."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

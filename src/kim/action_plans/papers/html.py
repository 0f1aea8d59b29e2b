"""Papers as a page: a file of its own without a script, and the blocks for a page of the product."""

from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from kim.action_plans.papers.blocks import Paper
from kim.action_plans.rules.words import day_de

STYLES: Final = Path(__file__).parent / "paper.css"


def html_of(paper: Paper) -> bytes:
    """Return the paper as one HTML file that needs nothing else."""
    # The style sheet is a file of ours.
    styles = mark_safe(STYLES.read_text(encoding="utf-8"))  # noqa: S308
    context = {**page_context(paper), "styles": styles}
    return render_to_string("action_plans/papers/standalone.html", context).encode()


def page_context(paper: Paper) -> dict[str, Any]:
    """Return what the templates of a paper need."""
    return {"paper": paper, "as_of": day_de(paper.as_of)}

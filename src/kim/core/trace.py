"""Where apps below the log write their trace: the log hands in its pen when the program starts.

What cannot be logged does not happen: without a pen, writing raises.
"""

from collections.abc import Callable
from typing import Any

Pen = Callable[..., Any]
_pens: dict[str, Pen] = {}


def hand_in(pen: Pen) -> None:
    """Let everything below the log write with this function (`kim.audit.actions.record`)."""
    _pens["log"] = pen


def record(actor: Any, action: str, *, subject: Any = None) -> None:
    """Write an entry about a change in the same transaction; see `kim.audit.actions.record`."""
    _pens["log"](actor, action, subject=subject)

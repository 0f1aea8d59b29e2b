"""How an agreement goes its way, and when it needs somebody.

Pure functions: no Django, no clock. States are named as in the table: draft, agreed, signed, in_force, under_review,
ended.
"""

from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

DRAFT, AGREED, SIGNED = "draft", "agreed", "signed"
IN_FORCE, UNDER_REVIEW, ENDED = "in_force", "under_review", "ended"

STEPS: Final[dict[str, tuple[str, ...]]] = {
    DRAFT: (AGREED,),
    AGREED: (SIGNED, DRAFT),
    SIGNED: (IN_FORCE, ENDED),
    IN_FORCE: (UNDER_REVIEW, ENDED),
    UNDER_REVIEW: (IN_FORCE, ENDED),
    ENDED: (UNDER_REVIEW,),
}
NEEDS_REASON: Final = frozenset({(AGREED, DRAFT), (ENDED, UNDER_REVIEW)})
#: What the parties have agreed on and not ended.
HOLDING: Final = (AGREED, SIGNED, IN_FORCE, UNDER_REVIEW)
REVIEWED: Final = (AGREED, SIGNED, IN_FORCE)
BINDING: Final = (SIGNED, IN_FORCE, UNDER_REVIEW)


class StepError(ValueError):
    """An agreement cannot take a step; `field` is what is missing, the message is German."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the field."""
        super().__init__(message)
        self.field = field


def next_states(state: str) -> tuple[str, ...]:
    """NET-4: An agreement is drafted, agreed, signed, put in force, reviewed, and put in force again or ended.

    Only from agreed it goes back to a draft; an ended one is reviewed again if that has a reason. The usual next
    state comes first.

    Source: concept Kreis Warendorf 2025, ch. 5.2.5.
    """
    return STEPS[state]


def check_step(state: str, target: str, *, reason: str, valid_from: date | None, has_text: bool) -> None:
    """NET-5: Each step is one that follows; back to a draft and out of the end need a reason, in force needs a day.

    Nothing is agreed or signed without a text. Raises `StepError`.

    Source: own rule on concept Kreis Warendorf 2025, ch. 5.2.5.
    """
    if target not in next_states(state):
        raise StepError("target", "Dieser Schritt folgt nicht auf den jetzigen Stand.")
    if (state, target) in NEEDS_REASON and not reason.strip():
        raise StepError("reason", "Bitte sagen Sie, warum.")
    if target in {AGREED, SIGNED} and not has_text:
        raise StepError("target", "Bitte erfassen Sie zuerst den Text der Vereinbarung.")
    if target == IN_FORCE and valid_from is None:
        raise StepError("valid_from", "Bitte angeben, ab wann die Vereinbarung gilt.")


def default_review(day: date) -> date:
    """NET-6: What is in force is reviewed after a year; from 29 February on 28 February.

    Source: concept Kreis Warendorf 2025, ch. 5.3 (yearly updating).
    """
    return day + relativedelta(years=1)


def review_due_since(state: str, review_on: date | None, today: date) -> date | None:
    """NET-7: A review is due from its day on, unless the agreement is still a draft, under review or ended.

    Source: own rule on concept Kreis Warendorf 2025, ch. 5.2.5.
    """
    if review_on is None or review_on > today or state not in REVIEWED:
        return None
    return review_on


def is_expired(state: str, valid_until: date | None, today: date) -> bool:
    """NET-8: An agreement expires when its last day has passed; ending it is a person's step.

    Source: own rule on concept Kreis Warendorf 2025, ch. 5.2.5.
    """
    return valid_until is not None and valid_until < today and state in BINDING


def municipality_uninformed(state: str, *, has_place: bool, informed_on: date | None) -> bool:
    """NET-9: A municipality is informed of the decisive points before an agreement of its place holds.

    Source: concept Kreis Warendorf 2025, ch. 5.2.5.
    """
    return has_place and informed_on is None and state in HOLDING


def may_change_text(state: str, *, has_text: bool) -> bool:
    """NET-10: The text changes while it is drafted, agreed on or reviewed; what was signed stays as it was signed.

    A text that is still missing may be entered until the end.

    Source: own rule on concept Kreis Warendorf 2025, ch. 5.2.5.
    """
    if state == ENDED:
        return False
    return not has_text or state in {DRAFT, AGREED, UNDER_REVIEW}

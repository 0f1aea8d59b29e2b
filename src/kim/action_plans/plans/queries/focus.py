"""Focus areas and target groups as they are listed."""

import dataclasses
from datetime import date

from django.db.models import Q, QuerySet

from kim.action_plans.models import FocusArea
from kim.action_plans.rules.completeness import a_year_later, review_is_due
from kim.core import dates


@dataclasses.dataclass(frozen=True)
class FocusLine:
    """A focus area or target group; `due_on` is the day on which it is looked at again."""

    focus: FocusArea
    is_due: bool
    due_on: date | None


def focus_lines(rows: QuerySet[FocusArea]) -> list[FocusLine]:
    """Return those that hold today, with the day of their next review; one query."""
    today = dates.today()
    lasting = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today))
    return [
        FocusLine(
            row,
            review_is_due(row.reviewed_on, today),
            a_year_later(row.reviewed_on) if row.reviewed_on else None,
        )
        for row in lasting
    ]

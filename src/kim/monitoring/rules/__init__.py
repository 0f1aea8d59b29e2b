"""Rules of figures as pure functions: no Django, no clock."""

from kim.monitoring.rules.counting import (
    Period,
    Span,
    count_persons,
    is_active_in,
    is_active_on,
    is_counted,
    is_new,
    month_bounds,
    value_on,
)
from kim.monitoring.rules.suppression import suppress

__all__ = [
    "Period",
    "Span",
    "count_persons",
    "is_active_in",
    "is_active_on",
    "is_counted",
    "is_new",
    "month_bounds",
    "suppress",
    "value_on",
]

"""Rules of figures as pure functions: no Django, no clock."""

from kim.monitoring.rules.counting import Period, month_bounds
from kim.monitoring.rules.suppression import suppress

__all__ = ["Period", "month_bounds", "suppress"]

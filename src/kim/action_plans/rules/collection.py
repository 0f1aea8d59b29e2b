"""When an office is reminded of the figures it was asked for, and how long its link opens."""

from datetime import date, timedelta
from typing import Final

DAYS_BEFORE: Final = 7
DAYS_BETWEEN: Final = 7
#: After two months without an answer mails do not help any more; coordination sees it in the list.
DAYS_AFTER: Final = 60


def is_reminder_due(today: date, *, last: date, due_on: date) -> bool:
    """PLAN-20: An office that has not answered is reminded from a week before the last day on, at most once a week.

    `last` is the day on which it was written to last. Two months after the last day the reminders end.

    Source: own; Warendorf ch. 5.2.1 asks for the figures once a year.
    """
    begins, ends = due_on - timedelta(days=DAYS_BEFORE), due_on + timedelta(days=DAYS_AFTER)
    return begins <= today <= ends and today - last >= timedelta(days=DAYS_BETWEEN)


def links_close_on(due_on: date) -> date:
    """Return the last day on which the links of a round open."""
    return due_on + timedelta(days=DAYS_AFTER)


def is_link_open(today: date, *, due_on: date, closed_on: date | None) -> bool:
    """PLAN-25: A link opens until 60 days after the last day to answer, and not once the collection has ended.

    That is as long as its office is reminded: a link that nobody is waiting for any more is only a way in.

    Source: own decision.
    """
    return closed_on is None and today <= links_close_on(due_on)

"""When a case closes, is archived and is deleted.

Every deadline is a date; the day itself still belongs to the period (§ 188 BGB), so something due
on a day is late only on the next one.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LONGEST_DELETION_DAYS: Final = 360


@dataclass(frozen=True)
class Periods:
    """A district's deadlines, in calendar months and in days.

    Raises ValueError for values that cannot be kept: a period below its minimum, a deletion later
    than the concept allows, or key backups that outlive the deletion.
    """

    brief_advice_months: int = 3
    case_management_months: int = 6
    warning_days: int = 14
    archive_days: int = 14
    deletion_days: int = LONGEST_DELETION_DAYS
    key_backup_days: int = 14

    def __post_init__(self) -> None:
        """Refuse impossible values at once, not in the nightly run."""
        if min(self.brief_advice_months, self.case_management_months) < 1:
            msg = "a case stays open for at least one month"
            raise ValueError(msg)
        if min(self.warning_days, self.archive_days, self.key_backup_days) < 0:
            msg = "a number of days is never negative"
            raise ValueError(msg)
        if not self.key_backup_days < self.deletion_days <= LONGEST_DELETION_DAYS:
            msg = f"deletion_days must lie above key_backup_days and be at most {LONGEST_DELETION_DAYS}"
            raise ValueError(msg)

    def months_of(self, track: str) -> int:
        """Months of silence after which a case on this track is over; ValueError for an unknown track."""
        if track == "case_management":
            return self.case_management_months
        if track in {"brief_advice", "referral_only", "information_only"}:
            return self.brief_advice_months
        msg = f"unknown track: {track!r}"
        raise ValueError(msg)


def add_months(day: date, months: int) -> date:
    """Same day so many calendar months later, or the last day of that month if it is shorter.

    Source: § 188 Abs. 2 and 3 BGB.
    """
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def closes_on(
    track: str,
    last_consultation_on: date | None,
    opened_on: date,
    prolonged_until: date | None,
    periods: Periods,
) -> date:
    """CASE-1: A case closes 3 months (brief advice) or 6 months (management) after its last consultation.

    The answer is the last day on which the case is open. Without a consultation the opening counts,
    and so does a reactivation, which is the opening of the stretch it begins: the later of both
    starts the period, so that nothing closes before it was opened. Notes, attempts and edits do not
    count. Referral and information follow brief advice. A prolongation moves the day if it is later.

    Source: concept Kreis Warendorf 2025, chapter 3 (closed case); requirement F10.
    """
    start = max(opened_on, last_consultation_on or opened_on)
    silent_until = add_months(start, periods.months_of(track))
    return max(silent_until, prolonged_until or silent_until)


def is_due_for_closing(closes_on: date, today: date) -> bool:
    """CASE-1: A case is due for closing once its last open day is over.

    It is then closed as of that day, whenever the run happens: late runs give the same record.

    Source: § 188 BGB; concept Kreis Warendorf 2025, chapter 3.
    """
    return today > closes_on


def warned_from(closes_on: date, warning_days: int) -> date:
    """CASE-2: The case manager is warned 14 days before the last open day.

    Source: own rule, so that no case closes unannounced; the concept sets only the period.
    """
    return closes_on - timedelta(days=warning_days)


def is_warned(closes_on: date, warning_days: int, today: date) -> bool:
    """CASE-2: The warning stands from its first day to the last open day.

    Source: own rule, see `warned_from`.
    """
    return warned_from(closes_on, warning_days) <= today <= closes_on


def with_notice(closes_on: date, changed_on: date, warning_days: int) -> date:
    """CASE-2: A change that shortens the deadline leaves at least the time of the warning.

    For a change of track, a consultation taken back or a new district policy, each of which can
    move the last open day into the past.

    Source: own rule, so that no case closes unannounced.
    """
    return max(closes_on, changed_on + timedelta(days=warning_days))


def archives_on(closed_on: date, periods: Periods) -> date:
    """CASE-3: A closed case is archived after the district's number of days.

    It is archived as of this day, whenever the run happens.

    Source: concept Kreis Warendorf 2025, chapter 3 (closed and archived are two steps); requirement F10.
    """
    return closed_on + timedelta(days=periods.archive_days)


def live_deletion_on(archived_on: date, periods: Periods) -> date:
    """CASE-4: An archived case is deleted early enough that no backup can be read after day 360.

    The keys of the day before live on in backups for `key_backup_days`; these days are taken off.

    Source: concept Kreis Warendorf 2025, chapter 3 (360 days at the latest); requirement P3.
    """
    return unreadable_on(archived_on, periods) - timedelta(days=periods.key_backup_days)


def unreadable_on(archived_on: date, periods: Periods) -> date:
    """CASE-4: From this day on no copy of the case can be read, backups included.

    Source: concept Kreis Warendorf 2025, chapter 3 (360 days at the latest).
    """
    return archived_on + timedelta(days=periods.deletion_days)

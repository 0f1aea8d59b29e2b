"""A district's periods in the form that the rules of deadlines want."""

from kim.cases import rules
from kim.districts.models import District


def periods_of(district: District) -> rules.Periods:
    """Return the district's periods for the rules of deadlines."""
    policy = district.policy
    return rules.Periods(
        brief_advice_months=policy.brief_advice_months,
        case_management_months=policy.case_management_months,
        warning_days=policy.warning_days,
        archive_days=policy.archive_days,
        deletion_days=policy.deletion_days,
        key_backup_days=policy.key_backup_days,
    )

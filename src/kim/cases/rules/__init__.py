"""Rules of casework as pure functions: no Django, no clock."""

from kim.cases.rules.deadlines import (
    Periods,
    add_months,
    archives_on,
    closes_on,
    is_due_for_closing,
    is_warned,
    live_deletion_on,
    unreadable_on,
    warned_from,
    with_notice,
)
from kim.cases.rules.record import (
    CaseFacts,
    Hint,
    MinimumStandard,
    Phase,
    case_number,
    minimum_standard_hints,
    parse_case_number,
    phase,
)
from kim.cases.rules.states import (
    Brake,
    State,
    deletion_brake,
    next_states,
)

__all__ = [
    "Brake",
    "CaseFacts",
    "Hint",
    "MinimumStandard",
    "Periods",
    "Phase",
    "State",
    "add_months",
    "archives_on",
    "case_number",
    "closes_on",
    "deletion_brake",
    "is_due_for_closing",
    "is_warned",
    "live_deletion_on",
    "minimum_standard_hints",
    "next_states",
    "parse_case_number",
    "phase",
    "unreadable_on",
    "warned_from",
    "with_notice",
]

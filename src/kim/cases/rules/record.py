"""What follows from the record of a case: hints, its phase, its number."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True)
class MinimumStandard:
    """What brief advice takes at least (consultations) and as a rule at most (needs)."""

    consultations: int = 2
    needs: int = 2


class Hint(StrEnum):
    """What is unusual about a case of brief advice."""

    TOO_FEW_CONSULTATIONS = "too_few_consultations"
    TOO_MANY_NEEDS = "too_many_needs"


STANDARD: Final = MinimumStandard()


def minimum_standard_hints(
    track: str, consultations: int, needs: int, standard: MinimumStandard = STANDARD
) -> tuple[Hint, ...]:
    """CASE-5: Brief advice has at least two consultations and as a rule at most two needs.

    Only hints: they never block saving or closing. Other tracks have none.

    Source: concept Kreis Warendorf 2025, chapter 3 (brief advice); requirement F2.
    """
    if track != "brief_advice":
        return ()
    found = {
        Hint.TOO_FEW_CONSULTATIONS: consultations < standard.consultations,
        Hint.TOO_MANY_NEEDS: needs > standard.needs,
    }
    return tuple(hint for hint, applies in found.items() if applies)


class Phase(StrEnum):
    """Phases of casework in their order."""

    ACCESS = "access"
    INTAKE = "intake"
    ASSESSMENT = "assessment"
    GOALS = "goals"
    STEERING = "steering"
    MONITORING = "monitoring"
    REASSESSMENT = "reassessment"
    CLOSING = "closing"


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What is documented about a case. Settled needs are those met or found not solvable here."""

    has_intake: bool = False
    consultations: int = 0
    needs_recorded: int = 0
    needs_in_work: int = 0
    needs_settled: int = 0
    has_assessment: bool = False
    has_goal: bool = False
    has_reassessment: bool = False
    is_closed: bool = False

    @property
    def all_settled(self) -> bool:
        return 0 < self.needs_recorded <= self.needs_settled


# The latest phase comes first, because the first line that holds decides.
_PHASES: Final[tuple[tuple[Phase, Callable[[CaseFacts], bool]], ...]] = (
    (Phase.CLOSING, lambda facts: facts.is_closed),
    (
        Phase.REASSESSMENT,
        lambda facts: facts.has_reassessment or 0 < facts.needs_recorded <= facts.needs_settled,
    ),
    (Phase.MONITORING, lambda facts: facts.needs_settled > 0),
    (Phase.STEERING, lambda facts: facts.needs_in_work > 0),
    (Phase.GOALS, lambda facts: facts.has_goal),
    (Phase.ASSESSMENT, lambda facts: facts.has_assessment or facts.needs_recorded > 0),
    (Phase.INTAKE, lambda facts: facts.has_intake or facts.consultations > 0),
)


def phase(facts: CaseFacts) -> Phase:
    """CASE-6: The phase of a case follows from what is documented and is never typed in.

    Source: slides Kreis Warendorf 2021, concept Kreis Höxter 2021 (steps of case management); F4.
    """
    return next((reached for reached, holds in _PHASES if holds(facts)), Phase.ACCESS)


_NUMBER: Final = re.compile(r"\s*([A-Za-zÄÖÜäöü]{1,4})[\s/-]*([0-9]{2})[\s/-]+([0-9]{1,9})\s*")
_CENTURY: Final = 2000


def case_number(prefix: str, year: int, running: int) -> str:
    """CASE-7: A case number is the district's letters, two digits of the year and a running number.

    At least four digits, more when needed: `W-26-0412`. It says nothing about the person.
    ValueError outside the years 2000 to 2099 and below number 1.

    Source: facts of the field (the number is not derived from name or date of birth).
    """
    if not _CENTURY <= year < _CENTURY + 100 or running < 1:
        msg = f"no case number for year {year} and running number {running}"
        raise ValueError(msg)
    return f"{prefix}-{year % 100:02d}-{running:04d}"


def parse_case_number(text: str) -> str | None:
    """CASE-7: A typed number is understood without its zeros and hyphens, in either case.

    The number in its written form, or None if the text is none.

    Source: own rule for the search box.
    """
    match = _NUMBER.fullmatch(text)
    if match is None or int(match[3]) < 1:
        return None
    return case_number(match[1].upper(), _CENTURY + int(match[2]), int(match[3]))

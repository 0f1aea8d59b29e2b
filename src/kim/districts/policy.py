"""The rules that a district sets for itself, as typed data."""

import dataclasses
from typing import Any


class PolicyError(ValueError):
    """A policy has an unknown name or a value that cannot be used."""


@dataclasses.dataclass(frozen=True)
class Policy:
    """Periods and limits of a district; the unit is part of the name.

    Defaults follow the action concept of Kreis Warendorf (2025), chapter 3.
    """

    brief_advice_months: int = 3
    case_management_months: int = 6
    warning_days: int = 14
    archive_days: int = 14
    deletion_days: int = 360
    key_backup_days: int = 14
    brief_advice_consultations: int = 2
    brief_advice_needs: int = 2
    request_answer_days: int = 3
    request_keep_days: int = 30
    max_deletions_per_run: int = 50
    max_clock_jump_days: int = 7
    smallest_cell: int = 5
    request_languages: tuple[str, ...] = ("de",)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Policy":
        """Return a policy from plain data; raise PolicyError naming what is wrong."""
        known = {field.name: field for field in dataclasses.fields(cls)}
        for name, value in data.items():
            if name not in known:
                raise PolicyError(f"unknown policy {name!r}")
            if name == "request_languages":
                continue
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise PolicyError(f"{name} must be a whole number above 0, not {value!r}")
        values = {**data, "request_languages": tuple(data.get("request_languages", ("de",)))}
        policy = cls(**values)
        if policy.deletion_days > 360:
            raise PolicyError("deletion_days may be shortened, not raised above 360")
        if policy.key_backup_days >= policy.deletion_days:
            raise PolicyError("key_backup_days must be shorter than deletion_days")
        if policy.key_backup_days > 14:
            raise PolicyError("key_backup_days must not be above 14")
        return policy

    def to_data(self) -> dict[str, Any]:
        """Return the policy as plain data, as it stands in a district pack."""
        return {**dataclasses.asdict(self), "request_languages": list(self.request_languages)}

"""The verbs of the nightly run."""

from kim.retention.actions.deciding import (
    NotThisMany,
    Undone,
    apply_release,
    release_held,
    undo_run,
)
from kim.retention.actions.replaying import Replayed, replay_deletions, replay_is_due
from kim.retention.actions.running import Confirmation, apply_run, delete_case

__all__ = [
    "Confirmation",
    "NotThisMany",
    "Replayed",
    "Undone",
    "apply_release",
    "apply_run",
    "delete_case",
    "release_held",
    "replay_deletions",
    "replay_is_due",
    "undo_run",
]

"""A page in one state, and what many states have in common."""

from dataclasses import dataclass
from typing import Any

from tests.browser.acts import Act, empty


@dataclass(frozen=True)
class State:
    """One page in one state.

    `who` is a role or "anonymous", "flooded" or "signing in"; `where` is an installation: "lively", "bare" or "later".
    """

    page: str
    who: str = "case_manager"
    about: str = "district"
    state: str = "filled"
    query: str = ""
    act: Act | None = None
    status: int = 200
    where: str = "lively"
    language: str = "de"

    @property
    def name(self) -> str:
        """What the state is called in the list of tests."""
        about = "" if self.about == "district" else f" {self.about}"
        language = "" if self.language == "de" else f" {self.language}"
        return f"{self.page}{about}, {self.state}, {self.who}{language}"


ERRORS: dict[str, Any] = {"state": "errors", "act": empty(), "status": 422}
CONFLICT: dict[str, Any] = {"state": "conflict", "status": 409}
BARE: dict[str, Any] = {"state": "empty", "where": "bare"}

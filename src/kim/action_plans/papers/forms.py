"""Forms of releases and comparisons."""

from collections.abc import Iterable
from typing import Any

from django import forms

from kim.action_plans.models import PlanState
from kim.action_plans.papers.queries import names_of


class ReleaseForm(forms.Form):
    """On which occasion a version is released."""

    note = forms.CharField(
        label="Anlass",
        max_length=300,
        help_text="Zum Beispiel: Jahresgespräch 2026, Beschluss der Lenkungsgruppe.",
    )


class CompareForm(forms.Form):
    """Which two states are compared; without a later one it is today."""

    von = forms.ChoiceField(label="Von")
    bis = forms.ChoiceField(label="Bis", required=False)

    def __init__(self, *args: Any, states: Iterable[PlanState], with_today: bool, **kwargs: Any) -> None:
        """Offer the states that the reader may see, newest first."""
        super().__init__(*args, **kwargs)
        choices = names_of(states)
        self.fields["von"].choices = choices  # type: ignore[attr-defined]
        self.fields["bis"].choices = [("", "heute"), *choices] if with_today else choices  # type: ignore[attr-defined]

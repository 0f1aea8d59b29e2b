"""Choosing several rows on a form."""

from typing import Any

from django import forms


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the rows offered; a number that no database can hold names no row, like any other wrong one."""

    def clean(self, value: Any) -> Any:
        """Return the chosen rows."""
        try:
            chosen = super().clean(value)
        except OverflowError as error:
            message = self.error_messages["invalid_list"]
            raise forms.ValidationError(message, code="invalid_list") from error
        return chosen

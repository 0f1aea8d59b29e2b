"""Input of the frame."""

from django import forms

from kim.core.text import clean_text


class SearchForm(forms.Form):
    """A name in any spelling or a case number."""

    q = forms.CharField(
        label="Name oder Fallnummer",
        max_length=100,
        error_messages={"required": "Geben Sie einen Namen oder eine Fallnummer ein."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_q(self) -> str:
        """Return the text without control characters."""
        return clean_text(self.cleaned_data["q"])

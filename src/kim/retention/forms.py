"""What a person types to let a run go on."""

from django import forms


class ReleaseForm(forms.Form):
    """The number of changes, typed and not clicked: whoever confirms has read it."""

    count = forms.IntegerField(
        label="Zahl der angehaltenen Vorgänge",
        min_value=1,
        help_text="Bitte schreiben Sie die Zahl aus der Meldung ab.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Bitte die Zahl eingeben.",
            "invalid": "Bitte eine ganze Zahl eingeben.",
            "min_value": "Bitte eine Zahl größer als 0 eingeben.",
        },
    )

"""Parts of addresses."""

from django.conf import settings
from django.urls import register_converter


class LanguageConverter:
    """One of the languages of the product (BCP 47)."""

    regex = "|".join(code for code, _ in settings.LANGUAGES)

    def to_python(self, value: str) -> str:
        """Return the code."""
        return value

    def to_url(self, value: str) -> str:
        """Return the code."""
        return value


class NumberConverter:
    """A case number such as W-26-0412."""

    regex = "[A-Z]{1,5}-[0-9]{2}-[0-9]{4,8}"

    def to_python(self, value: str) -> str:
        """Return the number."""
        return value

    def to_url(self, value: str) -> str:
        """Return the number."""
        return value


class TerritoryConverter(NumberConverter):
    """A municipality by its AGS, or the word for the district as a whole."""

    regex = "kreis|[0-9]{8}"


def register_converters() -> None:
    """Make the converters known under the names used in addresses."""
    register_converter(LanguageConverter, "lang")
    register_converter(NumberConverter, "number")
    register_converter(TerritoryConverter, "territory")

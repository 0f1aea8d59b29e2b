"""What a concept, a figure or an entry can belong to: one municipality, or the district as a whole."""

from dataclasses import dataclass

from kim.districts.models import District, Municipality

WHOLE_DISTRICT = "kreis"


@dataclass(frozen=True)
class Territory:
    """A municipality of a district, or without one the district itself."""

    district: District
    municipality: Municipality | None = None

    @property
    def key(self) -> str:
        """What stands in addresses: the AGS of eight digits, or the word for the district."""
        return self.municipality.ags if self.municipality else WHOLE_DISTRICT

    @property
    def ags(self) -> str:
        """The official key: eight digits of a municipality, five of a district."""
        return self.municipality.ags if self.municipality else self.district.ags

    @property
    def name(self) -> str:
        """The name without the kind: "Ahlen", "Kreis Warendorf"."""
        return self.municipality.name if self.municipality else self.district.name

    @property
    def full_name(self) -> str:
        """The name with the kind: "Stadt Ahlen", "Kreis Warendorf"."""
        if self.municipality is None:
            return self.district.name
        return f"{self.municipality.get_kind_display()} {self.municipality.name}"

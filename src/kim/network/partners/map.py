"""Who is on the network map of a place, and the map.

A paper draws it with `draw_map(territory.name, partners_on_map(territory))` and uses `alternative_text` for the same.
"""

from django.db.models import Max, Q

from kim.districts.models import Municipality
from kim.districts.territory import Territory
from kim.network.models import Partner
from kim.network.partners.drawing import MapPartner, alternative_text, draw_map

__all__ = ["MapPartner", "alternative_text", "draw_map", "partners_on_map"]


def partners_on_map(territory: Territory, *, with_district_wide: bool = True) -> list[MapPartner]:
    """Return the partners with whom a cooperation talk about a place has been documented: only they are on its map.

    The map of a municipality also shows those of the whole district, marked as such, unless
    `with_district_wide` is off. Partners no longer in use have left the map. By kind, in the order of the list of
    kinds, then by name; two queries.

    Source: concept Kreis Warendorf 2025, ch. 5.2.3.
    """
    here = _talked_with(territory.municipality)
    found = {partner.pk: _on_map(partner) for partner in here}
    if territory.municipality is not None and with_district_wide:
        everywhere = _talked_with(None)
        found |= {
            partner.pk: _on_map(partner, is_district_wide=True)
            for partner in everywhere
            if partner.pk not in found
        }
    kinds = {kind: number for number, kind in enumerate(Partner.Kind.values)}
    return sorted(found.values(), key=lambda each: (kinds[each.kind], each.name.casefold(), each.pk))


def _talked_with(municipality: Municipality | None) -> list[Partner]:
    """Return the partners talked with about a place, or about the whole district, with the day of the last talk."""
    about = Q(talks__municipality=municipality) if municipality else Q(talks__municipality__isnull=True)
    talked = Partner.objects.filter(active=True).annotate(last_talk_on=Max("talks__held_on", filter=about))
    return list(talked.filter(last_talk_on__isnull=False).order_by("name", "pk"))


def _on_map(partner: Partner, *, is_district_wide: bool = False) -> MapPartner:
    return MapPartner(
        pk=partner.pk,
        name=partner.name,
        kind=partner.kind,
        kind_label=partner.get_kind_display(),
        last_talk_on=partner.last_talk_on,  # type: ignore[attr-defined]
        is_district_wide=is_district_wide,
    )

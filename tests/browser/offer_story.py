"""Offers in the installation whose pages are looked at: of every state, with gaps, proposals and reports."""

from datetime import timedelta
from typing import Any

from kim.core import dates
from kim.districts.models import LifeDomain
from kim.network.models import IntegreatSource, Offer, OfferImport
from kim.network.offers import actions

CHANGES = [{"label": "Beschreibung", "old": "", "new": "Ein längerer neuer Text von nebenan", "kept": True}]


def tell_offers(story: Any) -> None:
    """Enter offers that need every kind of care, a double structure, proposals and reports of imports."""
    lead, place, today = story.cast["team_lead"], story.place, dates.today()
    topics = list(LifeDomain.objects.filter(active=True).order_by("position", "label", "pk")[:2])
    details: dict[str, Any] = {
        "municipality": place,
        "topics": topics,
        "target_groups": ["women", "families"],
    }
    for number in range(3):
        actions.add_offer(lead, name=f"Begegnung Nummer {number}", **details)
    offer = actions.add_offer(
        lead,
        name="Migrationsberatung für Erwachsene in Beispielhausen und den umliegenden Ortsteilen",
        provider="Fiktiver Wohlfahrtsverband",
        description="Beratung zu Wohnen und Arbeit.\nOhne Termin.",
        languages=["ar", "uk", "de"],
        url="https://beratung.example/eine/lange/adresse/ohne/leerzeichen",
        funding="federal",
        funding_line="Bundesprogramm Beispiel",
        funding_ends_on=today + timedelta(days=20),
        **details,
    )
    care = {"link_problem": "Fehler 500.", "confirmed_on": today - timedelta(days=500)}
    Offer.objects.filter(pk=offer.pk).update(**care)
    wide = actions.add_offer(lead, name="Telefonberatung", municipality=None, topics=topics[:1])
    story.parts["offer"] = {"offer": offer.pk}
    story.parts["wide offer"] = {"offer": wide.pk}
    tell_imports(story, offer)


def tell_imports(story: Any, offer: Offer) -> None:
    """Leave proposals from Integreat and two reports, one of an outage."""
    for number in range(3):
        proposed = Offer.objects.create(
            district=story.district,
            municipality=story.place if number else None,
            name=f"Vorschlag {number} aus der Nachbarschaft",
            description="Ein Text, der mehr als eine Zeile braucht. " * 5,
            listing="proposed",
            external_key=str(90_000 + number),
            external_data={"category": "Beratungsstelle", "town": "09990 Kleindorf"},
        )
    source = {"base_url": "https://integreat.example", "region": "beispiel"}
    IntegreatSource.objects.update_or_create(district=story.district, defaults=source)
    failed = OfferImport.objects.create(
        district=story.district,
        ran_at=dates.now(),
        succeeded=False,
        problem="Der Server antwortet zu langsam.",
    )
    lines = [
        {"kind": kind, "offer": offer.pk, "name": "Beratung", "changes": CHANGES if kind == "changed" else []}
        for kind in ("created", "changed", "missing", "left_out")
    ]
    report = OfferImport.objects.create(
        district=story.district,
        ran_at=dates.now() - timedelta(days=1),
        succeeded=True,
        created=1,
        changed=1,
        missing=1,
        details=lines,
    )
    story.parts["proposal"] = {"offer": proposed.pk}
    story.parts["import"] = {"report": report.pk}
    story.parts["failed import"] = {"report": failed.pk}

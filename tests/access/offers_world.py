"""Offers of the people who ask, one of them from Integreat, and the report of an import."""

from kim.accounts.models import Membership, Responsibility
from kim.core import dates
from kim.network.models import IntegreatSource, Offer, OfferImport
from kim.network.offers import actions
from tests.access.things import Target


def offers_of(member: Membership, owner: str) -> dict[str, Target]:
    """Let somebody enter an offer of the own place; another one is from Integreat, which is off."""
    district = member.district
    place = Responsibility.objects.select_related("municipality").get(membership=member).municipality
    own = actions.add_offer(member, name=f"Beratung {place.name}", municipality=place)
    theirs = Offer.objects.create(
        district=district, municipality=place, name="Vorschlag", listing="proposed", external_key=str(own.pk)
    )
    IntegreatSource.objects.get_or_create(
        district=district, defaults={"base_url": "https://127.0.0.1:9", "region": "probstadt"}
    )
    report = OfferImport.objects.create(district=district, ran_at=dates.now(), succeeded=True)
    here = {"district": district.slug}
    return {
        "offer": Target(f"offer of {owner}", here | {"offer": own.pk}),
        "proposal": Target(f"offer of {owner}", here | {"offer": theirs.pk}),
        "report": Target("report", here | {"report": report.pk}),
    }

"""Partners, talks, meetings and agreements of the people who ask."""

from kim.accounts.models import Membership, Responsibility
from kim.core import dates
from kim.districts.models import Municipality
from kim.network.agreements.actions import draft_agreement
from kim.network.agreements.block_actions import add_block
from kim.network.agreements.documents import shipped_template
from kim.network.models import AccessRoute, Agreement, AgreementTemplate
from kim.network.partners import actions
from tests.access.things import Target
from tests.cast import TODAY


def network_of(member: Membership, owner: str) -> dict[str, Target]:
    """Let somebody enter a partner with whom was talked, whom one reaches there, and a meeting."""
    place = Responsibility.objects.select_related("municipality").get(membership=member).municipality
    partner = actions.add_partner(
        member, name=f"Beratung {place.name}", kind="advice", municipalities=[place]
    )
    contact = actions.add_contact(member, partner=partner, name="Eva Erfunden")
    talk = actions.record_talk(
        member, partner=partner, municipality=place, held_on=TODAY, minutes="Wir arbeiten zusammen."
    )
    meeting = actions.add_meeting(member, municipality=place, name="Runder Tisch")
    route = AccessRoute.objects.create(
        district=member.district, code=f"weg-{owner}", label=f"Weg {place.name}"
    )
    route.municipalities.add(place)
    here = {"district": member.district.slug}
    parts = here | {"partner": partner.pk, "contact": contact.pk}
    return {
        "partner": Target(f"partner of {owner}", parts),
        "talk": Target(f"talk of {owner}", here | {"talk": talk.pk}),
        "route": Target(f"route of {owner}", here | {"route": route.pk}),
        "meeting": Target(f"meeting of {owner}", here | {"meeting": meeting.pk}),
        **_agreements(member, owner, place),
    }


def _agreements(member: Membership, owner: str, place: Municipality) -> dict[str, Target]:
    """Let somebody draft two agreements, one of which holds by now; write a text block, upload a template."""
    made = [
        draft_agreement(
            member,
            kind="cooperation",
            title=f"Vereinbarung {number}",
            municipality=place,
            partners=[],
            scope="",
            text="Wir arbeiten zusammen.",
        )
        for number in (1, 2)
    ]
    Agreement.objects.filter(pk=made[1].pk).update(state="in_force", valid_from=TODAY)
    block = add_block(member, kind="cooperation", heading="Ziel", body="In {ort}.")
    AgreementTemplate.objects.get_or_create(
        district=member.district,
        kind="cooperation",
        defaults={"name": "Vorlage.docx", "content": shipped_template(), "uploaded_at": dates.now()},
    )
    here = {"district": member.district.slug, "version": 1}
    return {
        "draft": Target(f"draft of {owner}", here | {"agreement": made[0].pk}),
        "agreement": Target(f"agreement of {owner}", here | {"agreement": made[1].pk}),
        "block": Target("block", here | {"block": block.pk}),
    }

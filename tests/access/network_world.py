"""Partners, talks and meetings of the people who ask."""

from kim.accounts.models import Membership, Responsibility
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
    here = {"district": member.district.slug}
    parts = here | {"partner": partner.pk, "contact": contact.pk}
    return {
        "partner": Target(f"partner of {owner}", parts),
        "talk": Target(f"talk of {owner}", here | {"talk": talk.pk}),
        "meeting": Target(f"meeting of {owner}", here | {"meeting": meeting.pk}),
    }

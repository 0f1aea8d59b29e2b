"""Partners, talks and meetings in the installation whose pages are looked at."""

from datetime import timedelta
from typing import Any

from kim.core import dates
from kim.network.partners import actions


def tell_network(story: Any) -> None:
    """Enter partners of several kinds, talks about one place and about all, and meetings, one of them ended."""
    lead, place, today = story.cast["team_lead"], story.place, dates.today()
    lead.district = story.district
    made = [
        actions.add_partner(lead, name=name, kind=kind, municipalities=places, note="Büro im Rathaus")
        for name, kind, places in (
            ("Beratungsstelle Beispielhausen für Erwachsene und Familien", "advice", [place]),
            ("Fiktive Volkshochschule", "language_courses", [place]),
            ("Jobcenter Musterkreis", "jobcenter", []),
            ("Verein ohne Gespräch", "association", [place]),
        )
    ]
    talks = [
        actions.record_talk(
            lead,
            partner=partner,
            municipality=where,
            held_on=today - timedelta(days=30),
            minutes="Verweise gehen über eine gemeinsame Liste.",
            participants="Leitung, KIM",
            next_steps="Liste im Januar prüfen",
        )
        for partner, where in ((made[0], place), (made[1], place), (made[2], None), (made[0], None))
    ]
    contact = actions.add_contact(
        lead,
        partner=made[0],
        name="Eva Erfunden",
        function="Leitung",
        phone="00000 4711",
        email="eva@postfach.example",
    )
    words = {"level": "operational", "kim_part": "regular", "rhythm": "quarterly", "convener": "Stadt"}
    meeting = actions.add_meeting(lead, municipality=place, name="Runder Tisch Beispiel", **words)
    actions.add_meeting(
        lead, municipality=place, name="Früherer Arbeitskreis", ended_on=today - timedelta(days=9)
    )
    actions.add_meeting(lead, municipality=None, name="Fiktive Lenkungsgruppe")
    story.parts["partner"] = {
        "partner": made[0].pk,
        "contact": contact.pk,
        "talk": talks[0].pk,
        "meeting": meeting.pk,
        "territory": place.ags,
    }
    story.parts["new partner"] = {"partner": made[3].pk}

"""Partners, talks, meetings and agreements in the installation whose pages are looked at."""

from datetime import timedelta
from typing import Any

from kim.core import dates
from kim.network.agreements import actions as agreements
from kim.network.agreements import block_actions
from kim.network.agreements.documents import shipped_template
from kim.network.models import AccessRoute, Agreement, OfficeHours, Partner
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
    route = AccessRoute.objects.filter(municipalities__isnull=True).order_by("position", "pk").first()
    story.parts["route"] = {"route": route.pk}
    closed = OfficeHours.objects.filter(none=True).select_related("municipality").order_by("pk").first()
    story.parts["closed place"] = {"ags": closed.municipality.ags, "hours": closed.pk}
    timeless = OfficeHours.objects.filter(starts=None).exclude(rule="").select_related("municipality").get()
    story.parts["timeless place"] = {"ags": timeless.municipality.ags, "hours": timeless.pk}
    story.parts["new partner"] = {"partner": made[3].pk}
    tell_agreements(story, made[0])


def tell_agreements(story: Any, partner: Partner) -> None:
    """Draft agreements, one with two versions, one in force whose review is due, one that is still without a text."""
    lead, place, today = story.cast["team_lead"], story.place, dates.today()
    place.district = story.district
    words = {
        "kind": "cooperation",
        "municipality": place,
        "partners": [partner],
        "scope": "Gemeinsame Beratung",
    }
    text = "# Ziel\n\nBeide treffen sich einmal im Monat.\n\n- Punkt\n\nDies fällt weg."
    draft = agreements.draft_agreement(lead, title="Beispielvereinbarung im Entwurf", text=text, **words)
    agreements.save_text(
        lead,
        agreement=draft,
        version=0,
        text="# Ziel\n\nBeide treffen sich zweimal im Monat.\n\n- Punkt\n\nDas ist neu.",
        change="Öfter treffen",
    )
    due = agreements.draft_agreement(lead, title="Beispielvereinbarung in Kraft", text=text, **words)
    for state in ("agreed", "signed", "in_force"):
        due = Agreement.objects.get(pk=due.pk)
        due.district = story.district
        agreements.take_step(
            lead,
            agreement=due,
            version=due.version,
            target=state,
            on=today,
            valid_from=today - timedelta(days=400),
        )
    Agreement.objects.filter(pk=due.pk).update(valid_until=today - timedelta(days=1))
    bare = Agreement.objects.create(
        district=story.district, kind="interface", title="Beispielkonzept ohne Text", state="agreed"
    )
    block = block_actions.add_block(lead, kind="cooperation", heading="Fiktives Ziel", body="In {ort}.")
    block_actions.use_block(lead, block=block, version=block.version, active=False)
    block_actions.keep_template(lead, kind="funding", name="Fiktive Vorlage.docx", content=shipped_template())
    story.parts["agreement draft"] = {"agreement": draft.pk, "version": 1}
    story.parts["agreement due"] = {"agreement": due.pk, "version": 1}
    story.parts["agreement bare"] = {"agreement": bare.pk}
    story.parts["block"] = {"block": block.pk}

"""Figures in the installation whose pages are looked at: a round in which some have answered, and what looks wrong."""

from datetime import timedelta
from typing import Any

from kim.action_plans.models import CollectionRequest
from kim.action_plans.profile.actions import explain_finding
from kim.action_plans.profile.checking import checked
from kim.action_plans.profile.collecting import Answer, answer_request, open_round
from kim.action_plans.profile.links import token_of
from kim.core import dates


def tell_figures(story: Any) -> None:
    """Ask all offices with a day that has passed by now; let two answer; explain one of the findings."""
    lead, place, today = story.cast["team_lead"], story.place, dates.today()
    lead.district = story.district
    year = today.year - 1
    with dates.moved_clock(today - timedelta(days=40)):
        open_round(lead, district=story.district, year=year, due_on=today - timedelta(days=9))
    asked = list(CollectionRequest.objects.select_related("round", "office", "municipality").order_by("pk"))
    for each in asked:
        each.district = story.district
    for each in asked[:2]:
        answer_request(None, asked=each, given=Answer([], "Frau Beispiel", "Die Zahlen sind vorläufig."))
    own = next(each for each in asked[2:] if each.municipality_id is not None)
    of_district = next(each for each in asked if each.municipality_id is None)
    explain_finding(lead, finding=checked(story.district)[-1].finding, text="Im Rathaus nachgefragt: stimmt.")
    story.parts["figures"] = {"territory": place.ags, "year": year}
    story.parts["figures before"] = {"territory": place.ags, "year": year - 1}
    story.parts["district figures"] = {"territory": "kreis", "year": year - 1}
    story.parts["round"] = {"year": year}
    story.parts["indicator"], story.parts["source office"] = {"code": "population"}, {"code": "it-nrw"}
    for name, each in (("answered", asked[0]), ("new", own), ("wide", of_district)):
        story.parts[f"{name} figures"] = {"token": token_of(story.district, each)}
    story.parts["wrong figures"] = {"token": "1.quatsch"}

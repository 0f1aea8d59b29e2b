"""The packs of Kreis Höxter and Kreis Wesel say in the exported concept what their sources say, read by hand."""

from datetime import date

import pytest

from kim.action_plans.papers.content import contents_of
from kim.action_plans.papers.export import export_one
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.districts.pack import load_pack
from tests.action_plans.paper_texts import html_text
from tests.districts.small_pack import FOLDER

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
NO_NEWS = "geplant, keine spätere Angabe"
# Ch. 11 of Höxter: what has a day there.
REPORTED = {
    "Auftaktkonferenz": 1,
    "Grundlagenschulung": 3,
    "Versteckspiel": 1,
    "Kevin": 1,
    "Kompetenz-Tour": 1,
    "Einreichung des Handlungskonzeptes": 1,
}
# A word of each of the other rows of its two tables, in their order.
BOTH_YEARS = (
    *("Schulungsgruppe 2", "kommunalen Akteure", "Zivilgesellschaft", "Bausteine II und III"),
    *(
        "Vorbereitung der Gründung",
        "Konstituierende",
        "Gründung und Begleitung",
        "Rückkopplung der Ergebnisse",
    ),
    *("Arbeitstreffen", "Qualifizierung der Stellen", "Klärung von Zugängen", "Fallkonferenzen (nach"),
    *("Systemische", "Weiterentwicklung eines Konzeptes", "Bedarfsanalyse", "Fortbildungsreihe"),
    *("Nachbereitung", "Öffentlichkeitsarbeit", "Berichterstattung", "Baustein II: Austausch"),
    *("leitfadengestützten Interviews", "Bekanntmachung", "Standards", "Einzelfallberatung"),
    *("Intensive Fallbearbeitung", "Baustein II: Arbeit", "Systematische", "Baustein III: Austausch"),
    *("offenen Fälle", "Bleiberechte: Teilnahme", "Antragsstaus", "Voraussetzungen von Bleiberechten"),
    *("Einbürgerungskampagne", "Einbürgerung: Teilnahme"),
)
ONLY = {
    2021: ("KI-Leitung", "Besetzung der Koordinationsstellen", "Vertragsentwurf", "Stellenausschreibung"),
    2022: ("Beratungstage",),
}


def exported(slug):
    load_pack(FOLDER / f"{slug}.toml", apply=True)
    district = District.objects.get()
    with district_scope(district):
        return district, contents_of(district, DAY)


def test_hoexter_has_all_rows_of_both_tables_of_chapter_11():
    _, whole = exported("hoexter")
    rows = whole["district"]["milestones"]
    done = [row for row in rows if row["state"] == "erreicht"]

    assert len(done) == sum(REPORTED.values())
    for word, count in REPORTED.items():
        assert len([row for row in done if word in row["title"]]) == count, word
    for year, only in ONLY.items():
        open_ones = [row for row in rows if row["year"] == year and row not in done]
        assert len(open_ones) == len(BOTH_YEARS) + len(only)
        assert {row["state"] for row in open_ones} == {NO_NEWS}
        for word in (*BOTH_YEARS, *only):
            assert len([row for row in open_ones if word in row["title"]]) == 1, (year, word)
    assert {row["year"] for row in rows} == {2021, 2022}


def test_hoexter_says_that_its_contracts_are_drafts():
    district, whole = exported("hoexter")
    paper = html_text(export_one(whole["district"], district.name, DAY.isoformat(), "html"))

    assert whole["district"]["remarks"]["agreements"]["state"] == "in_progress"
    assert whole["district"]["completeness"]["agreements"]["light"] == "partly"
    assert "Weiterleitungsverträge" in paper
    assert paper.count(NO_NEWS) >= len(BOTH_YEARS) * 2


@pytest.mark.parametrize(("slug", "count", "years"), [("hoexter", 4, {"2020"}), ("wesel", 2, {"2022"})])
def test_every_place_shows_what_is_not_yet_recorded(slug, count, years):
    district, whole = exported(slug)
    for place in whole["municipalities"]:
        assert len(place["indicators"]) == count
        assert {year for figures in place["indicators"].values() for year in figures} == years
        paper = html_text(export_one(place, district.name, DAY.isoformat(), "html"))
        assert "noch nicht erfasst" in paper
        assert "Zentrale Clearingstelle: nicht bekannt" in paper
        assert place["access"]["clearing_point"] is None


def test_steering_group_of_wesel_stands_in_its_concept_with_nineteen_members():
    district, whole = exported("wesel")
    group = whole["district"]["groups"][0]

    assert (group["name"], group["kind"], group["state"]) == ("Lenkungsgruppe", "Lenkungsgruppe", "laufend")
    assert len(group["members"]) == 19
    paper = html_text(export_one(whole["district"], district.name, DAY.isoformat(), "html"))
    assert "Vorstandsmitglied 4 (Vorsitz)" in paper
    assert "bundesgeförderten Jugendmigrationsdienstes" in paper


def test_places_of_wesel_have_hours_at_times_that_the_source_does_not_give():
    _, whole = exported("wesel")
    for place in whole["municipalities"]:
        (hours,) = place["access"]["office_hours"]
        assert (hours["times_unknown"], hours["by_arrangement"], hours["starts"]) == (True, False, None)
        is_weekly = place["name"] in {"Alpen", "Hamminkeln", "Hünxe", "Neukirchen-Vluyn"}
        assert hours["note"].startswith("Wöchentliche Sprechzeit.") == is_weekly


def test_wesel_tells_its_steps_with_their_days():
    _, whole = exported("wesel")
    done = {(row["year"], row["half"]) for row in whole["district"]["milestones"]}

    assert done == {(2020, 2), (2021, 2), (2022, 1), (2022, 2), (2022, 0), (2023, 0)}
    being_set_up = {
        place["name"]: place["milestones"][0]["state"]
        for place in whole["municipalities"]
        if place["milestones"]
    }
    assert being_set_up == {
        **dict.fromkeys(("Alpen", "Hamminkeln", "Hünxe", "Neukirchen-Vluyn"), "erreicht"),
        **dict.fromkeys(("Schermbeck", "Sonsbeck"), "begonnen, keine spätere Angabe"),
    }

"""Of which year a figure speaks is said wherever it stands: form, page, table, file, concept."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from kim.action_plans.models import CollectionRequest, Indicator
from kim.action_plans.papers.content import content_of
from kim.action_plans.profile.checking import checked
from kim.action_plans.profile.collecting import open_round
from kim.action_plans.profile.links import path_of
from kim.districts.territory import Territory
from tests.action_plans.figures import YEAR, define, enter
from tests.cast import TODAY, browser_of

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def naturalised(scoped):
    found = define(scoped)["naturalisations"]
    found.refers_to = Indicator.Year.PREVIOUS
    found.save()
    return found


def page(member, name, *arguments):
    return browser_of(member).get(reverse(f"profile:{name}", args=["probstadt", *arguments]))


def test_the_clerks_form_says_year_and_day(naturalised, carla, client, district):
    open_round(carla, district=district, year=YEAR, due_on=date(2026, 12, 20))
    enter(naturalised, None, YEAR - 1, 116)
    asked = CollectionRequest.objects.select_related("round", "office").get(office__code="state")
    text = client.get(path_of(district, asked)).content.decode()
    assert "Jahr 2024, Stand 31.12.2025. Zuletzt (Jahr 2023, Stand 31.12.2024): 116" in text
    assert "Stand 31.12.2025. Zuletzt (Stand 31.12.2024): noch nicht erfasst" in text
    assert "Erläuterung zu Eingebürgerte im Vorjahr" in text


def test_the_form_of_coordination_says_it_too(naturalised, carla, lindenau):
    text = page(carla, "year_edit", lindenau.ags, YEAR).content.decode()
    assert "Erläuterung zu Eingebürgerte im Vorjahr Jahr 2024, Stand 31.12.2025." in text


def test_page_and_table_say_which_year_is_meant(naturalised, anna, lindenau):
    for year, number in ((YEAR - 1, 100), (YEAR, 117)):
        enter(naturalised, lindenau, year, number, source="IT.NRW", recorded_on=date(2026, 3, 1))
    text = page(anna, "profile", lindenau.ags).content.decode()
    assert "Eingebürgerte im Vorjahr, Jahr 2024, Stand 31.12.2025" in text
    assert '2023: <span class="nowrap">100</span> <span class="nowrap">(+17,0 %)</span>' in text
    assert '<span class="small muted">2024:</span> <span class="nowrap">117</span>' in text
    assert '<th scope="col" class="numeric">31.12.2025</th>' in text
    assert "Quelle: IT.NRW, erfasst am 01.03.2026." in text
    assert "Die Zahl zum Stand 31.12. meint das Jahr davor." in text


def test_files_say_which_year_is_meant(naturalised, carla, lindenau):
    enter(naturalised, lindenau, YEAR, 117)
    rows = load_workbook(io.BytesIO(page(carla, "export", lindenau.ags).content))["Zeitreihen"]
    lines = [row for row in rows.iter_rows(values_only=True) if row[2] == "Eingebürgerte im Vorjahr"]
    assert [line[4:6] for line in lines] == [(2025, 2024)]
    hints = load_workbook(io.BytesIO(page(carla, "import_template").content))["Hinweise"]
    texts = {row[0]: row[1] for row in hints.iter_rows(values_only=True)}
    assert texts["Eingebürgerte im Vorjahr"].startswith("Jahr 2024, Stand 31.12.2025.")


def test_a_finding_speaks_of_the_year_that_is_meant(naturalised, district, lindenau):
    enter(naturalised, lindenau, YEAR - 1, 10)
    enter(naturalised, lindenau, YEAR, 100)
    (found,) = checked(district)
    assert found.finding.text == "2023 waren es 10, 2024 100."
    assert found.when == "Jahr 2024, Stand 31.12.2025"


def test_the_concept_knows_year_source_and_who_gives_the_figure(naturalised, district, lindenau):
    enter(naturalised, lindenau, YEAR, 117, source="IT.NRW", recorded_on=date(2026, 3, 1))
    Indicator.objects.filter(code="flueag_fulfilment_percent").update(district_only=True)
    own = content_of(Territory(district, lindenau), TODAY)
    labels = own["indicator_labels"]
    assert labels["naturalisations"]["refers_to"] == "previous_year"
    assert labels["population"]["refers_to"] == "same_year"
    assert labels["population"]["office"] == "Meldebehörde"
    assert "flueag_fulfilment_percent" not in {**labels, **own["indicators"]}
    assert own["indicator_sources"] == [{"source": "IT.NRW", "recorded_on": "2026-03-01"}]
    whole = content_of(Territory(district), TODAY)
    # Every municipality has a registration office; the district has none.
    assert whole["indicator_labels"]["population"]["office"] == ""
    assert "flueag_fulfilment_percent" in whole["indicators"]
    assert whole["indicator_sources"] == []

"""A district that is loaded for the first time begins with the concepts of its source, as of their day."""

from datetime import date, timedelta

import pytest

from kim.action_plans.models import PlanState
from kim.action_plans.papers.actions import keep_states
from kim.action_plans.papers.queries import NotKnown, contents_on, latest_release, status_of
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District, Municipality
from kim.districts.pack import load_pack
from kim.districts.territory import Territory
from tests.action_plans import source_facts
from tests.districts.small_pack import FOLDER, SMALL

pytestmark = pytest.mark.django_db
SOURCE_DAY = date(2025, 11, 6)


@pytest.fixture
def loaded(clock):
    load_pack(FOLDER / "warendorf.toml", apply=True)
    district = District.objects.get()
    with district_scope(district):
        yield district


def test_the_whole_of_the_day_of_the_source_says_what_the_source_says(loaded):
    assert source_facts.differences(contents_on(loaded, SOURCE_DAY)) == []
    assert contents_on(loaded, dates.today() - timedelta(days=1))["district"]["ags"] == "05570"
    with pytest.raises(NotKnown):
        contents_on(loaded, SOURCE_DAY - timedelta(days=1))


def test_every_concept_has_a_released_version_to_compare_with(loaded):
    assert PlanState.objects.filter(is_release=True, as_of=SOURCE_DAY, released_by=None).count() == 14
    version = latest_release(Territory(loaded))
    assert status_of(version) == "Freigegebene Fassung vom 06.11.2025: Handlungskonzept KIM"


def test_loading_again_keeps_no_further_version(loaded):
    load_pack(FOLDER / "warendorf.toml", apply=True)
    assert PlanState.objects.count() == 14


def test_nothing_that_came_later_is_taken_for_the_source(loaded):
    municipality = Municipality.objects.get(ags="05570004")
    municipality.contact_office = "Später dazugekommen"
    municipality.save()
    keep_states(loaded)
    assert "Später dazugekommen" not in str(contents_on(loaded, SOURCE_DAY))
    assert "Später dazugekommen" in str(contents_on(loaded, dates.today()))


@pytest.mark.parametrize("line", ["", "as_of = 2026-11-21\n"], ids=["no day", "a day to come"])
def test_a_pack_without_a_day_that_has_come_states_nothing(clock, tmp_path, line):
    path = tmp_path / "kreis.toml"
    lines = [each for each in SMALL.splitlines(keepends=True) if not each.startswith("as_of")]
    at = lines.index("[district]\n") + 1
    path.write_text("".join([*lines[:at], line, *lines[at:]]), encoding="utf-8")
    load_pack(path, apply=True)
    district = District.objects.get()
    with district_scope(district):
        assert not PlanState.objects.exists()

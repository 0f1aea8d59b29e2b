"""The check finds in the published figures of Warendorf what is really inconsistent there, and nothing else.

What that is has been computed apart from the rules, with sums and quotients of the table of the annexes, and is
written down here: the district states 649 naturalisations for 2024, its thirteen municipalities have 608. All other
sums agree, all shares are the rounded quotients. One figure is no contradiction, but beyond chance: 47 naturalisations
in Everswinkel after 13.
"""

import csv
import math
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import IndicatorValue
from kim.action_plans.profile.checking import checked
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.districts.pack import load_pack
from tests.cast import browser_of, make_member

HERE = Path(__file__).parent
SOURCE = HERE / "warendorf_indicators.csv"
PACK = HERE.parents[1] / "districts" / "warendorf.toml"
WHOLE = "Kreis Warendorf"

CONTRADICTIONS = [
    (
        "PLAN-14:naturalisations:kreis:2024",
        "Die 13 Kommunen haben zusammen 608, für den Kreis sind 649 angegeben: 41 mehr.",
    )
]
# "Im Vorjahr", Stand 2023 and 2024: people naturalised in 2022 and 2023.
UNUSUAL = [("PLAN-19:naturalisations:05570024:2024", "2022 waren es 13, 2023 47.")]


@pytest.fixture
def warendorf(db):
    load_pack(PACK, apply=True)
    district = District.objects.get(slug="warendorf")
    with district_scope(district):
        yield district


@pytest.fixture(scope="module")
def source():
    """Indicator and year -> place -> number, as the annexes have them."""
    table = defaultdict(dict)
    with SOURCE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["value"] and row["indicator"] != "largest_nationalities":
                table[row["indicator"], int(row["year"])][row["territory"]] = Decimal(row["value"])
    return table


def test_the_source_is_inconsistent_exactly_there(warendorf):
    found = checked(warendorf)
    assert [
        (each.finding.key, each.finding.text) for each in found if each.is_contradiction
    ] == CONTRADICTIONS
    assert [(each.finding.key, each.finding.text) for each in found if not each.is_contradiction] == UNUSUAL


def test_the_figures_checked_are_all_figures_of_the_source(warendorf, source):
    kept = IndicatorValue.objects.filter(state="value").exclude(indicator__unit="list")
    assert kept.count() == sum(map(len, source.values()))


# --- the same by other means --------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["population", "foreign_nationals", "naturalisations"])
@pytest.mark.parametrize("year", [2023, 2024])
def test_sums_of_the_source(code, year, source):
    values = dict(source[code, year])
    difference = values.pop(WHOLE) - sum(values.values())
    assert len(values) == 13
    assert difference == (41 if (code, year) == ("naturalisations", 2024) else 0)


def test_shares_of_the_source_are_rounded_quotients(source):
    for year in (2023, 2024):
        shares = source["foreign_nationals_share_percent", year]
        assert len(shares) == 14
        for place, share in shares.items():
            exact = source["foreign_nationals", year][place] / source["population", year][place] * 100
            assert share == exact.quantize(Decimal("0.01"), ROUND_HALF_UP), place


def test_one_change_of_the_source_stands_out(source):
    outstanding = []
    for code in ("population", "foreign_nationals", "naturalisations", "asylblg_recipients"):
        for place, before in source[code, 2023].items():
            now = source[code, 2024][place]
            deviations = float(now - before) / math.sqrt(float(now + before))
            if abs(deviations) >= 4:
                outstanding.append((code, place, round(deviations, 1)))
    assert outstanding == [("naturalisations", "Everswinkel", 4.4)]


def test_rates_of_the_source_lie_within_their_municipalities(source):
    for code in ("flueag_fulfilment_percent", "residence_obligation_fulfilment_percent"):
        for year in (2023, 2024):
            values = dict(source[code, year])
            whole = values.pop(WHOLE)
            assert len(values) == 13
            assert min(values.values()) < whole < max(values.values())


# --- the page -------------------------------------------------------------------------------------------


def test_the_page_lists_both_to_be_explained_or_corrected(warendorf):
    lead = make_member(warendorf, "Leo Leitung", Role.TEAM_LEAD)
    address = reverse("profile:findings", kwargs={"district": "warendorf"})
    text = browser_of(lead).get(address).content.decode()
    assert "1 Widerspruch, 1 Auffälligkeit · 2 noch zu klären" in text
    assert CONTRADICTIONS[0][1] in text
    assert UNUSUAL[0][1] in text


SHARE_IN_BECKUM = "PLAN-15:foreign_nationals_share_percent:05570008:2024"
RATE_OF_DISTRICT = "PLAN-17:flueag_fulfilment_percent:kreis:2024"
#: Place, figure, year, what stands there by mistake -> what is found then.
SLIPS = [
    ("05570008", "population", 2024, 37_233, {"PLAN-14:population:kreis:2024", SHARE_IN_BECKUM}),
    ("05570008", "foreign_nationals_share_percent", 2024, "14.89", {SHARE_IN_BECKUM}),
    ("", "flueag_fulfilment_percent", 2024, "79.26", {RATE_OF_DISTRICT}),
    (
        "05570012",
        "naturalisations",
        2023,
        712,
        {
            "PLAN-14:naturalisations:kreis:2023",
            "PLAN-16:naturalisations:05570012:2023",
            "PLAN-19:naturalisations:05570012:2024",
        },
    ),
]


@pytest.mark.parametrize(("place", "code", "year", "number", "expected"), SLIPS)
def test_a_slip_put_into_the_figures_is_found(place, code, year, number, expected, warendorf):
    conditions = {"municipality__ags": place} if place else {"municipality": None}
    IndicatorValue.objects.filter(indicator__code=code, year=year, **conditions).update(number=number)
    known = {key for key, _ in CONTRADICTIONS + UNUSUAL}
    assert {each.finding.key for each in checked(warendorf)} - known == expected


def test_nothing_is_changed_by_looking(warendorf):
    before = list(IndicatorValue.objects.order_by("pk").values())
    checked(warendorf)
    assert list(IndicatorValue.objects.order_by("pk").values()) == before

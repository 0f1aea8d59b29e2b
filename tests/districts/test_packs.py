"""The district packs hold what the districts' published concepts say.

The expected figures are written out here a second time, from the tables of the concepts, so that a slip
in a pack does not confirm itself.
"""

import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Pack = dict[str, Any]
Post = dict[str, Any]

FOLDER = Path(__file__).resolve().parents[2] / "districts"
SLUGS = ("warendorf", "hoexter", "wesel")
PACKS: dict[str, Pack] = {slug: tomllib.loads((FOLDER / f"{slug}.toml").read_text()) for slug in SLUGS}
every_pack = pytest.mark.parametrize("pack", PACKS.values(), ids=SLUGS)

AGS = {
    "warendorf": {
        "05570004": "Ahlen",
        "05570008": "Beckum",
        "05570012": "Beelen",
        "05570016": "Drensteinfurt",
        "05570020": "Ennigerloh",
        "05570024": "Everswinkel",
        "05570028": "Oelde",
        "05570032": "Ostbevern",
        "05570036": "Sassenberg",
        "05570040": "Sendenhorst",
        "05570044": "Telgte",
        "05570048": "Wadersloh",
        "05570052": "Warendorf",
    },
    "hoexter": {
        "05762004": "Bad Driburg",
        "05762008": "Beverungen",
        "05762012": "Borgentreich",
        "05762016": "Brakel",
        "05762020": "Höxter",
        "05762024": "Marienmünster",
        "05762028": "Nieheim",
        "05762032": "Steinheim",
        "05762036": "Warburg",
        "05762040": "Willebadessen",
    },
    "wesel": {
        "05170004": "Alpen",
        "05170008": "Dinslaken",
        "05170012": "Hamminkeln",
        "05170016": "Hünxe",
        "05170020": "Kamp-Lintfort",
        "05170024": "Moers",
        "05170028": "Neukirchen-Vluyn",
        "05170032": "Rheinberg",
        "05170036": "Schermbeck",
        "05170040": "Sonsbeck",
        "05170044": "Voerde (Niederrhein)",
        "05170048": "Wesel",
        "05170052": "Xanten",
    },
}
DISTRICT_AGS = {"warendorf": "05570", "hoexter": "05762", "wesel": "05170"}
NOT_TOWNS = {
    "warendorf": {"Beelen", "Everswinkel", "Ostbevern", "Wadersloh"},
    "hoexter": set[str](),
    "wesel": {"Alpen", "Hünxe", "Schermbeck", "Sonsbeck"},
}
AREAS = {
    "warendorf": {
        "ahlen": {"Ahlen"},
        "suedkreis": {"Beckum", "Drensteinfurt", "Ennigerloh", "Oelde", "Sendenhorst", "Wadersloh"},
        "nordkreis": {"Beelen", "Everswinkel", "Sassenberg", "Ostbevern", "Telgte", "Warendorf"},
    },
    "hoexter": {
        "nordkreis": {"Steinheim", "Nieheim", "Marienmünster"},
        "suedkreis": {"Warburg", "Willebadessen", "Borgentreich"},
        "mitte-west": {"Bad Driburg", "Brakel"},
        "ost": {"Höxter", "Beverungen"},
    },
    "wesel": {},
}
CLEARING_POINTS = {"Ahlen", "Beelen", "Drensteinfurt", "Everswinkel", "Warendorf"}
LANGUAGES = ["de", "ar", "bg", "en", "fa", "fr", "ru", "ro", "es", "tr", "uk"]
LIFE_DOMAINS = {
    *("familie", "gesundheit", "migration", "wohnen", "sprache"),
    *("beruf", "lebensunterhalt", "mobilitaet", "teilhabe"),
}
VOCABULARY = {
    *("case_manager", "coordinator", "team_lead", "service_area"),
    *("steering_group", "project_group", "working_group", "goal_agreement"),
    *("brief_advice", "case_management", "referral_only", "information_only"),
}
# Per table: keys that every row has, and keys that a row may have.
ROWS: dict[str, tuple[str, str]] = {
    "service_areas": ("code name", ""),
    "municipalities": ("ags name kind", "area clearing_point contact_office integreat_url"),
    "organisations": ("code name kind", "municipality"),
    "life_domains": ("code label", ""),
    "posts": (
        "code title building_block role employer full_time_share state upper_bound from",
        "area municipality to",
    ),
    "access_routes": ("code label", "municipalities description criteria in_plan"),
    "office_hours": (
        "municipality place rule starts ends by_arrangement",
        "address first_on note none times_unknown",
    ),
}
# Tables of the action concepts, of which a pack has those that its source knows something about.
PLAN_TABLES = {
    *("partners", "network_meetings", "agreements", "text_blocks", "integreat", "groups", "focus"),
    *("part_remarks", "milestones", "source_offices", "indicators", "indicator_values"),
    *("talk_questions", "plan_duties"),
}


def rows(pack: Pack, table: str) -> list[dict[str, Any]]:
    """All rows of a table of the pack."""
    found: list[dict[str, Any]] = pack[table]
    return found


def codes(pack: Pack, table: str) -> list[str]:
    """The codes of a table, in the pack's order."""
    return [row["code"] for row in rows(pack, table)]


def town_of(pack: Pack, ags: str) -> str:
    """The name behind a municipality's key."""
    return AGS[pack["district"]["slug"]][ags]


def in_force(pack: Pack, day: date) -> list[Post]:
    """The posts that exist on a day."""
    return [post for post in rows(pack, "posts") if post["from"] <= day <= post.get("to", date.max)]


def total(posts: list[Post], **wanted: object) -> Decimal:
    """Sum of the full-time shares of the posts with the wanted values; None asks for a missing value."""
    chosen = [post for post in posts if all(post.get(key) == value for key, value in wanted.items())]
    return sum((Decimal(post["full_time_share"]) for post in chosen), Decimal(0))


@every_pack
def test_pack_has_the_agreed_tables_and_keys(pack: Pack) -> None:
    assert set(pack) - PLAN_TABLES == {"schema", "district", "vocabulary", "policy", *ROWS}
    assert pack["schema"] == 1
    assert set(pack["vocabulary"]) == VOCABULARY
    assert all(pack["vocabulary"].values())
    for table, (required, optional) in ROWS.items():
        for row in rows(pack, table):
            assert set(required.split()) <= set(row) <= {*required.split(), *optional.split()}, (table, row)


@every_pack
def test_codes_are_unique(pack: Pack) -> None:
    for table in ("service_areas", "organisations", "life_domains", "posts", "access_routes"):
        assert [code for code, times in Counter(codes(pack, table)).items() if times > 1] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_municipalities_have_their_official_keys(slug: str) -> None:
    pack = PACKS[slug]
    assert pack["district"]["slug"] == slug
    assert pack["district"]["ags"] == DISTRICT_AGS[slug]
    assert {row["ags"]: row["name"] for row in rows(pack, "municipalities")} == AGS[slug]
    assert len(rows(pack, "municipalities")) == len(AGS[slug])
    assert {
        row["name"] for row in rows(pack, "municipalities") if row["kind"] == "municipality"
    } == NOT_TOWNS[slug]


def test_the_three_packs_together_cover_36_municipalities() -> None:
    assert sum(len(rows(pack, "municipalities")) for pack in PACKS.values()) == 36
    assert len({pack["district"]["case_prefix"] for pack in PACKS.values()}) == len(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_service_areas_have_their_municipalities(slug: str) -> None:
    found: dict[str, set[str]] = {code: set() for code in codes(PACKS[slug], "service_areas")}
    for row in rows(PACKS[slug], "municipalities"):
        if "area" in row:
            found[row["area"]].add(row["name"])
    assert found == AREAS[slug]


@every_pack
def test_every_reference_exists(pack: Pack) -> None:
    towns = {row["ags"] for row in rows(pack, "municipalities")}
    areas, employers = set(codes(pack, "service_areas")), set(codes(pack, "organisations"))
    for table in ("organisations", "posts", "office_hours"):
        assert {row["municipality"] for row in rows(pack, table) if "municipality" in row} <= towns
    assert {post["area"] for post in rows(pack, "posts") if "area" in post} <= areas
    assert {post["employer"] for post in rows(pack, "posts")} <= employers
    for route in rows(pack, "access_routes"):
        assert set(route.get("municipalities", towns)) <= towns
        assert route.get("municipalities", towns)


@every_pack
def test_a_post_in_a_municipality_lies_in_its_area(pack: Pack) -> None:
    area_of = {row["ags"]: row.get("area") for row in rows(pack, "municipalities")}
    for post in rows(pack, "posts"):
        if "municipality" in post:
            assert post.get("area") == area_of[post["municipality"]], post["code"]


@every_pack
def test_municipal_employers_name_their_municipality(pack: Pack) -> None:
    for organisation in rows(pack, "organisations"):
        assert organisation["kind"] in {"district", "municipality", "welfare"}
        assert ("municipality" in organisation) == (organisation["kind"] == "municipality")
        if "municipality" in organisation:
            assert town_of(pack, organisation["municipality"]).startswith(
                organisation["name"].removeprefix("Stadt ")
            )


@every_pack
def test_posts_are_well_formed(pack: Pack) -> None:
    roles = {1: {"team_lead", "coordinator", "assistant"}, 2: {"case_manager"}, 3: {"authority_officer"}}
    for post in rows(pack, "posts"):
        assert post["role"] in roles[post["building_block"]], post["code"]
        assert post["state"] in {"planned", "filled"}
        assert Decimal(0) < Decimal(post["full_time_share"]) <= Decimal(1)
        assert post["full_time_share"] == f"{Decimal(post['full_time_share']):.2f}"
        assert post["from"] <= post.get("to", date.max)
        assert post["from"] <= pack["district"]["as_of"] or pack["district"]["slug"] == "hoexter"


def test_warendorf_coordination_is_the_table_of_chapter_3_1() -> None:
    posts = rows(PACKS["warendorf"], "posts")
    assert total(posts, role="team_lead") == Decimal("1.0")
    assert total(posts, role="coordinator", area="ahlen") == Decimal("0.5")
    assert total(posts, role="coordinator", area="suedkreis") == Decimal("1.0")
    assert total(posts, role="coordinator", area="nordkreis") == Decimal("1.0")
    assert total(posts, role="assistant") == Decimal("0.5")
    assert total(posts, building_block=1) - total(posts, role="assistant") == Decimal("3.5")


@pytest.mark.parametrize(
    ("area", "district", "welfare"),
    [("ahlen", "1.50", "0.63"), ("suedkreis", "5.00", "0.00"), ("nordkreis", "4.50", "0.50")],
)
def test_warendorf_case_management_is_the_table_of_chapter_3_2(
    area: str, district: str, welfare: str
) -> None:
    posts = [post for post in rows(PACKS["warendorf"], "posts") if post.get("area") == area]
    assert total(posts, role="case_manager", employer="kreis") == Decimal(district)
    assert total(posts, role="case_manager", employer=f"wohlfahrt-{area}") == Decimal(welfare)
    assert total(posts, role="case_manager") == Decimal(district) + Decimal(welfare)


def test_warendorf_case_management_adds_up_over_the_areas() -> None:
    pack = PACKS["warendorf"]
    kinds = {row["code"]: row["kind"] for row in rows(pack, "organisations")}
    posts = [post | {"kind": kinds[post["employer"]]} for post in rows(pack, "posts")]
    assert total(posts, building_block=2, kind="district") == Decimal("11.00")
    assert total(posts, building_block=2, kind="welfare") == Decimal("1.13")
    assert total(posts, building_block=2) == Decimal("12.13")
    assert total(posts, building_block=2, upper_bound=True) == Decimal("11.00")
    assert total(posts, building_block=2, area=None) == Decimal(0)


def test_warendorf_authorities_are_those_of_chapter_3_3() -> None:
    posts = rows(PACKS["warendorf"], "posts")
    aliens = [post for post in posts if "Ausländerbehörde" in post["title"]]
    citizens = [post for post in posts if "Staatsangehörigkeitsbehörde" in post["title"]]
    assert total(aliens, building_block=3, employer="kreis-ordnung") == Decimal("0.50")
    assert total(citizens, building_block=3, employer="kreis-ordnung") == Decimal("2.0")
    assert total(posts, building_block=3) == Decimal("2.50")


def test_hoexter_coordination_and_authorities_are_those_of_chapter_7() -> None:
    posts = rows(PACKS["hoexter"], "posts")
    assert total(posts, role="coordinator") == Decimal("3.5")
    assert total(posts, role="coordinator", state="filled") == Decimal("1.5")
    assert total(posts, role="assistant") == Decimal("0.5")
    assert total(posts, role="authority_officer") == Decimal("1.0")


@pytest.mark.parametrize(
    ("day", "by_area"),
    [
        (
            date(2021, 12, 31),
            {"nordkreis": "1.0", "suedkreis": "1.0", "mitte-west": "1.0", "ost": "1.0", None: "0"},
        ),
        (
            date(2022, 1, 1),
            {"nordkreis": "2.0", "suedkreis": "1.0", "mitte-west": "1.0", "ost": "2.0", None: "4.0"},
        ),
    ],
)
def test_hoexter_case_management_is_that_of_chapter_7_2(day: date, by_area: dict[str | None, str]) -> None:
    posts = in_force(PACKS["hoexter"], day)
    found = {area: total(posts, role="case_manager", area=area) for area in by_area}
    assert found == {area: Decimal(share) for area, share in by_area.items()}
    assert total(posts, role="case_manager") == sum(found.values())


HOEXTER_2021 = {"steinheim": "0.5", "marienmuenster": "0.5", "warburg": "1", "brakel": "1", "beverungen": "1"}
HOEXTER_2022 = HOEXTER_2021 | {"steinheim": "1", "marienmuenster": "1", "hoexter": "1", "kreis": "4"}


@pytest.mark.parametrize(
    ("day", "by_employer"), [(date(2021, 12, 31), HOEXTER_2021), (date(2022, 1, 1), HOEXTER_2022)]
)
def test_hoexter_case_management_per_employer(day: date, by_employer: dict[str, str]) -> None:
    posts = [post for post in in_force(PACKS["hoexter"], day) if post["role"] == "case_manager"]
    found = {post["employer"]: total(posts, employer=post["employer"]) for post in posts}
    assert found == {employer: Decimal(share) for employer, share in by_employer.items()}


def test_wesel_posts_are_those_of_chapters_4_and_6() -> None:
    posts = rows(PACKS["wesel"], "posts")
    total_case_management = total(posts, role="case_manager")
    assert total_case_management == Decimal("16.0")
    assert total(posts, role="case_manager", employer="kreis") * 3 >= total_case_management
    in_towns = [post for post in posts if post["role"] == "coordinator" and post["employer"] != "kreis"]
    assert {post["employer"] for post in in_towns} == {"dinslaken", "moers", "wesel"}
    assert [post["full_time_share"] for post in in_towns] == ["1.00"] * 3
    assert total(posts, building_block=1, employer="kreis") == Decimal("4.0")
    assert total(posts, building_block=3) == Decimal(0)


def test_wesel_case_management_sits_in_seven_municipalities() -> None:
    pack = PACKS["wesel"]
    posts = [post for post in rows(pack, "posts") if post["role"] == "case_manager"]
    sites = {town_of(pack, post["municipality"]) for post in posts if "municipality" in post}
    assert sites == {
        "Dinslaken",
        "Kamp-Lintfort",
        "Moers",
        "Rheinberg",
        "Voerde (Niederrhein)",
        "Wesel",
        "Xanten",
    }


@every_pack
def test_policy_is_plausible(pack: Pack) -> None:
    policy = pack["policy"]
    numbers = {key: value for key, value in policy.items() if key != "request_languages"}
    assert all(isinstance(value, int) and value > 0 for value in numbers.values())
    assert (policy["brief_advice_months"], policy["case_management_months"]) == (3, 6)
    assert (policy["brief_advice_consultations"], policy["brief_advice_needs"]) == (2, 2)
    assert policy["deletion_days"] <= 360
    assert policy["key_backup_days"] <= 14 < policy["deletion_days"]
    assert policy["warning_days"] < 28 * policy["brief_advice_months"]
    assert policy["request_answer_days"] < policy["request_keep_days"]
    assert policy["smallest_cell"] >= 3
    assert policy["request_languages"] == LANGUAGES


def test_clearing_points_are_those_of_the_annexes() -> None:
    pack = PACKS["warendorf"]
    said = {row["name"]: row.get("clearing_point") for row in rows(pack, "municipalities")}
    assert {name for name, there in said.items() if there} == CLEARING_POINTS
    # The pages on access were not available.
    assert {name for name, there in said.items() if there is None} == {"Beckum", "Sassenberg"}
    route = next(row for row in rows(pack, "access_routes") if row["code"] == "clearingstelle")
    assert {town_of(pack, ags) for ags in route["municipalities"]} == CLEARING_POINTS
    for slug in ("hoexter", "wesel"):
        assert not any("clearing_point" in row for row in rows(PACKS[slug], "municipalities"))


@every_pack
def test_life_domains_start_with_the_nine_common_ones(pack: Pack) -> None:
    assert set(codes(pack, "life_domains")[:9]) == LIFE_DOMAINS


def test_wesel_has_no_life_domain_beyond_the_nine() -> None:
    assert set(codes(PACKS["wesel"], "life_domains")) == LIFE_DOMAINS

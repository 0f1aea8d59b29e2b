"""The list of cases: names for those who work in them, numbers for those who supervise."""

from datetime import date
from decimal import Decimal

import pytest

from kim.accounts.models import Post, Substitution
from kim.audit.models import AuditEntry
from kim.cases.actions import entries, lifecycle, sharing
from kim.cases.actions.opening import Person
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import Organisation
from tests.cast import TODAY, browser_of, make_case

pytestmark = pytest.mark.usefixtures("clock")

LIST = "/probstadt/faelle/"


def headings(answer):
    return [(row.heading, row.case.number) for row in answer.context["rows"]]


def numbers(answer):
    return [row.case.number for row in answer.context["rows"]]


@pytest.fixture
def cases(anna, ben, lindenau, steinbach):
    """Anna leads a family in Lindenau and a person in Steinbach, Ben somebody else."""
    family = [
        Person(given_name="Marko", family_name="Musterov", role="child"),
        Person(given_name="Olena", family_name="Musterova", role="applicant"),
    ]
    return [
        make_case(anna, lindenau, people=family),
        make_case(anna, steinbach, "Petra Probe", track="brief_advice", opened_on=date(2026, 8, 25)),
        make_case(ben, lindenau, "Quentin Geheim"),
    ]


def test_a_case_manager_sees_own_cases_with_names(cases, anna, district):
    answer = browser_of(anna).get(LIST)
    assert headings(answer) == [("Familie Musterova", "P-26-0001"), ("Petra Probe", "P-26-0002")]
    assert "Geheim" not in answer.content.decode()
    with district_scope(district):
        assert list(AuditEntry.objects.filter(action="case_list_read").values_list("actor__user__name")) == [
            ("Anna Anders",)
        ]


def test_the_line_says_how_urgent_and_where_it_stands(cases, anna, wohnen, district):
    with district_scope(district):
        entries.set_need(anna, case=cases[0], life_domain=wohnen, state="in_work")
    rows = browser_of(anna).get(LIST).context["rows"]
    assert [(row.phase, row.urgency, row.days_left) for row in rows] == [
        ("Steuerung", "neutral", 181),
        ("Erstberatung", "warning", 5),
    ]
    with dates.moved_clock(date(2026, 11, 26)):
        assert [row.urgency for row in browser_of(anna).get(LIST).context["rows"]] == ["neutral", "danger"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["P-26-0001", "P-26-0002"]),
        ("track=brief_advice", ["P-26-0002"]),
        ("municipality=05997000", ["P-26-0001"]),
        ("closing=on", ["P-26-0002"]),
        ("whose=mine", ["P-26-0001", "P-26-0002"]),
        ("whose=substituted", []),
        ("whose=shared", []),
        ("status=closed", []),
        ("status=all", ["P-26-0001", "P-26-0002"]),
        ("page=2", ["P-26-0001", "P-26-0002"]),
    ],
)
def test_filters(cases, anna, query, expected):
    answer = browser_of(anna).get(f"{LIST}?{query}")
    assert (answer.status_code, numbers(answer)) == (200, expected)


def test_substituted_and_shared_cases(cases, anna, ben, district):
    with district_scope(district):
        Substitution.objects.create(
            district=district, absent=anna, substitute=ben, starts_on=TODAY, ends_on=TODAY
        )
        sharing.add_worker(ben, case=cases[2], membership=anna)
    reader = browser_of(ben)
    assert numbers(reader.get(f"{LIST}?whose=substituted")) == ["P-26-0001", "P-26-0002"]
    assert numbers(reader.get(f"{LIST}?whose=mine")) == ["P-26-0003"]
    assert numbers(browser_of(anna).get(f"{LIST}?whose=shared")) == ["P-26-0003"]


@pytest.mark.parametrize(
    "query",
    [
        "municipality=0",
        "municipality=05998000",
        "track=x",
        "status=%F0%9F%98%80",
        "whose=lead",
        "municipality=05997000&municipality=0",
    ],
)
def test_a_filter_that_is_none_is_said_and_left_out(cases, anna, query):
    answer = browser_of(anna).get(f"{LIST}?{query}")
    assert (answer.status_code, numbers(answer)) == (200, ["P-26-0001", "P-26-0002"])
    assert "Einen der Filter gibt es so nicht." in answer.content.decode()


@pytest.mark.parametrize("page", ["abc", "0", "-1", "1.5", "99999999999999999999999", "٣", ""])
def test_any_page_is_some_page(cases, anna, page):
    answer = browser_of(anna).get(LIST, {"page": page})
    assert (answer.status_code, numbers(answer)) == (200, ["P-26-0001", "P-26-0002"])


def test_nul_is_refused(cases, anna):
    assert browser_of(anna).get(f"{LIST}?page=%00").status_code == 400


def test_pages_hold_twenty_five(anna, lindenau):
    for number in range(26):
        make_case(anna, lindenau, f"Petra Probe{number}")
    browser = browser_of(anna)
    assert [len(numbers(browser.get(LIST, {"page": page}))) for page in (1, 2, 3)] == [25, 1, 1]


def test_coordination_sees_numbers_of_her_area_and_no_name(cases, carla, anna, sonnfeld, district):
    make_case(anna, sonnfeld, "Sonja Fern")
    answer = browser_of(carla).get(LIST)
    assert headings(answer) == [("", "P-26-0003"), ("", "P-26-0001"), ("", "P-26-0002")]
    text = answer.content.decode()
    assert [name for name in ("Muster", "Probe", "Geheim", "Sonja", "Fern") if name in text] == []
    assert [number for number in ("P-26-0001", "P-26-0003") if f'href="{number}/"' in text] == []
    with district_scope(district):
        assert not AuditEntry.objects.filter(action="case_list_read").exists()


def test_team_lead_sees_the_district_and_filters_by_lead(cases, dora, ben, sonnfeld):
    browser = browser_of(dora)
    assert numbers(browser.get(LIST)) == ["P-26-0003", "P-26-0001", "P-26-0002"]
    assert numbers(browser.get(LIST, {"lead": ben.pk})) == ["P-26-0003"]


def test_workload_is_by_name_and_per_full_time_share(cases, dora, anna, ben, district):
    with district_scope(district):
        for code, share, state in (
            ("a", "0.50", "filled"),
            ("b", "0.25", "filled"),
            ("c", "1.00", "planned"),
        ):
            Post.objects.create(
                district=district,
                code=code,
                title="Case Management",
                building_block=2,
                role="case_manager",
                employer=Organisation.objects.get(),
                full_time_share=Decimal(share),
                state=state,
                holder=anna,
                starts_on=date(2026, 1, 1),
            )
        lifecycle.close_case(ben, case=cases[2], version=1, closed_on=TODAY, reason="other")
    lines = browser_of(dora).get(LIST).context["workloads"]
    assert [
        (str(line.member), line.active, line.case_management, line.share, line.per_full_time)
        for line in lines
    ] == [
        ("Anna Anders", 2, 1, Decimal("0.75"), Decimal(2) / Decimal("0.75")),
        ("Ben Beispiel", 0, 0, None, None),
    ]


@pytest.mark.parametrize("wanted", [1, 3])
def test_the_list_asks_the_same_number_of_queries_for_any_length(
    anna, lindenau, wanted, django_assert_num_queries
):
    for number in range(wanted):
        make_case(anna, lindenau, f"Petra Probe{number}")
    browser = browser_of(anna)
    with django_assert_num_queries(16), django_assert_num_queries(1, using="keys"):
        answer = browser.get(LIST)
    assert len(numbers(answer)) == wanted


@pytest.mark.parametrize("wanted", [1, 3])
def test_the_outlines_ask_the_same_number_of_queries_and_no_key(
    anna, dora, lindenau, wanted, django_assert_num_queries
):
    for number in range(wanted):
        make_case(anna, lindenau, f"Petra Probe{number}")
    browser = browser_of(dora)
    with django_assert_num_queries(16), django_assert_num_queries(0, using="keys"):
        answer = browser.get(LIST)
    assert len(numbers(answer)) == wanted

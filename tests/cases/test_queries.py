"""What the case page derives from what is documented."""

from datetime import date

import pytest

from kim.audit.models import AuditEntry
from kim.cases.actions import entries, lifecycle
from kim.cases.actions.opening import Person, add_person
from kim.cases.models import Case
from kim.cases.queries.case_page import case_page
from kim.cases.queries.deadlines import earliest_closing, prolongation_days
from kim.cases.queries.people import headings, known_persons
from kim.core import dates
from kim.districts.models import LifeDomain
from tests.cast import TODAY, make_case

pytestmark = pytest.mark.usefixtures("scoped", "clock")


def page(case, today=TODAY, **options):
    fresh = Case.objects.select_related("district").get(pk=case.pk)
    return case_page(fresh, fresh.district, today, **options)


def steps(case):
    return [(step.label, step.state) for step in page(case).steps if step.state]


def test_steps_are_ticked_only_for_what_is_documented(case, anna, wohnen):
    assert steps(case) == [("Erstberatung", "current")]
    entries.record_consultation(anna, case=case, on=TODAY, channel="phone")
    entries.set_need(anna, case=case, life_domain=wohnen, state="in_work")
    assert steps(case) == [("Erstberatung", "done"), ("Assessment", "done"), ("Steuerung", "current")]
    lifecycle.close_case(anna, case=case, version=1, closed_on=TODAY, reason="other")
    assert steps(case) == [
        ("Erstberatung", "done"),
        ("Assessment", "done"),
        ("Steuerung", "done"),
        ("Abschluss", "current"),
    ]


def test_brief_advice_has_three_steps_and_hints(anna, lindenau, district):
    case = make_case(anna, lindenau, track="brief_advice")
    assert steps(case) == [("Erstberatung", "current")]
    assert page(case).hints == ["Zur Kurzberatung gehören mindestens 2 Beratungen."]
    for domain in LifeDomain.objects.order_by("position"):
        entries.set_need(anna, case=case, life_domain=domain)
    for _ in range(2):
        entries.record_consultation(anna, case=case, on=TODAY, channel="phone")
    assert page(case).hints == [
        "Zur Kurzberatung gehören in der Regel höchstens 2 Bedarfe. Passt Case Management besser?"
    ]
    assert steps(case) == [("Erstberatung", "done"), ("Beratung", "current")]


@pytest.mark.parametrize(
    ("today", "passed", "urgency", "days_left"),
    [
        (date(2026, 11, 20), 0, "neutral", 181),
        (date(2027, 5, 5), 166, "neutral", 15),
        (date(2027, 5, 6), 167, "warning", 14),
        (date(2027, 5, 20), 181, "warning", 0),
        (date(2027, 5, 21), 181, "danger", -1),
    ],
)
def test_the_deadline_runs_from_the_last_consultation(case, today, passed, urgency, days_left):
    deadline = page(case, today).deadline
    assert (deadline.starts_on, deadline.closes_on, deadline.total, deadline.high) == (
        TODAY,
        date(2027, 5, 20),
        181,
        167,
    )
    assert (deadline.passed, deadline.urgency, deadline.days_left) == (passed, urgency, days_left)


def test_after_a_reactivation_the_deadline_runs_from_that_day(case, anna):
    lifecycle.close_case(anna, case=case, version=1, closed_on=TODAY, reason="other")
    with dates.moved_clock(date(2026, 12, 1)):
        lifecycle.reactivate_case(anna, case=case, version=2)
        assert page(case, date(2026, 12, 2)).deadline.starts_on == date(2026, 12, 1)


def test_the_history_of_one_day_is_in_the_order_of_events(case, anna, wohnen):
    entries.record_consultation(
        anna, case=case, on=TODAY, channel="phone", topics=[wohnen], note="a", client_view="b"
    )
    lifecycle.prolong_case(anna, case=case, version=1, until=date(2027, 5, 30), reason="Kur")
    lifecycle.change_track(anna, case=case, version=2, track="brief_advice", reason="eine Frage")
    lifecycle.close_case(anna, case=case, version=3, closed_on=TODAY, reason="goals_reached")
    lifecycle.reactivate_case(anna, case=case, version=4)
    assert [(line.title, line.text, line.client_view) for line in page(case).entries] == [
        ("Wieder aufgenommen · Kurzberatung", "", ""),
        ("Fall abgeschlossen · Ziele erreicht", "", ""),
        ("Konstellation geändert · Kurzberatung", "eine Frage", ""),
        ("Frist verlängert bis 30.05.2027", "Kur", ""),
        ("Beratung, Telefon · Wohnen", "a", "b"),
        ("Fall eröffnet · Case Management", "", ""),
    ]


def test_a_long_history_is_cut_and_can_be_had_whole(case, anna):
    for _ in range(41):
        entries.record_note(anna, case=case, on=TODAY, kind="call")
    assert [len(page(case).entries), len(page(case, whole_history=True).entries)] == [40, 42]
    assert page(case).entry_count == 42


def test_who_took_part_is_named_where_there_are_several(case, anna):
    child = add_person(anna, case=case, person=Person(given_name="Marko", role="child")).client
    entries.record_consultation(anna, case=case, on=TODAY, channel="phone", persons=[child])
    assert page(case).entries[0].by == "Anna Anders · mit Marko"


def test_headings_name_families_and_single_people(anna, lindenau, django_assert_num_queries):
    family = [Person(given_name="Marko", role="child"), Person(given_name="Olena", family_name="Musterova")]
    first = Person(given_name="Olena")
    made = [
        make_case(anna, lindenau, people=family),
        make_case(anna, lindenau, "Petra Probe"),
        make_case(anna, lindenau, people=[first, Person(given_name="Ilja", role="partner")]),
    ]
    cases = [Case.objects.get(pk=case.pk) for case in made]
    with django_assert_num_queries(1), django_assert_num_queries(1, using="keys"):
        found = headings(cases)
    assert [found[case.pk] for case in cases] == ["Familie Musterova", "Petra Probe", "Olena"]


def test_known_persons_need_a_name(anna, case):
    assert known_persons(anna, ["", "  "]) == []
    assert [hint.number for hint in known_persons(anna, ["Musterova Olena"])] == ["P-26-0001"]


def test_days_of_prolonging_and_closing(case, anna):
    assert prolongation_days(case, TODAY) is None
    assert prolongation_days(case, date(2026, 12, 1)) == (date(2027, 5, 21), date(2027, 6, 1))
    assert prolongation_days(case, date(2027, 6, 1)) == (date(2027, 6, 2), date(2027, 12, 1))
    with dates.moved_clock(date(2026, 12, 5)):
        entries.record_consultation(anna, case=case, on=date(2026, 12, 1), channel="phone")
    assert earliest_closing(case) == date(2026, 12, 1)
    lifecycle.change_track(anna, case=case, version=1, track="brief_advice", reason="x")
    assert earliest_closing(case) == date(2026, 12, 1)


def test_every_action_on_a_case_leaves_the_log_readable(case, anna):
    from kim.audit.labels import LABELS

    recorded = set(AuditEntry.objects.order_by().values_list("action", flat=True))
    assert recorded - set(LABELS) == set()

"""The first contact: what is stored, what is asked once more, what nobody learns."""

import pytest
from django.urls import reverse

from kim.audit.models import AuditEntry
from kim.cases.actions.opening import Person
from kim.cases.models import Case, CaseMember, Client, Intake
from kim.core.sealing import open_sealed
from kim.core.tenancy import district_scope
from tests.cast import browser_of, make_case

pytestmark = pytest.mark.usefixtures("clock")

INTAKE = "/probstadt/faelle/neu/"
PLAIN = {"outcome": "information", "municipality": "05997000", "access_route": "selbst", "language": "uk"}
CASE = PLAIN | {"outcome": "brief_advice", "given_name": "Olena", "family_name": "Musterova"}


def test_information_stores_no_person_whatever_was_typed(anna, district):
    answer = browser_of(anna).post(INTAKE, CASE | {"outcome": "information", "concern": "Wohnung"})
    assert (answer.status_code, answer.url) == (302, INTAKE)
    with district_scope(district):
        assert list(Intake.objects.values_list("outcome", "language", "case")) == [
            ("information", "uk", None)
        ]
        assert (Client.objects.count(), Case.objects.count()) == (0, 0)


def test_a_family_becomes_a_case(anna, district):
    sent = CASE | {
        "birth_date": "1990",
        "phone": "02581 1",
        "concern": "Wohnung",
        "given_name_1": "Marko",
        "birth_date_1": "01.05.2015",
        "role_1": "child",
    }
    answer = browser_of(anna).post(INTAKE, sent)
    assert (answer.status_code, answer.url) == (
        302,
        reverse("cases:case_detail", args=["probstadt", "P-26-0001"]),
    )
    with district_scope(district):
        case = Case.objects.select_related("municipality", "access_route").get()
        members = list(CaseMember.objects.select_related("client").order_by("pk"))
        open_sealed([case], [member.client for member in members])
        assert (case.kind, case.track, case.concern, case.municipality.name, case.access_route.code) == (
            "household",
            "brief_advice",
            "Wohnung",
            "Lindenau",
            "selbst",
        )
        assert [(member.role, member.client.full_name, member.client.birth_date) for member in members] == [
            ("applicant", "Olena Musterova", "1990"),
            ("child", "Marko Musterova", "2015-05-01"),
        ]


def test_a_case_needs_a_name_and_only_a_case(anna):
    browser = browser_of(anna)
    answer = browser.post(INTAKE, PLAIN | {"outcome": "referral", "concern": "bleibt stehen"})
    assert answer.context["form"].errors == {
        "given_name": ["Für einen Fall bitte einen Vornamen oder einen Familiennamen eingeben."]
    }
    assert "bleibt stehen" in answer.content.decode()
    assert browser.post(INTAKE, PLAIN).status_code == 302


def test_the_form_starts_with_the_own_place_and_is_sent_once(anna, district):
    browser = browser_of(anna)
    form = browser.get(INTAKE).context["form"]
    assert (form["municipality"].value(), form["access_route"].value()) == ("05997000", None)
    sent = CASE | {"form_nonce": form["form_nonce"].value(), "trotzdem": "1"}
    answers = [browser.post(INTAKE, sent).url for _ in range(2)]
    assert answers == [reverse("cases:case_detail", args=["probstadt", "P-26-0001"])] * 2
    with district_scope(district):
        assert (Case.objects.count(), Intake.objects.count()) == (1, 1)


def test_places_and_routes_of_elsewhere_are_no_choice(anna, other_district):
    answer = browser_of(anna).post(INTAKE, PLAIN | {"municipality": "05998000", "access_route": "brieftaube"})
    assert answer.context["form"].errors == {
        "municipality": ["Diese Auswahl gibt es nicht."],
        "access_route": ["Diese Auswahl gibt es nicht."],
    }


def test_a_known_name_says_where_and_whom_to_ask_and_nothing_more(anna, ben, steinbach, district):
    make_case(ben, steinbach, "Olena Musterova")
    browser = browser_of(anna)
    answer = browser.post(
        INTAKE, CASE | {"given_name": "Musterowa", "family_name": "Olena", "concern": "Miete"}
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Eine Person dieses Namens ist bekannt in Steinbach. Fragen Sie Ben Beispiel." in " ".join(
        text.split()
    )
    assert ["P-26-0001" in text, "Musterova" in text, "02581" in text, "Miete" in text] == [
        False,
        False,
        False,
        True,
    ]
    with district_scope(district):
        assert Case.objects.count() == 1
        assert AuditEntry.objects.order_by("-number").first().action == "known_person_shown"
    again = browser.post(INTAKE, CASE | {"trotzdem": "1"})
    assert again.url == reverse("cases:case_detail", args=["probstadt", "P-26-0002"])


def test_a_known_name_in_the_own_cases_leads_there(case, anna):
    hints = browser_of(anna).post(INTAKE, CASE).context["known"]
    assert [(hint.municipality, hint.number) for hint in hints] == [("Lindenau", "P-26-0001")]


def test_restricted_people_are_never_known_to_others(anna, ben, steinbach, district):
    hidden = Person(given_name="Olena", family_name="Musterova", restricted=True)
    make_case(ben, steinbach, people=[hidden])
    assert browser_of(anna).post(INTAKE, CASE).status_code == 302


def test_a_restricted_person_of_two_cases_is_not_given_away_by_the_own_one(
    anna, ben, lindenau, steinbach, district
):
    hidden = Person(given_name="Olena", family_name="Musterova", restricted=True)
    make_case(ben, steinbach, people=[hidden])
    with district_scope(district):
        client = Client.objects.get()
    own = make_case(anna, lindenau, people=[Person(client=client)])
    hints = browser_of(anna).post(INTAKE, CASE).context["known"]
    assert [(hint.municipality, hint.number) for hint in hints] == [("Lindenau", own.number)]


def test_other_names_are_no_hint(case, anna):
    answer = browser_of(anna).post(INTAKE, CASE | {"given_name": "Ingrid", "family_name": "Sommer"})
    assert answer.status_code == 302


def test_names_of_another_district_are_unknown(anna, xenia, other_district):
    with district_scope(other_district):
        make_case(xenia, xenia.responsibilities.get().municipality)
    assert browser_of(anna).post(INTAKE, CASE).status_code == 302


def test_who_shares_a_case_with_a_protected_person_is_not_known_to_others(anna, ben, steinbach, district):
    mother = Person(given_name="Ingrid", family_name="Sommer", restricted=True)
    child = Person(given_name="Olena", family_name="Musterova", role="child")
    hidden = make_case(ben, steinbach, people=[mother, child])
    hints = browser_of(ben).post(INTAKE, CASE).context["known"]
    assert [hint.number for hint in hints] == [hidden.number]
    assert browser_of(anna).post(INTAKE, CASE).status_code == 302

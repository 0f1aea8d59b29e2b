"""The inbox: who sees which request, with or without a name, and what becomes of it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from kim.accounts.models import OutboxMail, Role
from kim.audit.models import AuditEntry
from kim.cases.actions.opening import Person
from kim.cases.models import Case, Client, Intake
from kim.core import dates
from kim.core.sealing import StillSealed, open_sealed
from kim.core.tenancy import district_scope
from kim.public import actions, queries
from kim.public.models import AppointmentRequest
from kim.public.permissions import requests_visible_to
from tests.cast import TODAY, browser_of, make_case, make_member
from tests.public.conftest import NAME, PHONE

pytestmark = pytest.mark.usefixtures("clock", "district")


def address(name, request=None, **query):
    parts = {"district": "probstadt"} | ({"pk": request.pk} if request else {})
    return reverse(f"inbox:{name}", kwargs=parts, query=query)


@pytest.fixture
def asked(ask, lindenau, anna):
    return ask(lindenau, days_ago=1).request


def logged(district):
    with district_scope(district):
        return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_who_sees_a_request(asked, anna, ben, carla, dora, auditor, district, scoped):
    # Ben is responsible for the same place; a colleague elsewhere sees nothing.
    elsewhere = make_member(district, "Eva Elsewhere", Role.CASE_MANAGER)
    assistant = make_member(district, "Asil Amt", Role.ASSISTANT)
    seen = {
        member.user.name: requests_visible_to(member).exists()
        for member in (anna, ben, carla, dora, assistant, elsewhere, auditor)
    }
    assert {name for name, sees in seen.items() if sees} == {
        "Anna Anders", "Ben Beispiel", "Carla Clar", "Dora Dorn", "Asil Amt",
    }  # fmt: skip


def test_the_substitute_sees_it_today(asked, anna, district, absent, scoped):
    stand_in = make_member(district, "Ina Ersatz", Role.CASE_MANAGER)
    assert not requests_visible_to(stand_in).exists()
    absent(anna, stand_in)
    assert requests_visible_to(stand_in).exists()
    assert queries.open_request_count(stand_in) == (1, 0)


def test_a_coordinator_sees_only_the_own_area_and_what_has_no_place(ask, carla, lindenau, sonnfeld, scoped):
    requests = [ask(place).request for place in (lindenau, sonnfeld, None)]
    # Nobody else is there, so that the one in the other area came to Carla too.
    AppointmentRequest.objects.filter(pk=requests[1].pk).update(responsible=None)
    assert set(requests_visible_to(carla)) == {requests[0], requests[2]}


def test_colleagues_do_not_count_each_others_requests(asked, anna, ben, carla, scoped):
    assert [queries.open_request_count(member) for member in (anna, ben, carla)] == [(1, 0), (0, 0), (1, 0)]


def test_list_and_page_show_the_name_and_log_it(asked, anna, district):
    browser = browser_of(anna)
    assert NAME in browser.get(address("request_list")).content.decode()
    text = browser.get(address("request_detail", asked)).content.decode()
    assert NAME in text
    assert "Bitte anrufen" in text
    assert PHONE in text
    assert logged(district) == ["request_received", "request_list_read", "request_read"]


@pytest.mark.parametrize("who", ["carla", "dora"])
def test_supervision_sees_place_and_waiting_but_no_name(who, ask, lindenau, anna, district, request):
    late = ask(lindenau, days_ago=10, wish="Kanarienwunsch").request
    browser = browser_of(request.getfixturevalue(who))
    pages = [
        browser.get(address(name, one)) for name, one in (("request_list", None), ("request_detail", late))
    ]
    for page in pages:
        text = page.content.decode()
        assert "Lindenau" in text
        assert "Anna Anders" in text
        assert "berfällig" in text
        assert not any(word in text for word in (NAME, PHONE, "Kanarienwunsch"))
    assert logged(district) == ["request_received"]


def test_supervision_hands_on_and_nothing_else(asked, carla, ben, stored, scoped):
    browser = browser_of(carla)
    for name in ("request_appointment", "request_decline", "request_finish", "request_intake"):
        assert browser.post(address(name, asked), {"version": "1"}).status_code == 404
    sent = {"version": "1", "receiver": str(ben.pk)}
    assert browser.post(address("request_hand_on", asked), sent).status_code == 302
    assert stored().responsible == ben
    mail = OutboxMail.objects.get(recipient=ben)
    assert (mail.kind, mail.place) == ("request_handed_on", "Lindenau")


@pytest.mark.parametrize(
    "name", ["request_detail", "request_appointment", "request_hand_on", "request_intake"]
)
def test_a_refusal_looks_like_a_request_that_does_not_exist(name, asked, district, xenia, auditor):
    elsewhere = browser_of(make_member(district, "Eva Elsewhere", Role.CASE_MANAGER))
    missing = reverse(f"inbox:{name}", kwargs={"district": "probstadt", "pk": uuid.uuid4()})
    answers = [
        browser.get(address(name, asked)) for browser in (elsewhere, browser_of(xenia), browser_of(auditor))
    ]
    answers.append(elsewhere.get(missing))
    if name != "request_detail":  # which is for reading only, whether it exists or not
        answers.append(elsewhere.post(address(name, asked)))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(("art", "state"), [("vorschlag", "proposed"), ("fest", "confirmed")])
def test_an_appointment_is_offered_or_entered(art, state, asked, anna, stored):
    sent = {"version": "1", "day": "25.11.2026", "clock": "14:30", "place": "Rathaus", "art": art}
    assert browser_of(anna).post(address("request_appointment", asked), sent).status_code == 302
    request = stored()
    with pytest.raises(StillSealed):
        _ = request.appointment_place
    open_sealed([request])
    assert (request.state, request.appointment_place, request.version) == (state, "Rathaus", 2)
    assert dates.local_time(request.appointment_at).strftime("%d.%m.%Y %H:%M") == "25.11.2026 14:30"
    assert request.answered_at == dates.now()


def test_where_the_appointment_is_is_read_by_those_who_see_names(asked, anna, carla, district):
    at = dates.now() + timedelta(days=2)
    with district_scope(district):
        actions.propose_appointment(anna, request=asked, version=1, at=at, place="Am Hang 7")
    texts = [browser_of(who).get(address("request_detail", asked)).content.decode() for who in (anna, carla)]
    assert ["Am Hang 7" in text for text in texts] == [True, False]
    assert all("22.11.2026" in text for text in texts)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"day": "19.11.2026"}, "Vergangenheit"),
        ({"day": "31.02.2027"}, "Datum wie"),
        ({"clock": "halb drei"}, "Uhrzeit wie 14:00"),
        ({"place": ""}, "Bitte ausfüllen"),
        ({"version": "9" * 40}, "error-summary"),
    ],
)
def test_a_mistake_is_said_at_the_field(asked, anna, stored, wrong, message):
    sent = {"version": "1", "day": "25.11.2026", "clock": "14:30", "place": "Rathaus"} | wrong
    answer = browser_of(anna).post(address("request_appointment", asked), sent)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert stored().state == "new"


def test_two_answer_at_once_the_second_is_told_and_keeps_what_was_typed(asked, anna, ben, district, stored):
    browser_of(ben).post(address("request_decline", asked), {"version": "1", "reason": "twice"})
    sent = {"version": "1", "day": "25.11.2026", "clock": "14:30", "place": "Zimmer 7"}
    answer = browser_of(anna).post(address("request_appointment", asked), sent)
    assert answer.status_code == 409
    assert stored().state == "declined"


def test_a_conflict_keeps_the_input_and_can_be_sent_again(asked, anna, ben, district, stored):
    with district_scope(district):
        actions.hand_on_request(ben, request=asked, version=1, receiver=ben)
    sent = {"version": "1", "day": "25.11.2026", "clock": "14:30", "place": "Zimmer 7"}
    answer = browser_of(anna).post(address("request_appointment", asked), sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Zimmer 7"' in text
    assert 'value="25.11.2026"' in text
    assert 'name="version" value="2"' in text
    assert (
        browser_of(anna).post(address("request_appointment", asked), sent | {"version": "2"}).status_code
        == 302
    )
    assert stored().state == "proposed"


def test_declined_done_and_a_reload(asked, anna, stored):
    browser = browser_of(anna)
    assert (
        browser.post(address("request_decline", asked), {"version": "1", "reason": "sonst"}).status_code
        == 422
    )
    browser.post(address("request_decline", asked), {"version": "1", "reason": "not_reached"})
    assert (stored().state, stored().decline_reason) == ("declined", "not_reached")
    assert browser.get(address("request_decline", asked))["Location"] == address("request_detail", asked)
    assert "Abgelehnt: nicht erreicht" in browser.get(address("request_detail", asked)).content.decode()


def intake_form(browser, asked, **more):
    page = browser.get(address("request_intake", asked))
    form = page.context["form"]
    values = {name: field.value() or "" for name, field in ((field.name, field) for field in form)}
    values = {name: value for name, value in values.items() if value not in {False, ""}}
    return values | {"version": str(asked.version)} | more


def test_the_conversation_starts_with_what_the_request_knows(asked, anna, district, stored, scoped):
    browser = browser_of(anna)
    sent = intake_form(browser, asked, outcome="case_management")
    assert (sent["given_name"], sent["family_name"], sent["phone"]) == (*NAME.split(), PHONE)
    assert (sent["municipality"], sent["access_route"]) == (asked.municipality.ags, "online_termin")
    answer = browser.post(address("request_intake", asked), sent)
    case = Case.objects.get()
    assert answer["Location"] == f"/probstadt/faelle/{case.number}/"
    assert (stored().state, stored().case_id) == ("done", case.pk)
    assert case.access_route.code == "online_termin"
    again = browser.post(address("request_intake", asked), sent)
    assert again["Location"] == address("request_detail", asked)
    assert (Case.objects.count(), Intake.objects.count()) == (1, 1)
    assert case.number in browser.get(address("request_detail", asked)).content.decode()


def test_information_only_makes_no_case(asked, anna, stored, scoped):
    browser = browser_of(anna)
    browser.post(address("request_intake", asked), intake_form(browser, asked, outcome="information"))
    assert (stored().state, stored().case_id, Case.objects.count()) == ("done", None, 0)


def test_a_known_name_is_asked_about_before_a_second_case_opens(asked, anna, case, district, scoped):
    AppointmentRequest.objects.filter(pk=asked.pk).update(version=1)
    row = AppointmentRequest.objects.get()
    open_sealed([row])
    row.name = "Olena Musterova"
    row.save(update_fields=["name"])
    browser = browser_of(anna)
    sent = intake_form(browser, asked, outcome="case_management")
    answer = browser.post(address("request_intake", asked), sent)
    assert "dieselbe Person" in answer.content.decode()
    assert Case.objects.count() == 1
    browser.post(address("request_intake", asked), sent | {"trotzdem": "1"})
    assert Case.objects.count() == 2


def test_an_intake_without_an_outcome_is_not_saved(asked, anna, stored):
    browser = browser_of(anna)
    assert browser.post(address("request_intake", asked), intake_form(browser, asked)).status_code == 422
    assert stored().state == "new"


def test_the_longest_waiting_is_on_top(ask, lindenau, anna):
    for days in (1, 9, 4):
        ask(lindenau, days_ago=days, name=f"Person {days}")
    text = browser_of(anna).get(address("request_list")).content.decode()
    assert text.index("Person 9") < text.index("Person 4") < text.index("Person 1")


@pytest.mark.parametrize("query", ["?page=abc", "?page=-1", "?page=999", "?stand=%00", "?stand=x&page=1e9"])
def test_any_query_gives_a_page(asked, anna, query):
    assert browser_of(anna).get(address("request_list") + query).status_code in {200, 400}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "count"), [("anna", 13), ("carla", 8)])
def test_the_list_asks_as_often_for_one_row_as_for_three(
    who, count, rows, ask, lindenau, anna, request, django_assert_num_queries
):
    for number in range(rows):
        ask(lindenau, days_ago=number)
    browser = browser_of(request.getfixturevalue(who))
    browser.get(address("request_list"))
    with django_assert_num_queries(count):
        browser.get(address("request_list"))


@pytest.mark.parametrize("state", ["offen", "termine", "erledigt"])
def test_every_tab_can_be_empty_and_full(state, ask, lindenau, anna, district):
    browser = browser_of(anna)
    assert 'class="empty"' in browser.get(address("request_list", stand=state)).content.decode()
    requests = [ask(lindenau).request for _ in range(3)]
    with district_scope(district):
        actions.propose_appointment(
            anna, request=requests[1], version=1, at=dates.at(TODAY + timedelta(days=2)), place="Rathaus"
        )
        actions.finish_request(anna, request=requests[2], version=1)
    assert browser.get(address("request_list", stand=state)).content.decode().count('class="work-row"') == 1


def test_request_of_a_protected_person_is_seen_by_who_reads_the_case(asked, anna, ben, lindenau, district):
    assistant = make_member(district, "Asta Amt", Role.ASSISTANT)
    people = [Person(given_name="Zoryana", family_name="Kanarienko")]
    case = make_case(anna, lindenau, people=people)
    page = address("request_detail", asked)
    with district_scope(district):
        AppointmentRequest.objects.update(case=case, state="done", answered_at=dates.now())
    assert [browser_of(each).get(page).status_code for each in (anna, ben, assistant)] == [200, 200, 200]
    with district_scope(district):
        Client.objects.update(restricted=True)
    assert [browser_of(each).get(page).status_code for each in (anna, ben, assistant)] == [200, 404, 404]
    assert NAME not in browser_of(assistant).get(address("request_list", stand="erledigt")).content.decode()

"""Pages of a case: who gets them, what they show, that reading is logged."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError
from django.urls import reverse

from kim.accounts.models import Substitution
from kim.audit.models import AuditEntry
from kim.cases.actions import entries, opening, sharing
from kim.cases.models import Case, CaseGrant, CaseNote, Client, Consultation, Handover, Need
from kim.cases.queries.case_page import Reader
from kim.core import dates
from kim.core.sealing import open_sealed
from kim.core.tenancy import district_scope
from kim.districts.models import LifeDomain
from tests.cast import TODAY, browser_of, make_case

pytestmark = pytest.mark.usefixtures("clock")


def address(name, district="probstadt", **parts):
    return reverse(f"cases:{name}", kwargs={"district": district, **parts})


def page_of(case, name="case_detail", **parts):
    return address(name, case.district.slug, number=case.number, **parts)


def logged(district):
    with district_scope(district):
        return list(AuditEntry.objects.order_by("number").values_list("actor__user__name", "action"))


@pytest.fixture
def entry(case, anna, district):
    with district_scope(district):
        return entries.record_consultation(
            anna, case=case, on=TODAY, channel="phone", note="Wohnung zu klein"
        )


@pytest.fixture
def parts(case, anna, ben, district, entry):
    """One of everything that pages of a case name in their address."""
    with district_scope(district):
        client = Client.objects.get()
        worker = sharing.add_worker(anna, case=case, membership=ben)
        grant = sharing.grant_access(
            anna, case=case, membership=ben, reason="Besprechung", starts_on=TODAY, ends_on=TODAY
        )
        worker_pk, grant_pk = worker.pk, grant.pk
    return {"entry": entry.pk, "client": client.pk, "worker": worker_pk, "grant": grant_pk}


READ_ONLY = ["case_log"]
FORMS = [
    "note_new",
    "need_set",
    "person_add",
    "track_change",
    "case_move",
    "case_prolong",
    "case_close",
    "handover_new",
    "worker_add",
    "grant_new",
]
FORMS_OF_PARTS = [("consultation_edit", "entry"), ("entry_withdraw", "entry"), ("person_edit", "client")]
POSTS = [("case_reactivate", None), ("worker_remove", "worker"), ("grant_end", "grant")]
PAGES = [
    ("case_detail", None),
    *((name, None) for name in (*READ_ONLY, *FORMS)),
    *FORMS_OF_PARTS,
    *POSTS,
]


@pytest.mark.parametrize(("name", "part"), PAGES)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_a_case_of_others_is_answered_like_one_that_does_not_exist(
    name, part, method, case, parts, anna, xenia, other_district, lindenau, district
):
    with district_scope(other_district):
        foreign = make_case(xenia, xenia.responsibilities.get().municipality)
    chosen = {part: parts[part]} if part else {}
    stranger = browser_of(xenia)
    nobody = address(name, "probstadt", number="P-26-9999", **chosen)
    absent = getattr(browser_of(anna), method)(nobody)
    answers = [
        getattr(browser_of(anna), method)(address(name, "probstadt", number=foreign.number, **chosen)),
        getattr(stranger, method)(page_of(case, name, **chosen)),
        getattr(stranger, method)(address(name, "fernheim", number=case.number, **chosen)),
    ]
    assert absent.status_code == 404
    assert [(answer.status_code, answer.content) for answer in answers] == [(404, absent.content)] * 3


@pytest.mark.parametrize(("name", "part"), PAGES)
def test_the_case_of_a_colleague_is_no_other_answer_either(name, part, case, entry, ben, district):
    chosen = {part: 1 if part == "worker" else uuid.uuid4()} if part else {}
    absent = browser_of(ben).get(address(name, number="P-26-9999", **chosen))
    mine = browser_of(ben).get(page_of(case, name, **chosen))
    assert (mine.status_code, mine.content) == (404, absent.content)


@pytest.mark.parametrize(("name", "part"), PAGES)
def test_whoever_may_only_read_can_change_nothing(name, part, case, parts, anna, carla, district):
    with district_scope(district):
        sharing.grant_access(
            anna, case=case, membership=carla, reason="Vorstellung", starts_on=TODAY, ends_on=TODAY
        )
    reader = browser_of(carla)
    chosen = {part: parts[part]} if part else {}
    absent = reader.post(address(name, number="P-26-9999", **chosen))
    answer = reader.post(page_of(case, name, **chosen), {"reason": "x"})
    assert (answer.status_code, answer.content) == (404, absent.content)
    assert reader.get(page_of(case, name, **chosen)).status_code == (200 if name == "case_detail" else 404)


def test_a_wrong_method_is_named_only_to_those_who_may(case, anna, ben):
    assert browser_of(anna).put(page_of(case)).status_code == 405
    assert browser_of(anna).get(page_of(case, "case_reactivate")).status_code == 405
    assert browser_of(anna).post(page_of(case, "case_log")).status_code == 405
    assert browser_of(ben).put(page_of(case)).status_code == 404
    assert browser_of(anna).post(address("case_list")).status_code == 405


def test_roles_without_casework_find_no_page(case, auditor):
    answers = [
        browser_of(auditor).get(url) for url in (page_of(case), address("case_list"), address("intake_new"))
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_granted_case_is_read_only_for_coordination(case, anna, carla, district):
    with district_scope(district):
        sharing.grant_access(
            anna, case=case, membership=carla, reason="Vorstellung", starts_on=TODAY, ends_on=TODAY
        )
    answer = browser_of(carla).get(page_of(case))
    assert "Olena Musterova" in answer.content.decode()
    assert answer.context["form"] is None
    assert "<textarea" not in answer.content.decode()
    assert "/protokoll/" not in answer.content.decode()
    assert browser_of(carla).get(address("case_list")).context["granted"] == [case]


@pytest.mark.parametrize("name", ["case_detail", *FORMS])
def test_every_page_of_a_case_writes_one_reading(name, case, anna, district):
    before = len(logged(district))
    assert browser_of(anna).get(page_of(case, name), follow=True).status_code == 200
    assert logged(district)[before:] == [("Anna Anders", "case_read")]


@pytest.mark.parametrize(("name", "part"), FORMS_OF_PARTS)
def test_every_page_of_a_part_writes_one_reading(name, part, case, parts, anna, district):
    before = len(logged(district))
    assert browser_of(anna).get(page_of(case, name, **{part: parts[part]})).status_code == 200
    assert logged(district)[before:] == [("Anna Anders", "case_read")]


def test_a_page_with_errors_is_a_reading_too_a_saving_is_not(case, anna, district):
    browser = browser_of(anna)
    before = len(logged(district))
    assert browser.post(page_of(case), {"on": "quatsch", "channel": "phone"}).status_code == 422
    assert browser.post(page_of(case), {"on": "20.11.2026", "channel": "phone"}).status_code == 302
    assert logged(district)[before:] == [
        ("Anna Anders", "case_read"),
        ("Anna Anders", "consultation_recorded"),
    ]


@pytest.mark.parametrize("name", ["case_detail", "case_log", "track_change"])
def test_what_cannot_be_logged_is_not_shown(name, case, anna, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("the log is full")

    monkeypatch.setattr(sharing, "record", fail)
    browser = browser_of(anna)
    browser.raise_request_exception = False
    answer = browser.get(page_of(case, name))
    assert answer.status_code == 500
    assert "Musterova" not in answer.content.decode()
    assert browser.get(address("case_list")).status_code == 500


def test_a_consultation_is_entered_on_the_page_and_only_once(case, anna, district, wohnen):
    browser = browser_of(anna)
    nonce = browser.get(page_of(case)).context["form"]["form_nonce"].value()
    sent = {
        "on": "20.11.2026",
        "channel": "office",
        "topics": ["wohnen"],
        "note": "Wohnung",
        "form_nonce": nonce,
    }
    for _ in range(2):
        answer = browser.post(page_of(case), sent)
        assert (answer.status_code, answer.url) == (302, page_of(case))
    with district_scope(district):
        saved = list(Consultation.objects.all())
        open_sealed(saved)
        assert [(row.on, row.channel, row.note, str(row.form_nonce)) for row in saved] == [
            (TODAY, "office", "Wohnung", str(nonce))
        ]
        assert list(saved[0].topics.all()) == [wohnen]
        assert Case.objects.get().last_consultation_on == TODAY


def test_the_nonce_of_another_case_loses_nothing(case, anna, lindenau, district):
    nonce = uuid.uuid4()
    other = make_case(anna, lindenau, "Petra Beispiel")
    sent = {"on": "20.11.2026", "channel": "office", "form_nonce": nonce}
    for one in (case, other):
        assert browser_of(anna).post(page_of(one), sent).status_code == 302
    with district_scope(district):
        assert {row.case_id for row in Consultation.objects.order_by("pk")} == {case.pk, other.pk}


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("21.11.2026", "Das liegt in der Zukunft. Spätestens geht heute, der 20.11.2026."),
        ("19.11.2026", "Das liegt vor der Eröffnung des Falls am 20.11.2026."),
        ("31.02.2026", "Bitte ein Datum wie 20.11.2026 eingeben."),
        ("", "Bitte ein Datum eingeben."),
    ],
)
def test_a_day_that_cannot_be_is_explained_at_the_field(case, anna, day, error):
    answer = browser_of(anna).post(page_of(case), {"on": day, "channel": "office", "note": "bleibt"})
    assert answer.context["form"].errors == {"on": [error]}
    assert "bleibt" in answer.content.decode()


def test_a_withdrawn_entry_stays_with_its_reason(case, anna, entry):
    browser = browser_of(anna)
    url = page_of(case, "entry_withdraw", entry=entry.pk)
    assert browser.post(url, {"reason": "falscher Fall", "version": "1"}).status_code == 302
    lines = browser.get(page_of(case)).context["page"].entries
    assert [(line.title, line.withdrawn_on, line.withdrawn_reason) for line in lines] == [
        ("Beratung, Telefon", TODAY, "falscher Fall"),
        ("Fall eröffnet · Case Management", None, ""),
    ]
    assert browser.post(url, {"reason": "noch einmal", "version": "2"}).status_code == 404


def test_a_note_does_not_move_the_deadline(case, anna, district):
    with dates.moved_clock(date(2026, 12, 20)):
        sent = {"on": "20.12.2026", "kind": "call", "note": "nicht erreicht"}
        assert browser_of(anna).post(page_of(case, "note_new"), sent).status_code == 302
    with district_scope(district):
        assert [(Case.objects.get().closes_on, CaseNote.objects.get().kind)] == [(date(2027, 5, 20), "call")]


def test_needs_people_track_move_prolongation_and_closing(case, anna, district, steinbach):
    browser = browser_of(anna)
    steps = [
        ("need_set", {"life_domain": "wohnen", "state": "open", "urgent": "on"}),
        ("person_add", {"given_name": "Marko", "role": "child", "gender": "male", "birth_date": "05.2015"}),
        ("track_change", {"track": "brief_advice", "reason": "eine Frage", "version": "1"}),
        ("case_move", {"municipality": steinbach.ags, "version": "2"}),
        ("case_prolong", {"until": "01.05.2027", "reason": "Kur", "version": "3"}),
        (
            "case_close",
            {"closed_on": "20.11.2026", "reason": "goals_reached", "note": "alles gut", "version": "4"},
        ),
    ]
    for name, sent in steps:
        answer = browser.post(page_of(case, name), sent)
        assert (name, answer.status_code, answer.headers.get("Location")) == (name, 302, page_of(case))
    with district_scope(district):
        now = Case.objects.select_related("municipality").get()
        assert (now.track, now.municipality.name, now.prolonged_until, now.status, now.version) == (
            "brief_advice",
            "Steinbach",
            date(2027, 5, 1),
            "closed",
            5,
        )
        assert list(Need.objects.values_list("life_domain__code", "urgent")) == [("wohnen", True)]
    answer = browser.get(page_of(case))
    page = answer.context["page"]
    assert (page.heading, page.ending.archives_on, page.ending.deletes_on) == (
        "Familie Musterova",
        date(2026, 12, 4),
        date(2027, 11, 15),
    )
    assert "15.11.2027" in answer.content.decode()
    assert [line.age for line in page.persons] == [None, (11, False)]
    assert browser.post(page_of(case, "case_reactivate"), {"version": "5"}).status_code == 302
    with district_scope(district):
        assert Case.objects.get().status == "active"


def test_choices_of_other_districts_and_days_out_of_range_are_refused(case, anna, xenia, other_district, ben):
    browser = browser_of(anna)
    foreign = {
        "receiver": xenia.pk,
        "membership": xenia.pk,
        "municipality": "05998000",
        "life_domain": "erfunden",
    }
    fields = {
        "handover_new": "receiver",
        "worker_add": "membership",
        "case_move": "municipality",
        "need_set": "life_domain",
    }
    for name, field in fields.items():
        answer = browser.post(page_of(case, name), foreign | {"version": "1", "state": "open"})
        assert answer.context["form"].errors == {field: ["Diese Auswahl gibt es nicht."]}
    grant = {"membership": ben.pk, "ends_on": "19.02.2027", "reason": "Vertretung"}
    assert list(browser.post(page_of(case, "grant_new"), grant).context["form"].errors) == ["ends_on"]
    assert browser.post(page_of(case, "grant_new"), grant | {"ends_on": "18.02.2027"}).status_code == 302
    late = {"until": "21.05.2027", "reason": "x", "version": "1"}
    with dates.moved_clock(date(2026, 11, 20)):
        assert browser.get(page_of(case, "case_prolong")).status_code == 302
    with dates.moved_clock(date(2027, 5, 10)):
        assert list(
            browser.post(page_of(case, "case_prolong"), late | {"until": "11.11.2027"}).context["form"].errors
        ) == ["until"]
        assert browser.post(page_of(case, "case_prolong"), late).status_code == 302


def test_a_handover_is_offered_once_and_answered_once(case, anna, ben, district):
    giver, receiver = browser_of(anna), browser_of(ben)
    sent = {"receiver": ben.pk, "note": "Schulanmeldung läuft"}
    assert giver.post(page_of(case, "handover_new"), sent).status_code == 302
    assert giver.post(page_of(case, "handover_new"), sent).status_code == 302
    with district_scope(district):
        offer = Handover.objects.get()
    url = address("handover_answer", handover=offer.pk)
    assert [giver.post(url, {"answer": "accept"}).status_code, receiver.get(url).status_code] == [404, 405]
    assert receiver.post(url, {"answer": "vielleicht"}).url == address("case_list")
    assert receiver.post(url, {"answer": "accept"}).url == page_of(case)
    assert receiver.post(url, {"answer": "accept"}).status_code == 404
    assert [giver.get(page_of(case)).status_code, receiver.get(page_of(case)).status_code] == [404, 200]


def test_a_substitute_works_in_the_case_and_a_co_worker_does_not_share_it(case, anna, ben, dora, district):
    assert browser_of(ben).get(page_of(case)).status_code == 404
    with district_scope(district):
        stand_in = Substitution.objects.create(
            district=district, absent=anna, substitute=ben, starts_on=TODAY, ends_on=TODAY
        )
    assert "Vertretung Ben Beispiel" in browser_of(ben).get(page_of(case)).content.decode()
    assert browser_of(ben).post(page_of(case), {"on": "20.11.2026", "channel": "phone"}).status_code == 302
    with district_scope(district):
        stand_in.delete()
        sharing.add_worker(anna, case=case, membership=ben)
    assert browser_of(ben).get(page_of(case)).status_code == 200
    assert browser_of(ben).get(page_of(case, "grant_new")).status_code == 404


def test_the_page_names_other_readers_and_the_log_names_everything(case, anna, ben, entry, district):
    with district_scope(district):
        sharing.add_worker(anna, case=case, membership=ben)
    browser_of(ben).get(page_of(case))
    browser = browser_of(anna)
    assert browser.get(page_of(case)).context["page"].readers == [Reader("Ben Beispiel", dates.now())]
    browser.post(
        page_of(case, "consultation_edit", entry=entry.pk),
        {"on": "20.11.2026", "channel": "phone", "note": "neu", "version": "1"},
    )
    lines = browser.get(page_of(case, "case_log")).context["lines"]
    assert [(line["who"], line["detail"]) for line in lines][:3] == [
        ("Anna Anders", "20.11.2026: Wohnung zu klein / "),
        ("Anna Anders", ""),
        ("Ben Beispiel", ""),
    ]


def test_ends_of_sharing(case, anna, ben, parts, district):
    browser = browser_of(anna)
    assert browser.post(page_of(case, "worker_remove", worker=10**30)).status_code == 404
    assert browser.post(page_of(case, "worker_remove", worker=parts["worker"])).status_code == 302
    assert browser_of(ben).get(page_of(case)).status_code == 200
    assert browser.post(page_of(case, "grant_end", grant=parts["grant"])).status_code == 302
    assert browser_of(ben).get(page_of(case)).status_code == 404
    with district_scope(district):
        assert CaseGrant.objects.count() == 0


def test_parts_of_another_case_do_not_exist_in_this_one(case, anna, entry, parts, lindenau):
    other = make_case(anna, lindenau, "Petra Beispiel")
    for name, part in (*FORMS_OF_PARTS, *POSTS[1:]):
        answer = browser_of(anna).post(
            page_of(other, name, **{part: parts[part]}), {"reason": "x", "version": 1}
        )
        assert (name, answer.status_code) == (name, 404)


def _fill(case, lead, wanted):
    """Give a case `wanted` entries, persons and needs."""
    for domain in list(LifeDomain.objects.order_by("position"))[:wanted]:
        entries.set_need(lead, case=case, life_domain=domain)
        entries.record_consultation(lead, case=case, on=TODAY, channel="phone", topics=[domain], note="Text")
        entries.record_note(lead, case=case, on=TODAY, kind="call", note="Text")
    for number in range(1, wanted):
        opening.add_person(lead, case=case, person=opening.Person(given_name=f"Kind {number}", role="child"))


@pytest.mark.parametrize("wanted", [1, 3])
def test_the_page_asks_the_same_number_of_queries_for_any_length(
    case, anna, wanted, district, django_assert_num_queries
):
    with district_scope(district):
        _fill(case, anna, wanted)
    browser = browser_of(anna)
    with django_assert_num_queries(26), django_assert_num_queries(1, using="keys"):
        answer = browser.get(page_of(case))
    page = answer.context["page"]
    assert (len(page.entries), len(page.persons), len(page.needs)) == (2 * wanted + 1, wanted, wanted)


def test_every_page_has_its_frame(case, anna, carla, entry):
    pages = [
        (anna, page_of(case)),
        (anna, address("intake_new")),
        (anna, address("case_list")),
        (carla, address("case_list")),
    ]
    for member, url in pages:
        answer = browser_of(member).get(url)
        assert (url, "Hauptmenü" in answer.content.decode()) == (url, True)
    wrong = browser_of(anna).post(address("intake_new"), {})
    assert (wrong.status_code, "Hauptmenü" in wrong.content.decode()) == (422, True)


def test_what_was_chosen_stays_chosen_after_an_error(case, anna, district):
    with district_scope(district):
        opening.add_person(anna, case=case, person=opening.Person(given_name="Marko", role="child"))
    people = [str(line.client.pk) for line in browser_of(anna).get(page_of(case)).context["page"].persons]
    sent = {"on": "", "channel": "phone", "topics": ["sprache", "beruf"], "persons": people[1:]}
    form = browser_of(anna).post(page_of(case), sent).context["form"]
    assert [pill.code for pill in form.topic_pills if pill.checked] == ["sprache", "beruf"]
    assert [pill.code for pill in form.person_pills if pill.checked] == people[1:]
    wrong = browser_of(anna).post(page_of(case), sent | {"on": "20.11.2026", "topics": ["erfunden"]})
    assert wrong.content.decode().count("Diese Auswahl gibt es nicht.") == 2

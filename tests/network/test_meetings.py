"""Meetings that come back; and what those see of the network who are not of the team."""

import pytest

from kim.accounts.models import Role
from kim.network.models import Agreement, NetworkMeeting
from kim.network.partners import actions, permissions
from tests.cast import TODAY, browser_of, in_district, make_member
from tests.network.making import make_meeting, make_partner, talk_about

BASE = "/probstadt/netzwerk/"

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def contact(district, lindenau):
    """The contact person of Lindenau."""
    return make_member(district, "Kerstin Kontakt", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


@pytest.fixture
def assistant(district):
    """Reads everything, enters nothing."""
    return make_member(district, "Arne Assistenz", Role.ASSISTANT)


@pytest.fixture
def awo(scoped, anna, lindenau):
    """A partner in Lindenau with whom nobody has talked yet."""
    return make_partner(anna, places=[lindenau])


# --- contact persons of municipalities, boards, others


def test_contact_of_a_municipality_reads_its_partners_without_people_and_minutes(
    awo, contact, anna, carla, lindenau, steinbach, sonnfeld, dora
):
    actions.add_contact(anna, partner=awo, name="Eva Erfunden")
    talk_about(anna, awo, lindenau, minutes="Geheimes Ergebnis")
    talk_about(dora, awo, sonnfeld, TODAY, minutes="Anderswo")
    elsewhere = make_partner(carla, "Schule Steinbach", kind="school", places=[steinbach])
    everywhere = make_partner(carla, "Jobcenter", kind="jobcenter", places=[])
    talked = make_partner(dora, "Verein Steinbach", kind="association", places=[steinbach, sonnfeld])
    talk_about(anna, talked, lindenau)
    browser = browser_of(contact)

    listed = browser.get(f"{BASE}partner/")
    assert [row.partner for row in listed.context["page_obj"]] == [awo, everywhere, talked]
    assert "Steinbach" not in listed.content.decode().replace("Verein Steinbach", "")
    page = browser.get(f"{BASE}partner/{awo.pk}/").content.decode()
    assert "Eva Erfunden" not in page
    assert "Geheimes Ergebnis" not in page
    assert "Bearbeiten" not in page
    assert browser.get(f"{BASE}partner/{elsewhere.pk}/").status_code == 404
    assert browser.post(f"{BASE}partner/{awo.pk}/", {"minutes": "x"}).status_code == 404
    assert browser.get(f"{BASE}partner/neu/").status_code == 404
    assert browser.get(f"{BASE}partner/{awo.pk}/bearbeiten/").status_code == 404
    assert browser.get(f"{BASE}karte/{lindenau.ags}/").status_code == 200
    assert browser.get(f"{BASE}karte/{steinbach.ags}/").status_code == 404


def test_contact_of_a_municipality_sees_agreements_of_its_place_and_of_all(
    awo, contact, district, lindenau, steinbach
):
    for title, place, state in (
        ("Eigene", lindenau, "in_force"),
        ("Fremde", steinbach, "in_force"),
        ("Kreisweite", None, "signed"),
        ("Entwurf hier", lindenau, "draft"),
    ):
        made = Agreement.objects.create(
            district=district, title=title, kind="cooperation", state=state, municipality=place
        )
        made.partners.add(awo)

    shown = browser_of(contact).get(f"{BASE}partner/{awo.pk}/").context["agreements"]
    assert [each.title for each in shown] == ["Eigene", "Kreisweite"]


def test_contact_of_a_municipality_keeps_its_meetings_and_no_others(
    contact, dora, scoped, lindenau, steinbach
):
    own, other = make_meeting(dora, "Eigenes", lindenau), make_meeting(dora, "Fremdes", steinbach)
    common = make_meeting(dora, "Gemeinsames")
    browser = browser_of(contact)

    groups = browser.get(f"{BASE}treffen/").context["groups"]
    assert [(each["group"].territory.name, each["may_keep"]) for each in groups] == [
        ("Kreis Probstadt", False),
        ("Lindenau", True),
    ]
    typed = {"name": "Eigenes neu", "municipality": lindenau.ags, "version": 0}
    assert browser.post(f"{BASE}treffen/{own.pk}/", typed).status_code == 302
    assert browser.post(f"{BASE}treffen/{other.pk}/", typed).status_code == 404
    assert browser.post(f"{BASE}treffen/{common.pk}/", typed).status_code == 404
    assert (
        browser.post(f"{BASE}treffen/neu/", {"name": "N", "municipality": steinbach.ags}).status_code == 422
    )
    assert browser.post(f"{BASE}treffen/neu/", {"name": "N", "municipality": lindenau.ags}).status_code == 302


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.PARTNER, Role.AUDITOR, Role.AUTHORITY_OFFICER])
def test_others_see_nothing_of_the_network(awo, district, role):
    browser = browser_of(make_member(district, "Nemo Niemand", role))

    for path in ("partner/", f"partner/{awo.pk}/", "treffen/", "karte/"):
        assert browser.get(f"{BASE}{path}").status_code == 404


def test_the_assistant_reads_and_enters_nothing(awo, assistant, anna, lindenau):
    talk = talk_about(anna, awo, lindenau, minutes="Wir reden weiter.")
    browser = browser_of(assistant)

    assert "Wir reden weiter." in browser.get(f"{BASE}partner/{awo.pk}/").content.decode()
    assert browser.post(f"{BASE}partner/{awo.pk}/", {"minutes": "x"}).status_code == 404
    for path in ("partner/neu/", f"partner/gespraeche/{talk.pk}/", "treffen/neu/"):
        assert browser.get(f"{BASE}{path}").status_code == 404


def test_nothing_of_another_district_is_there(awo, anna, lindenau, xenia):
    talk = talk_about(anna, awo, lindenau)
    with in_district(xenia.district):
        foreign = make_partner(xenia, "Fremder Partner")

    assert browser_of(anna).get(f"{BASE}partner/{foreign.pk}/").status_code == 404
    for path in (f"partner/{awo.pk}/", f"partner/gespraeche/{talk.pk}/", f"karte/{lindenau.ags}/"):
        assert browser_of(xenia).get(f"/fernheim/netzwerk/{path}").status_code == 404


# --- meetings


def test_meetings_stand_by_place_in_their_order(scoped, dora, anna, lindenau, sonnfeld):
    make_meeting(dora, "B", lindenau)
    make_meeting(dora, "A", lindenau)
    make_meeting(dora, "Z", lindenau, position=0)
    make_meeting(dora, "Süd", sonnfeld)
    make_meeting(dora, "Alle")

    groups = [each["group"] for each in browser_of(anna).get(f"{BASE}treffen/").context["groups"]]
    assert [(group.territory.key, [row.name for row in group.running]) for group in groups] == [
        ("kreis", ["Alle"]),
        (lindenau.ags, ["B", "Z", "A"]),
        (sonnfeld.ags, ["Süd"]),
    ]
    [one] = browser_of(anna).get(f"{BASE}treffen/?ort={sonnfeld.ags}").context["groups"]
    assert one["group"].territory.municipality == sonnfeld
    assert len(browser_of(anna).get(f"{BASE}treffen/?ort=quatsch").context["groups"]) == 3


def test_a_meeting_ends_and_stays_visible_as_ended(scoped, carla, lindenau):
    meeting = make_meeting(carla, place=lindenau)
    browser = browser_of(carla)
    url = f"{BASE}treffen/{meeting.pk}/"
    typed = {"name": "Runder Tisch", "municipality": lindenau.ags, "version": 0}

    assert browser.post(url, {**typed, "ended_on": "21.11.2026"}).status_code == 422
    assert browser.post(url, {**typed, "ended_on": "19.11.2026"}).status_code == 302
    [group] = [each["group"] for each in browser.get(f"{BASE}treffen/").context["groups"]]
    assert (group.running, [row.name for row in group.ended]) == ([], ["Runder Tisch"])
    meeting.refresh_from_db()
    assert (meeting.level, meeting.position) == ("", 0)


def test_what_nobody_has_said_of_a_meeting_is_shown_as_not_known(scoped, carla, lindenau):
    make_meeting(carla, place=lindenau, level="strategic")

    page = browser_of(carla).get(f"{BASE}treffen/").content.decode()
    assert "strategisch" in page
    assert page.count("nicht bekannt") == 2


def test_a_meeting_entered_by_mistake_is_removed(scoped, carla, lindenau):
    meeting = make_meeting(carla, place=lindenau)
    browser_of(carla).post(f"{BASE}treffen/{meeting.pk}/", {"remove": "1", "version": 0})

    assert not NetworkMeeting.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_meetings_ask_the_same_however_many(scoped, carla, anna, lindenau, count, django_assert_num_queries):
    for number in range(count):
        make_meeting(carla, f"Treffen {number}", lindenau)
    browser = browser_of(anna)

    with django_assert_num_queries(9):
        browser.get(f"{BASE}treffen/")


def test_coordination_keeps_meetings_of_its_area_and_of_all(scoped, carla, lindenau, sonnfeld):
    may = [permissions.may_keep_meeting(carla, place) for place in (lindenau, sonnfeld, None)]

    assert may == [True, False, True]

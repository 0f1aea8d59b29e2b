"""Partners, talks with minutes, contact persons, meetings: who reads and enters what, and who is on the map."""

from datetime import date, timedelta

import pytest

from kim.accounts.models import Responsibility
from kim.audit.models import AuditEntry
from kim.districts.territory import Territory
from kim.network.models import Agreement, CooperationTalk, Partner, PartnerContact
from kim.network.partners import actions, permissions
from kim.network.partners.map import partners_on_map
from tests.cast import TODAY, browser_of
from tests.network.making import make_partner, talk_about

BASE = "/probstadt/netzwerk/"

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def awo(scoped, anna, lindenau):
    """A partner in Lindenau with whom nobody has talked yet."""
    return make_partner(anna, places=[lindenau])


# --- the map


def test_only_partners_with_a_documented_talk_are_on_the_map(awo, anna, lindenau, steinbach, district):
    assert partners_on_map(Territory(district, lindenau)) == []

    talk_about(anna, awo, lindenau, date(2026, 3, 1))
    talk_about(anna, awo, lindenau, date(2026, 5, 1))

    [shown] = partners_on_map(Territory(district, lindenau))
    assert (shown.name, shown.last_talk_on, shown.is_district_wide) == (
        "AWO Lindenau",
        date(2026, 5, 1),
        False,
    )
    assert partners_on_map(Territory(district, steinbach)) == []
    assert partners_on_map(Territory(district)) == []


def test_partners_of_the_whole_district_are_marked_on_the_map_of_a_place(
    awo, anna, carla, lindenau, district
):
    everywhere = make_partner(carla, "Jobcenter", kind="jobcenter")
    talk_about(carla, everywhere, None)
    talk_about(anna, awo, lindenau)

    shown = partners_on_map(Territory(district, lindenau))
    assert [(each.name, each.is_district_wide) for each in shown] == [
        ("Jobcenter", True),
        ("AWO Lindenau", False),
    ]
    assert [
        each.name for each in partners_on_map(Territory(district, lindenau), with_district_wide=False)
    ] == ["AWO Lindenau"]
    assert [(each.name, each.is_district_wide) for each in partners_on_map(Territory(district))] == [
        ("Jobcenter", False)
    ]


def test_who_was_talked_with_here_and_everywhere_is_on_the_map_once(awo, anna, carla, lindenau, district):
    talk_about(carla, awo, None)
    talk_about(anna, awo, lindenau, date(2026, 2, 2))

    [shown] = partners_on_map(Territory(district, lindenau))
    assert (shown.last_talk_on, shown.is_district_wide) == (date(2026, 2, 2), False)


def test_a_partner_out_of_use_leaves_the_map_and_can_come_back(awo, anna, lindenau, district):
    talk_about(anna, awo, lindenau)
    actions.retire_partner(anna, partner=awo, version=0)
    assert partners_on_map(Territory(district, lindenau)) == []

    actions.restore_partner(anna, partner=awo, version=1)
    assert len(partners_on_map(Territory(district, lindenau))) == 1


def test_map_shows_links_and_a_list_and_is_narrowed_by_kind(awo, anna, carla, lindenau):
    talk_about(anna, awo, lindenau)
    talk_about(carla, make_partner(carla, "<script>alert(1)</script>", kind="school"), None)
    browser = browser_of(anna)

    page = browser.get(f"{BASE}karte/{lindenau.ags}/").content.decode()
    assert page.count(f'href="{BASE}partner/{awo.pk}/"') == 2
    assert "<script>alert" not in page
    narrowed = browser.get(f"{BASE}karte/{lindenau.ags}/?art=school").content.decode()
    assert "AWO Lindenau" not in narrowed
    assert "AWO Lindenau" in browser.get(f"{BASE}karte/{lindenau.ags}/?art=quatsch").content.decode()


def test_an_empty_map_says_how_a_partner_gets_there(scoped, anna):
    assert "Kooperationsgespräch mit Ergebnis" in browser_of(anna).get(f"{BASE}karte/").content.decode()


def test_map_of_a_place_that_does_not_exist_is_not_found(scoped, anna):
    assert browser_of(anna).get(f"{BASE}karte/05997999/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_map_asks_the_same_however_many_partners(
    scoped, anna, carla, lindenau, count, django_assert_num_queries
):
    for number in range(count):
        talk_about(anna, make_partner(anna, f"Partner {number}", places=[lindenau]), lindenau)
    browser = browser_of(anna)

    with django_assert_num_queries(10):
        browser.get(f"{BASE}karte/{lindenau.ags}/")


# --- partners


def test_a_partner_is_entered_and_found(scoped, anna, lindenau):
    response = browser_of(anna).post(
        f"{BASE}partner/neu/",
        {
            "name": "  Caritas  Lindenau ",
            "kind": "welfare",
            "municipalities": [lindenau.pk],
            "website": "caritas.example",
        },
    )

    partner = Partner.objects.get()
    assert response["Location"] == f"{BASE}partner/{partner.pk}/"
    assert (partner.name, partner.code, partner.website) == (
        "Caritas Lindenau",
        "caritas-lindenau",
        "https://caritas.example",
    )
    assert list(partner.municipalities.order_by("pk")) == [lindenau]


def test_codes_are_made_of_names_and_never_twice(scoped, carla):
    names = ["Bürgerhaus", "Bürgerhaus!", "漢字", "漢", "Bürgerhaus 2"]

    assert [make_partner(carla, name).code for name in names] == [
        "buergerhaus", "buergerhaus-2", "partner", "partner-2", "buergerhaus-2-2",
    ]  # fmt: skip


def test_a_name_is_not_entered_twice(awo, anna, lindenau):
    response = browser_of(anna).post(
        f"{BASE}partner/neu/", {"name": "awo  lindenau", "kind": "welfare", "municipalities": [lindenau.pk]}
    )

    assert response.status_code == 422
    assert "gibt es schon" in response.content.decode()


@pytest.mark.parametrize("places", [[], ["steinbach"]])
def test_case_managers_enter_partners_of_their_places_only(scoped, anna, steinbach, places):
    chosen = [steinbach.pk] if places else []
    response = browser_of(anna).post(
        f"{BASE}partner/neu/", {"name": "Neu", "kind": "school", "municipalities": chosen}
    )

    assert response.status_code == 422
    assert "für die Sie zuständig sind" in response.content.decode()


def test_list_is_narrowed(awo, anna, carla, lindenau, steinbach):
    talk_about(anna, awo, lindenau)
    make_partner(carla, "Übergangsschule", kind="school", places=[steinbach])
    old = make_partner(carla, "Alte Mühle", kind="other")
    actions.retire_partner(carla, partner=old, version=0)
    make_partner(carla, "Jobcenter", kind="jobcenter")
    browser = browser_of(anna)

    def shown(query):
        rows = browser.get(f"{BASE}partner/{query}").context["page_obj"]
        return [row.partner.name for row in rows]

    assert shown("") == ["AWO Lindenau", "Jobcenter", "Übergangsschule"]
    assert shown("?q=ÜBERGANG") == ["Übergangsschule"]
    assert shown("?kind=jobcenter") == ["Jobcenter"]
    assert shown("?place=kreis") == ["Jobcenter"]
    assert shown(f"?place={steinbach.ags}") == ["Übergangsschule"]
    assert shown("?talked=ja") == ["AWO Lindenau"]
    assert shown("?talked=nein") == ["Jobcenter", "Übergangsschule"]
    assert shown("?state=alt") == ["Alte Mühle"]
    assert shown("?kind=quatsch") == ["AWO Lindenau", "Jobcenter", "Übergangsschule"]
    assert shown("?q=nirgends") == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_however_many_partners(scoped, anna, lindenau, count, django_assert_num_queries):
    for number in range(count):
        partner = make_partner(anna, f"Partner {number}", places=[lindenau])
        talk_about(anna, partner, lindenau)
    browser = browser_of(anna)

    with django_assert_num_queries(11):
        browser.get(f"{BASE}partner/")


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_however_many_talks(awo, anna, lindenau, count, django_assert_num_queries):
    for number in range(count):
        talk_about(anna, awo, lindenau, TODAY - timedelta(days=number))
        actions.add_contact(anna, partner=awo, name=f"Person {number}")
    browser = browser_of(anna)

    with django_assert_num_queries(14):
        browser.get(f"{BASE}partner/{awo.pk}/")


def test_second_of_two_who_change_a_partner_sees_both_states(awo, anna, carla, lindenau):
    actions.change_partner(
        carla, partner=Partner.objects.get(), version=0, name="AWO Kreis", municipalities=[lindenau]
    )
    response = browser_of(anna).post(
        f"{BASE}partner/{awo.pk}/bearbeiten/",
        {"name": "AWO Ortsverein", "kind": "welfare", "municipalities": [lindenau.pk], "version": 0},
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "AWO Ortsverein" in page
    assert "AWO Kreis" in page
    assert 'name="version" value="1"' in page


def test_an_unused_partner_is_removed_a_used_one_only_retired(awo, anna, lindenau):
    browser = browser_of(anna)
    url = f"{BASE}partner/{awo.pk}/"
    assert "Partner entfernen" in browser.get(url).content.decode()

    talk = talk_about(anna, awo, lindenau)
    assert "Außer Gebrauch nehmen" in browser.get(url).content.decode()
    assert (
        "nur außer Gebrauch"
        in browser.post(f"{url}stand/", {"stand": "weg", "version": 0}, follow=True).content.decode()
    )
    assert Partner.objects.count() == 1

    talk.delete()
    assert browser.post(f"{url}stand/", {"stand": "weg", "version": 0})["Location"] == f"{BASE}partner/"
    assert Partner.objects.count() == 0


def test_partner_with_an_agreement_stays(awo, anna, district):
    agreement = Agreement.objects.create(
        district=district, title="Schnittstelle", kind="interface", state="draft"
    )
    agreement.partners.add(awo)

    with pytest.raises(actions.InUse):
        actions.remove_partner(anna, partner=awo, version=0)


def test_state_is_changed_once_and_only_as_it_was_shown(awo, anna):
    browser = browser_of(anna)
    url = f"{BASE}partner/{awo.pk}/stand/"

    browser.post(url, {"stand": "alt", "version": 0})
    page = browser.post(url, {"stand": "neu", "version": 0}, follow=True).content.decode()
    assert "inzwischen geändert" in page
    assert not Partner.objects.get().active
    browser.post(url, {"stand": "neu", "version": 1})
    assert Partner.objects.get().active
    assert browser.post(url, {"stand": "quatsch"}).status_code == 302


# --- talks


def test_a_talk_is_entered_on_the_page_of_the_partner(awo, anna, lindenau):
    url = f"{BASE}partner/{awo.pk}/"
    typed = {
        "held_on": "19.11.2026",
        "municipality": lindenau.ags,
        "minutes": "Verweise gehen über eine Liste.",
        "participants": "Leitung, KIM",
        "next_steps": "Liste schreiben",
    }

    assert browser_of(anna).post(url, typed)["Location"] == url
    talk = CooperationTalk.objects.get()
    assert (talk.municipality, talk.recorded_by, talk.held_on) == (lindenau, anna, date(2026, 11, 19))
    assert AuditEntry.objects.filter(action="talk_recorded").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": "21.11.2026"},
        {"held_on": "01.01.1999"},
        {"minutes": "  "},
        {"municipality": "kreis"},
        {"municipality": "05997001"},
        {"municipality": ""},
    ],
)
def test_a_talk_without_result_in_the_future_or_elsewhere_is_refused(awo, anna, lindenau, wrong):
    typed = {"held_on": "19.11.2026", "municipality": lindenau.ags, "minutes": "Ergebnis", **wrong}
    response = browser_of(anna).post(f"{BASE}partner/{awo.pk}/", typed)

    assert response.status_code == 422
    assert not CooperationTalk.objects.exists()


def test_talks_are_corrected_by_who_recorded_them_and_by_coordination(
    awo, anna, ben, carla, dora, lindenau, sonnfeld
):
    here, there = talk_about(anna, awo, lindenau), talk_about(dora, awo, sonnfeld)

    assert [permissions.may_edit_talk(member, here) for member in (anna, ben, carla, dora)] == [
        True,
        False,
        True,
        True,
    ]
    assert [permissions.may_edit_talk(member, there) for member in (anna, ben, carla, dora)] == [
        False,
        False,
        False,
        True,
    ]
    url = f"{BASE}partner/gespraeche/{here.pk}/"
    typed = {"held_on": "01.11.2026", "municipality": lindenau.ags, "minutes": "Berichtigt", "version": 0}
    assert browser_of(ben).post(url, typed).status_code == 404
    assert browser_of(anna).post(url, typed).status_code == 302
    assert browser_of(carla).post(url, typed).status_code == 409
    here.refresh_from_db()
    assert (here.minutes, here.version) == ("Berichtigt", 1)


def test_talk_keeps_its_place_when_the_recorder_no_longer_answers_for_it(awo, anna, lindenau):
    talk = talk_about(anna, awo, lindenau)
    Responsibility.objects.filter(membership=anna).update(ends_on=TODAY - timedelta(days=1))
    typed = {"held_on": "01.11.2026", "municipality": lindenau.ags, "minutes": "Neu", "version": 0}

    assert browser_of(anna).post(f"{BASE}partner/gespraeche/{talk.pk}/", typed).status_code == 302


def test_a_talk_recorded_by_mistake_is_removed(awo, anna, lindenau, district):
    talk = talk_about(anna, awo, lindenau)
    url = f"{BASE}partner/gespraeche/{talk.pk}/"
    browser = browser_of(anna)

    assert browser.post(url, {"remove": "1", "version": 7})["Location"] == url
    assert CooperationTalk.objects.exists()
    browser.post(url, {"remove": "1", "version": 0})
    assert not CooperationTalk.objects.exists()
    assert partners_on_map(Territory(district, lindenau)) == []
    assert AuditEntry.objects.filter(action="talk_removed").count() == 1


# --- contact persons


def test_contact_persons_are_entered_corrected_and_forgotten(awo, anna):
    browser = browser_of(anna)
    browser.post(f"{BASE}partner/{awo.pk}/ansprechperson/", {"name": "Eva Erfunden", "phone": "0000 12"})
    person = PartnerContact.objects.get()
    url = f"{BASE}partner/ansprechpersonen/{person.pk}/"

    assert browser.post(url, {"name": "Eva Neu", "version": 0}).status_code == 302
    assert browser.post(url, {"name": "Eva Alt", "version": 0}).status_code == 409
    person.refresh_from_db()
    assert person.name == "Eva Neu"
    late = browser.post(url, {"remove": "1", "version": 0}, follow=True)
    assert "Jemand hat den Eintrag inzwischen geändert" in late.content.decode()
    assert PartnerContact.objects.exists()
    assert late.content.decode().count('name="version" value="1"') == 2
    browser.post(url, {"remove": "1", "version": 1})
    assert not PartnerContact.objects.exists()


def test_two_contact_persons_of_a_partner_are_changed_at_the_same_time(awo, anna):
    people = [actions.add_contact(anna, partner=awo, name=f"Eva {number}") for number in (1, 2)]
    for person in people:
        url = f"{BASE}partner/ansprechpersonen/{person.pk}/"
        assert browser_of(anna).post(url, {"name": f"{person.name} Neu", "version": 0}).status_code == 302
    awo.refresh_from_db()
    assert awo.version == 0

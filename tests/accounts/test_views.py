"""The team is managed by its lead; everything that changes stands in the log."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate

from kim.accounts.models import Membership, Post, Responsibility, Role, Substitution, User
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.districts.models import Organisation
from tests.cast import TODAY, browser_of, in_district, make_member

BASE = "/probstadt/verwaltung/"
TEAM = f"{BASE}team/"

pytestmark = pytest.mark.usefixtures("clock", "scoped")


@pytest.fixture
def administrator(district):
    return make_member(district, "Ada Amt", Role.ADMINISTRATOR)


def entered(member, **changes):
    """What the form sends for a member, with changes."""
    form = {
        "name": member.user.name,
        "email": member.user.email,
        "phone": member.user.phone,
        "role": member.role,
        "employer": member.employer_id or "",
        "area": member.area_id or "",
        "starts_on": f"{member.starts_on:%d.%m.%Y}",
        "ends_on": f"{member.ends_on:%d.%m.%Y}" if member.ends_on else "",
    }
    return form | changes


def edit(browser, member, *, seen=None, **changes):
    path = f"{TEAM}{member.pk}/"
    seen = seen or browser.get(path).context["form"].initial["seen"]
    return browser.post(path, entered(member, **changes) | {"seen": seen})


def last_action(district):
    with in_district(district):
        entry = AuditEntry.objects.order_by("-number").first()
    return entry and entry.action


def stored(member):
    return Membership._base_manager.select_related("user").get(pk=member.pk)


# --- team


def test_team_shows_people_places_and_absences(anna, ben, dora, district):
    with in_district(district):
        Substitution.objects.create(
            district=district, absent=anna, substitute=ben, starts_on=TODAY, ends_on=TODAY + timedelta(days=3)
        )
    page = browser_of(dora).get(TEAM).content.decode()

    assert "abwesend bis 23.11.2026, vertreten durch Ben Beispiel" in page
    assert "Lindenau" in page
    assert "Noch keine Stellen" in page


def test_former_members_are_shown_to_the_lead_only(anna, ben, dora):
    Membership._base_manager.filter(pk=ben.pk).update(ends_on=date(2026, 10, 1))

    assert "Ausgeschieden (1)" in browser_of(dora).get(TEAM).content.decode()
    assert "Ben Beispiel" not in browser_of(anna).get(TEAM).content.decode()


@pytest.mark.parametrize("others", [1, 3])
def test_team_needs_the_same_queries_for_one_and_for_three(
    administrator, district, lindenau, others, django_assert_num_queries
):
    for number in range(others):
        make_member(district, f"P{number} Probe", Role.CASE_MANAGER, places=(lindenau,))
    browser = browser_of(administrator)
    browser.get(TEAM)

    with django_assert_num_queries(10):
        browser.get(TEAM)


def test_filled_posts_are_counted_beside_the_planned_ones(dora, district):
    with in_district(district):
        for code, state, ends_on in (
            ("a", "planned", None),
            ("b", "filled", None),
            ("c", "filled", date(2025, 1, 1)),
        ):
            Post.objects.create(
                district=district,
                code=code,
                title=code,
                building_block=2,
                role="case_manager",
                employer=Organisation.objects.get(),
                full_time_share="0.50",
                state=state,
                starts_on=date(2020, 1, 1),
                ends_on=ends_on,
            )
    [group] = browser_of(dora).get(TEAM).context["posts"]

    assert (f"{group.total.total}", f"{group.total.filled}") == ("1.00", "0.50")


# --- members


def test_new_member_gets_role_places_and_an_invitation(dora, district, lindenau, sonnfeld):
    browser = browser_of(dora)
    form = {
        "name": "  Nele Neu ",
        "email": "Nele@Probstadt.Example",
        "role": "case_manager",
        "starts_on": "20.11.2026",
        "municipalities": [lindenau.ags, sonnfeld.ags],
    }
    page = browser.post(f"{TEAM}neu/", form, follow=True)
    member = Membership._base_manager.select_related("user").get(user__email="nele@probstadt.example")

    assert "Nele Neu gehört jetzt zum Team." in page.content.decode()
    assert not member.user.has_usable_password()
    assert {row.municipality_id for row in Responsibility._base_manager.filter(membership=member)} == {
        lindenau.pk,
        sonnfeld.pk,
    }
    assert last_action(district) == "member_added"

    page = browser.post(f"{TEAM}{member.pk}/einladung/").content.decode()
    link = re.search(r"<code>http://127.0.0.1:8000(/[^<]+)</code>", page)[1]
    assert last_action(district) == "member_invited"
    assert link not in browser.get(f"{TEAM}{member.pk}/").content.decode()

    visitor = type(browser)()
    assert "Willkommen, Nele Neu" in visitor.get(link).content.decode()
    assert (
        "zu ähnlich"
        in visitor.post(
            link, {"new_password1": "nele@probstadt", "new_password2": "nele@probstadt"}
        ).content.decode()
    )
    words = {"new_password1": "vier-gelbe-boote-27", "new_password2": "vier-gelbe-boote-27"}
    assert visitor.post(link, words).status_code == 302
    assert authenticate(email="nele@probstadt.example", password="vier-gelbe-boote-27") == member.user
    assert last_action(district) == "invitation_accepted"
    assert visitor.get(link).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Dieses Feld ist zwingend erforderlich."),
        ("email", "keine", "Bitte gültige E-Mail-Adresse eingeben."),
        ("email", "anna@probstadt.example", "gehört schon zu jemandem im Team"),
        ("role", "boss", "boss ist keine gültige Auswahl"),
        ("employer", "999999999999999999999", "Bitte eine gültige Auswahl treffen"),
        ("starts_on", "31.02.2026", "Bitte ein gültiges Datum eingeben."),
        ("starts_on", "01.01.0001", "Der früheste mögliche Tag ist der 01.01.2000."),
        ("ends_on", "19.11.2026", "Das Ende liegt vor dem Beginn."),
    ],
)
def test_wrong_input_is_told_at_the_field_and_kept(dora, anna, field, value, sentence):
    form = {
        "name": "Nele Neu",
        "email": "nele@probstadt.example",
        "role": "case_manager",
        "starts_on": "20.11.2026",
    }

    page = browser_of(dora).post(f"{TEAM}neu/", form | {field: value})

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert field == "name" or "Nele Neu" in page.content.decode()
    assert not User.objects.filter(email="nele@probstadt.example").exists()


def test_change_of_a_member_is_stored_and_logged(dora, ben, district, lindenau):
    response = edit(browser_of(dora), ben, name="Ben Anders", phone="02581 53-0", area=lindenau.area_id)

    assert response.status_code == 302
    assert (stored(ben).user.name, stored(ben).user.phone, stored(ben).area_id) == (
        "Ben Anders",
        "02581 53-0",
        lindenau.area_id,
    )
    assert last_action(district) == "member_changed"


def test_end_date_closes_the_access_the_day_after(dora, ben, district):
    edit(browser_of(dora), ben, ends_on="20.11.2026")

    assert last_action(district) == "member_ended"
    assert browser_of(ben).get(TEAM).status_code == 200
    with dates.moved_clock(TODAY + timedelta(days=1)):
        assert browser_of(ben).get(TEAM).status_code == 404


def test_nobody_changes_the_own_role(dora, administrator):
    page = edit(browser_of(dora), dora, role="case_manager").content.decode()

    assert "Die eigene Rolle kann nur jemand anderes ändern." in page
    assert stored(dora).role == Role.TEAM_LEAD


@pytest.mark.parametrize(
    "change", [{"ends_on": "01.12.2026"}, {"starts_on": "21.11.2026"}, {"role": "partner"}]
)
def test_last_lead_stays_even_if_an_administrator_does(dora, administrator, change):
    page = edit(browser_of(administrator), dora, **change).content.decode()

    assert "Bitte zuerst eine zweite Teamleitung benennen." in page
    assert (stored(dora).ends_on, stored(dora).role) == (None, Role.TEAM_LEAD)


def test_lead_may_go_when_another_lead_stays(dora, district):
    make_member(district, "Lea Leitung", Role.TEAM_LEAD)

    assert edit(browser_of(dora), dora, ends_on="01.12.2026").status_code == 302


def test_last_person_who_manages_the_team_stays(administrator):
    page = edit(browser_of(administrator), administrator, ends_on="01.12.2026").content.decode()

    assert "Jemand muss das Team weiter verwalten" in page
    assert stored(administrator).ends_on is None


def test_second_of_two_changes_is_told_and_nothing_is_lost(dora, administrator, ben):
    first, second = browser_of(dora), browser_of(administrator)
    seen = second.get(f"{TEAM}{ben.pk}/").context["form"].initial["seen"]
    edit(first, ben, phone="1111")

    page = edit(second, ben, seen=seen, phone="2222")

    assert "Gespeichert ist: 1111." in page.content.decode()
    assert 'value="2222"' in page.content.decode()
    assert stored(ben).user.phone == "1111"
    edit(second, ben, seen=page.context["form"].data["seen"], phone="2222")
    assert stored(ben).user.phone == "2222"


def test_data_of_a_person_of_two_districts_is_not_changed_from_one(dora, ben, other_district):
    with in_district(other_district):
        Membership.objects.create(
            district=other_district, user=ben.user, role="partner", starts_on=date(2020, 1, 1)
        )
    browser = browser_of(dora)

    assert "auch in einem anderen Kreis" in edit(browser, ben, email="neu@probstadt.example").content.decode()
    assert (
        "hat schon einen Zugang" in browser.post(f"{TEAM}{ben.pk}/einladung/", follow=True).content.decode()
    )
    assert edit(browser, ben, role="coordinator").status_code == 302
    assert stored(ben).user.email == "ben@probstadt.example"


def test_first_password_is_set_by_the_district_that_came_first(dora, ben, other_district):
    User.objects.filter(pk=ben.user_id).update(password="!")
    with in_district(other_district):
        later = Membership.objects.create(
            district=other_district, user=ben.user, role="partner", starts_on=date(2020, 1, 1)
        )
        leader = make_member(other_district, "Frieda Fern", Role.TEAM_LEAD)
    here, there = f"{TEAM}{ben.pk}/einladung/", f"/fernheim/verwaltung/team/{later.pk}/einladung/"

    assert "wird von dort eingeladen" in browser_of(leader).post(there, follow=True).content.decode()
    assert "/einladung/" in browser_of(dora).post(here).content.decode()
    Membership._base_manager.filter(pk=ben.pk).update(ends_on=TODAY - timedelta(days=1))
    assert browser_of(leader).post(there).status_code == 200


def test_address_in_use_elsewhere_is_refused(dora, ben, xenia):
    assert "schon vergeben" in edit(browser_of(dora), ben, email=xenia.user.email).content.decode()


def test_person_of_another_district_is_taken_in_only_when_that_is_meant(dora, xenia, district):
    form = {"name": "Anders Heißend", "email": xenia.user.email, "role": "partner", "starts_on": "20.11.2026"}
    browser = browser_of(dora)
    page = browser.post(f"{TEAM}neu/", form)

    text = page.content.decode()
    assert "gehört schon zu einem Konto in einem anderen Kreis" in text
    assert "Xenia" not in text
    assert f'value="{xenia.user.email}"' in re.search(r"<input[^>]*name=\"attach\"[^>]*>", text)[0]
    assert not Membership._base_manager.filter(user=xenia.user, district=district).exists()

    assert browser.post(f"{TEAM}neu/", form | {"attach": xenia.user.email}).status_code == 302
    assert Membership._base_manager.filter(user=xenia.user, district=district).exists()
    assert last_action(district) == "member_attached"
    user = User.objects.get(pk=xenia.user_id)
    assert user.name == "Xenia Xander"
    assert user.has_usable_password()


def test_what_was_confirmed_for_one_address_does_not_hold_for_another(dora, xenia, district):
    form = {"name": "Nele Neu", "email": xenia.user.email, "role": "partner", "starts_on": "20.11.2026"}

    page = browser_of(dora).post(f"{TEAM}neu/", form | {"attach": "andere@fernheim.example"})

    assert "gehört schon zu einem Konto in einem anderen Kreis" in page.content.decode()
    assert not Membership._base_manager.filter(user=xenia.user, district=district).exists()


def test_places_are_added_ended_and_never_twice(dora, ben, district, sonnfeld):
    browser = browser_of(dora)
    path = f"{TEAM}{ben.pk}/zustaendigkeit/"
    form = {"ort-municipality": sonnfeld.pk, "ort-starts_on": "20.11.2026", "ort-ends_on": ""}

    assert browser.post(path, form).status_code == 302
    assert last_action(district) == "responsibility_added"
    assert "Für Sonnfeld ist diese Zeit schon eingetragen." in browser.post(path, form).content.decode()
    assert "Bitte prüfen Sie" in browser.post(path, {}).content.decode()

    row = Responsibility._base_manager.get(municipality=sonnfeld)
    old = Responsibility._base_manager.get(membership=ben, municipality__name="Lindenau")
    for responsibility in (row, old):
        browser.post(f"{BASE}zustaendigkeiten/{responsibility.pk}/beenden/")
    assert not Responsibility._base_manager.filter(pk=row.pk).exists()
    assert Responsibility._base_manager.get(pk=old.pk).ends_on == TODAY - timedelta(days=1)


def test_invitation_of_one_who_left_does_not_exist(dora, ben):
    Membership._base_manager.filter(pk=ben.pk).update(ends_on=date(2026, 10, 1))

    assert browser_of(dora).post(f"{TEAM}{ben.pk}/einladung/").status_code == 404


@pytest.mark.parametrize("token", ["abc", "c1-0", "0" * 60])
def test_guessed_invitation_does_not_exist(client, ben, token):
    assert client.get(f"{BASE}einladung/{ben.pk}/{token}/").status_code == 404
    assert client.get(f"{BASE}einladung/999999999999999999999/{token}/").status_code == 404


# --- settings, languages, rights


def test_settings_say_the_rules_in_sentences(dora, district):
    page = browser_of(dora).get(f"{BASE}einstellungen/").content.decode()

    assert "Kurzberatung schließt nach 3 Monaten ohne Beratung." in page
    assert "Ein archivierter Fall wird nach 346 Tagen gelöscht." in page
    assert "load_district" in page


def test_settings_use_the_words_of_the_district(dora, district):
    district.vocabulary = {"brief_advice": "Kurzgespräch"}
    district.policy_data = {"brief_advice_months": 1}
    district.save()

    page = browser_of(dora).get(f"{BASE}einstellungen/").content.decode()

    assert "Kurzgespräch schließt nach 1 Monat ohne Beratung." in page


def test_languages_are_those_of_the_product(anna, settings):
    page = browser_of(anna).get(f"{BASE}sprachen/")

    assert [row["code"] for row in page.context["rows"]] == [code for code, _ in settings.LANGUAGES]
    assert page.context["rows"][0]["is_source"]
    assert "Ausgangssprache" in page.content.decode()


PAGES = ("team/", "team/neu/", "vertretungen/neu/", "einstellungen/", "sprachen/")
MANAGING = {"team/neu/"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", Role.values)
def test_pages_exist_for_who_may_use_them_and_for_nobody_else(district, page, role):
    team = {"team_lead", "coordinator", "case_manager", "assistant", "administrator"}
    allowed = {"team_lead", "administrator"} if page in MANAGING else team
    browser = browser_of(make_member(district, "Rolle Rollenträger", role))

    answer = browser.get(BASE + page)

    assert answer.status_code == (200 if role in allowed else 404)
    if answer.status_code == 404:
        assert answer.content == browser.get(f"{BASE}gibt-es-nicht/").content


@pytest.mark.parametrize(
    "path",
    [
        "team/{ben}/",
        "team/{ben}/einladung/",
        "team/{ben}/zustaendigkeit/",
        "zustaendigkeiten/{place}/beenden/",
    ],
)
@pytest.mark.parametrize("name", ["anna", "carla", "auditor", "xenia"])
def test_members_are_changed_by_the_lead_only(request, name, path, ben):
    place = Responsibility._base_manager.get(membership=ben).pk
    browser = browser_of(request.getfixturevalue(name))
    answer = browser.post(BASE + path.format(ben=ben.pk, place=place), {})

    assert answer.status_code == 404
    assert answer.content == browser.get(f"{BASE}gibt-es-nicht/").content


def test_members_of_another_district_do_not_exist(dora, xenia):
    browser = browser_of(dora)
    with in_district(xenia.district):
        place = xenia.responsibilities.get()

    assert browser.get(f"{TEAM}{xenia.pk}/").status_code == 404
    assert browser.post(f"{TEAM}{xenia.pk}/einladung/").status_code == 404
    assert browser.post(f"{BASE}zustaendigkeiten/{place.pk}/beenden/").status_code == 404


def test_administrator_sees_no_case(administrator, case):
    browser = browser_of(administrator)

    for page in PAGES:
        text = browser.get(BASE + page).content.decode()
        assert "Olena" not in text
        assert case.number not in text
    assert browser.get(f"/probstadt/faelle/{case.number}/").status_code == 404

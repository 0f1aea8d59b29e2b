"""Groups and their results: who sees them, who decides, and that nobody overwrites anybody."""

from datetime import date

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.audit.models import AuditEntry
from kim.network.models import Agreement
from kim.steering import actions, queries
from kim.steering.models import Group, GroupResult
from tests.cast import TODAY, browser_of, in_district, make_member

pytestmark = pytest.mark.usefixtures("clock")


def address(name, *numbers):
    return reverse(
        f"steering:{name}",
        kwargs={"district": "probstadt"} | dict(zip(("group", "result"), numbers, strict=False)),
    )


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Mia Muster", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


@pytest.fixture
def group(scoped, carla, lindenau):
    return actions.open_group(carla, municipality=lindenau, kind="working", name="AG Ankommen")


@pytest.fixture
def everywhere(scoped, dora):
    return actions.open_group(dora, municipality=None, kind="steering", name="Lenkungsgruppe KIM")


@pytest.fixture
def elsewhere(scoped, dora, sonnfeld):
    return actions.open_group(dora, municipality=sonnfeld, kind="project", name="PG Wohnen")


def send(browser, url, **data):
    return browser.post(url, {"kind": "working", "name": "AG Ankommen", "version": 0} | data)


def test_each_sees_what_concerns_them(group, everywhere, elsewhere, anna, contact, xenia, district):
    board = make_member(district, "Rosa Rat", Role.BOARD_MEMBER)

    seen = browser_of(anna).get(address("group_list"))
    assert [line.group for line in seen.context["running"]] == [group, everywhere, elsewhere]
    own = browser_of(contact).get(address("group_list"))
    assert [line.group for line in own.context["running"]] == [group, everywhere]
    assert browser_of(contact).get(address("group_detail", elsewhere.pk)).status_code == 404
    assert browser_of(contact).get(address("group_detail", group.pk)).status_code == 200
    for stranger in (board, xenia):
        assert browser_of(stranger).get(address("group_list")).status_code == 404


@pytest.mark.parametrize("name", ["group_edit", "group_end", "result_new"])
def test_only_coordination_of_the_place_edits(group, elsewhere, anna, carla, dora, contact, name):
    allowed = {member.user.name: browser_of(member) for member in (anna, carla, dora, contact)}

    found = {who: browser.get(address(name, group.pk)).status_code for who, browser in allowed.items()}
    assert found == {"Anna Anders": 404, "Carla Clar": 200, "Dora Dorn": 200, "Mia Muster": 404}
    assert allowed["Carla Clar"].get(address(name, elsewhere.pk)).status_code == 404


def test_a_group_is_entered_for_a_place_or_for_all(scoped, carla, lindenau, sonnfeld):
    browser = browser_of(carla)
    page = browser.get(address("group_new") + f"?ort={lindenau.ags}")
    assert page.context["form"].initial["municipality"] == lindenau.pk

    assert send(browser, address("group_new"), municipality=sonnfeld.pk).status_code == 422
    assert send(browser, address("group_new"), municipality=lindenau.pk).status_code == 302
    assert send(browser, address("group_new"), name="AG Kreis").status_code == 302
    rows = Group.objects.order_by("pk").values_list("name", "municipality__name", "state")
    assert list(rows) == [("AG Ankommen", "Lindenau", "running"), ("AG Kreis", None, "running")]
    assert AuditEntry.objects.filter(action="group_opened").count() == 2


def test_the_district_has_its_own_words(group, anna, district):
    district.vocabulary = {"working_group": "Werkstatt"}
    district.save()

    assert "Werkstatt · Lindenau" in browser_of(anna).get(address("group_list")).content.decode()


def test_the_second_of_two_sees_both_versions(group, carla):
    browser = browser_of(carla)
    assert send(browser, address("group_edit", group.pk), name="AG Eins").status_code == 302

    late = send(browser, address("group_edit", group.pk), name="AG Zwei")
    assert late.status_code == 409
    assert ("Name", "AG Eins") in late.context["theirs"]
    assert 'value="AG Zwei"' in late.content.decode()
    assert late.context["version"] == 1
    assert send(browser, address("group_edit", group.pk), name="AG Zwei", version=1).status_code == 302


def test_a_group_ends_stays_and_goes_on(group, carla, scoped):
    browser = browser_of(carla)
    late = browser.post(address("group_end", group.pk), {"ended_on": "01.12.2026", "version": 0})
    assert late.status_code == 422

    browser.post(address("group_end", group.pk), {"ended_on": "20.11.2026", "version": 0})
    group.refresh_from_db()
    assert (group.state, group.ended_on) == ("ended", TODAY)
    assert [line.group for line in browser.get(address("group_list")).context["ended"]] == [group]
    wrong = send(browser, address("group_edit", group.pk), started_on="21.11.2026", version=1)
    assert wrong.status_code == 422

    browser.post(address("group_resume", group.pk), {"version": 0})
    assert Group.objects.get().state == "ended"
    browser.post(address("group_resume", group.pk), {"version": 1})
    assert Group.objects.get().state == "running"


def test_results_are_written_down_with_their_agreement(group, carla, scoped):
    agreement = Agreement.objects.create(
        district=scoped, kind="interface", title="Konzept Schule", state="in_force"
    )
    browser = browser_of(carla)
    browser.post(
        address("result_new", group.pk),
        {"on": "01.10.2026", "text": "Leitfaden", "agreement": agreement.pk},
    )
    result = GroupResult.objects.get()
    assert (result.on, result.text, result.agreement) == (date(2026, 10, 1), "Leitfaden", agreement)
    assert "Konzept Schule" in browser.get(address("group_detail", group.pk)).content.decode()

    changed = {"text": "Leitfaden, zweite Fassung", "version": 0}
    url = address("result_edit", group.pk, result.pk)
    assert browser.get(url).context["form"].initial["agreement"] == agreement.pk
    assert browser.post(url, changed).status_code == 302
    assert browser.post(url, changed).status_code == 409
    assert GroupResult.objects.get().text == "Leitfaden, zweite Fassung"
    delete = address("result_delete", group.pk, result.pk)
    late = browser.post(delete, {"version": "0"}, follow=True).content.decode()
    assert "inzwischen von jemand anderem geändert" in late
    assert 'name="version" value="1"' in late
    assert GroupResult.objects.exists()
    browser.post(delete, {"version": "1"})
    assert not GroupResult.objects.exists()
    assert browser.post(delete, {"version": "1"}).status_code == 404
    assert AuditEntry.objects.filter(action="group_result_deleted").count() == 1


def test_a_result_is_found_in_its_own_group_only(group, everywhere, carla):
    result = actions.add_result(carla, group=group, on=None, text="Ohne Datum")
    browser = browser_of(carla)

    assert browser.get(address("result_edit", everywhere.pk, result.pk)).status_code == 404
    assert "ohne Datum" in browser.get(address("group_detail", group.pk)).content.decode()


def test_a_mistake_is_removed_unless_somebody_changed_it(group, carla, scoped):
    browser = browser_of(carla)
    browser.post(address("group_delete", group.pk), {"version": 7})
    assert Group.objects.exists()

    browser.post(address("group_delete", group.pk), {"version": 0})
    assert not Group.objects.exists()
    assert AuditEntry.objects.filter(action="group_deleted").count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    scoped, carla, lindenau, django_assert_num_queries, rows
):
    for number in range(rows):
        group = actions.open_group(carla, municipality=lindenau, kind="working", name=f"AG {number}")
        actions.add_result(carla, group=group, on=TODAY, text="Ergebnis")
    browser = browser_of(carla)
    with django_assert_num_queries(7):
        browser.get(address("group_list"))


def test_empty_lists_say_what_to_do(scoped, carla, anna):
    assert "Tragen Sie" in browser_of(carla).get(address("group_list")).content.decode()
    assert "trägt die Koordination ein" in browser_of(anna).get(address("group_list")).content.decode()


def test_groups_of_another_district_do_not_exist(group, xenia, other_district):
    with in_district(other_district):
        assert browser_of(xenia).get(f"/fernheim/gruppen/{group.pk}/").status_code == 404


def test_titles_of_agreements_of_others_and_drafts_are_named_to_nobody_outside(
    everywhere, contact, dora, lindenau, sonnfeld, scoped
):
    kinds = {"kind": "interface", "district": scoped}
    rows = [
        Agreement.objects.create(**kinds, title="Konzept Sonnfeld", municipality=sonnfeld, state="agreed"),
        Agreement.objects.create(**kinds, title="Entwurf Lindenau", municipality=lindenau, state="draft"),
        Agreement.objects.create(**kinds, title="Konzept für alle", state="agreed"),
    ]
    for row in rows:
        GroupResult.objects.create(district=scoped, group=everywhere, text=f"Zu {row.pk}", agreement=row)
    url = address("group_detail", everywhere.pk)

    shown = browser_of(contact).get(url).content.decode()
    assert ["Konzept Sonnfeld" in shown, "Entwurf Lindenau" in shown, "Konzept für alle" in shown] == [
        False,
        False,
        True,
    ]
    assert "Konzept Sonnfeld" in browser_of(dora).get(url).content.decode()
    assert [each.title for each in queries.agreements_for(everywhere)] == ["Konzept für alle"]

"""The pages of living concepts: who sees which, who decides, and what they show."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from kim.accounts.models import Membership, Role
from kim.action_plans.models import FocusArea, Milestone, PartRemark, PlanState
from kim.action_plans.papers.content import content_of
from kim.action_plans.plans.actions import parts as actions
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.districts.models import Municipality
from kim.districts.territory import Territory
from tests.action_plans.things import fill_concept, make_indicators
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock", "scoped")


def address(name, territory="05997000", **parts):
    kwargs = {"district": "probstadt", "territory": territory, **parts}
    if name in {"plan_list", "duty_list"}:
        del kwargs["territory"]
    return reverse(f"action_plans:{name}", kwargs=kwargs)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Mia Muster", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


@pytest.fixture
def board(district):
    return make_member(district, "Rosa Rat", Role.BOARD_MEMBER)


def release(territory, day=date(2025, 11, 6)):
    return PlanState.objects.create(
        district=territory.district,
        municipality=territory.municipality,
        as_of=day,
        written_at=dates.at(day),
        content=content_of(territory, day),
        digest="0" * 64,
        is_release=True,
    )


# --- the list


def test_the_team_sees_all_concepts_by_area_with_lights(anna):
    page = browser_of(anna).get(address("plan_list"))

    assert [area for area, _ in page.context["areas"]] == ["Nord", "Süd"]
    assert [row.territory.name for row in page.context["own_rows"]] == ["Kreis Probstadt"]
    row = page.context["areas"][0][1][0]
    assert (row.territory.name, row.overall, row.released_on) == ("Lindenau", "missing", None)
    assert len(row.parts) == 8
    assert "fehlt" in text_of(page)


def test_a_contact_lands_on_the_own_place_and_sees_no_other(contact, lindenau, sonnfeld):
    browser = browser_of(contact)

    assert browser.get(address("plan_list"))["Location"] == address("plan_detail", lindenau.ags)
    assert browser.get(address("plan_detail", lindenau.ags)).status_code == 200
    assert browser.get(address("plan_detail", sonnfeld.ags)).status_code == 404
    assert browser.get(address("plan_detail", "kreis")).status_code == 200


def test_a_contact_of_two_places_or_none_gets_a_list(district, lindenau, sonnfeld):
    of_two = make_member(district, "Mia Muster", Role.MUNICIPALITY_CONTACT, places=(lindenau, sonnfeld))
    of_none = make_member(district, "Nora Neu", Role.MUNICIPALITY_CONTACT)

    page = browser_of(of_two).get(address("plan_list"))
    names = [row.territory.name for _, rows in page.context["areas"] for row in rows]
    assert names == ["Lindenau", "Sonnfeld"]
    assert [row.territory.name for row in page.context["own_rows"]] == ["Kreis Probstadt"]
    assert "Alle als PDF" not in text_of(page)
    assert "Ihnen ist keine Kommune zugeordnet" in text_of(browser_of(of_none).get(address("plan_list")))


def test_boards_see_releases_and_no_living_page(board, lindenau, district):
    browser = browser_of(board)
    assert "Noch nichts freigegeben" in text_of(browser.get(address("plan_list"), follow=True))

    release(Territory(district, lindenau))
    page = browser.get(address("plan_list"), follow=True)
    assert [row.territory.name for row in page.context["releases"]] == ["Lindenau"]
    for name in ("plan_detail", "milestone_list", "talk_list", "duty_list"):
        assert browser.get(address(name)).status_code == 404


@pytest.mark.parametrize("places", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(anna, places, django_assert_num_queries):
    for place in Municipality.objects.order_by("pk")[places:]:
        place.delete() if place.name != "Lindenau" else None
    browser = browser_of(anna)
    with django_assert_num_queries(25):
        browser.get(address("plan_list"))


# --- a concept


def test_a_concept_shows_its_parts_with_entries(dora, district, lindenau):
    fill_concept(district, lindenau, "Lindenau")
    fill_concept(district, None, "Kreis")
    text = text_of(browser_of(dora).get(address("plan_detail")))

    assert "AGS 05997000 · Kommunales Handlungskonzept, Stand 20.11.2026 · noch nicht freigegeben" in text
    for words in ("Ortsprofil", "Runder Tisch Lindenau", "Gilt außerdem kreisweit", "Angabe speichern"):
        assert words in text
    assert "Runder Tisch Kreis" not in text


def test_changes_since_the_last_release_are_counted(dora, district, lindenau):
    fill_concept(district, lindenau, "Lindenau")
    release(Territory(district, lindenau))
    browser = browser_of(dora)
    assert "freigegeben zuletzt am 06.11.2025, seitdem unverändert" in text_of(
        browser.get(address("plan_detail"))
    )

    actions.add_focus(dora, municipality=lindenau, kind="topic", title="Wohnen")
    assert "1 Änderung seitdem" in text_of(browser.get(address("plan_detail")))


def test_readers_get_no_buttons(anna, contact):
    for member, place in ((anna, "05997000"), (anna, "kreis"), (contact, "kreis")):
        text = text_of(browser_of(member).get(address("plan_detail", place)))
        assert "Angabe speichern" not in text
        assert "eintragen" not in text.split("<main")[1].split("Noch ")[0]


@pytest.mark.parametrize("count", [1, 3])
def test_a_concept_asks_the_same_however_much_is_in_it(
    dora, district, lindenau, count, django_assert_num_queries
):
    make_indicators(district)
    for number in range(count):
        actions.add_focus(dora, municipality=lindenau, kind="topic", title=f"Thema {number}")
        actions.add_milestone(
            dora, municipality=lindenau, title=f"Ziel {number}", year=2026, half=0, state="planned", note=""
        )
    browser = browser_of(dora)
    with django_assert_num_queries(46):
        browser.get(address("plan_detail"))


# --- remarks


def test_coordination_says_that_there_is_nothing(carla, lindenau):
    browser = browser_of(carla)
    url = address("remark_edit", part="groups")
    sent = {"state": "none", "text": "Bisher kein Bedarf.", "version": 0}
    assert browser.post(url, sent)["Location"] == f"{address('plan_detail')}#groups"

    remark = PartRemark.objects.get()
    assert (remark.municipality, remark.part, remark.state) == (lindenau, "groups", "none")
    text = text_of(browser.get(address("plan_detail")))
    assert "Bisher kein Bedarf." in text
    late = browser.post(url, sent | {"text": "Anders"})
    assert late.status_code == 409
    assert ("Text", "Bisher kein Bedarf.") in late.context["theirs"]
    assert browser.post(url, sent | {"version": 1, "state": "quatsch"}).status_code == 422
    assert browser.get(url).context["version"] == 1
    assert AuditEntry.objects.filter(action="part_remark_changed").count() == 1


def test_the_page_of_a_remark_is_for_coordination_of_the_place(anna, carla, contact, sonnfeld):
    url = address("remark_edit", part="groups")
    assert browser_of(carla).get(url).status_code == 200
    assert browser_of(anna).get(url).status_code == 404
    assert browser_of(contact).get(url).status_code == 404
    assert browser_of(carla).get(address("remark_edit", sonnfeld.ags, part="groups")).status_code == 404
    assert browser_of(carla).get(address("remark_edit", part="quatsch")).status_code == 404
    assert browser_of(carla).get(address("remark_edit", "kreis", part="groups")).status_code == 200


# --- focus and target groups


def test_a_focus_is_entered_changed_reviewed_and_ended(carla):
    browser = browser_of(carla)
    sent = {"kind": "topic", "title": "Wohnen", "origin": "mandate", "since": "01.01.2026", "note": ""}
    browser.post(address("focus_new"), sent)
    focus = FocusArea.objects.get()
    assert (focus.title, focus.reviewed_on, focus.origin) == ("Wohnen", TODAY, "mandate")

    url = address("focus_edit", focus=focus.pk)
    assert browser.post(url, sent | {"title": "", "version": 0}).status_code == 422
    assert browser.post(url, sent | {"title": "Wohnraum", "version": 0}).status_code == 302
    late = browser.post(url, sent | {"title": "Miete", "version": 0})
    assert (late.status_code, ("Bezeichnung", "Wohnraum") in late.context["theirs"]) == (409, True)

    with dates.moved_clock(TODAY + timedelta(days=365)):
        assert "zu prüfen" in text_of(browser.get(address("plan_detail")))
        browser.post(address("focus_review", focus=focus.pk), {"version": "1"})
        assert "zu prüfen" not in text_of(browser.get(address("plan_detail")))
    browser.post(address("focus_end", focus=focus.pk), {"version": "2"})
    focus.refresh_from_db()
    assert focus.ended_on == TODAY
    assert "Wohnraum" not in text_of(browser.get(address("plan_detail")))
    browser.post(address("focus_delete", focus=focus.pk), {"version": "3"})
    assert not FocusArea.objects.exists()
    actions_noted = set(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert {"focus_added", "focus_changed", "focus_reviewed", "focus_ended", "focus_deleted"} <= actions_noted


@pytest.mark.parametrize("name", ["focus_review", "focus_end", "focus_delete"])
def test_who_presses_a_button_beside_a_focus_has_seen_it_as_it_is(carla, dora, lindenau, name):
    old = TODAY - timedelta(days=400)
    focus = actions.add_focus(carla, municipality=lindenau, kind="topic", title="Wohnen")
    FocusArea.objects.filter(pk=focus.pk).update(reviewed_on=old)
    browser = browser_of(carla)
    page = address("plan_detail") if name == "focus_review" else address("focus_edit", focus=focus.pk)
    shown = text_of(browser.get(page))
    url = address(name, focus=focus.pk)
    assert f'action="{url}"' in shown
    assert 'name="version" value="0"' in shown.split(f'action="{url}"')[1].split("</form>")[0]
    actions.change_focus(dora, focus=focus, version=0, title="Miete")

    late = browser.post(url, {"version": "0"}, follow=True)
    assert "inzwischen von jemand anderem geändert" in text_of(late)
    row = FocusArea.objects.get()
    assert (row.title, row.reviewed_on, row.ended_on, row.version) == ("Miete", old, None, 1)
    # Pressing twice is no mistake, and is noted once.
    for _ in range(2):
        again = browser.post(url, {"version": "1"}, follow=True)
        assert "inzwischen" not in text_of(again)
    noted = {"focus_review": "focus_reviewed", "focus_end": "focus_ended", "focus_delete": "focus_deleted"}
    assert AuditEntry.objects.filter(action=noted[name]).count() == 1


def test_a_focus_belongs_to_its_place(carla, dora, lindenau, sonnfeld):
    here = actions.add_focus(dora, municipality=lindenau, kind="topic", title="Wohnen")
    there = actions.add_focus(dora, municipality=sonnfeld, kind="topic", title="Arbeit")
    browser = browser_of(carla)

    assert browser.get(address("focus_edit", focus=here.pk)).status_code == 200
    assert browser.get(address("focus_edit", focus=there.pk)).status_code == 404
    assert browser.post(address("focus_review", sonnfeld.ags, focus=there.pk)).status_code == 404


# --- milestones


def test_milestones_have_a_state_and_a_day_on_which_they_were_reached(carla, anna):
    browser = browser_of(carla)
    sent = {"title": "Anlaufstelle", "year": "2026", "half": "2", "state": "running", "note": ""}
    browser.post(address("milestone_new", "kreis"), sent)
    row = Milestone.objects.get()
    assert (row.municipality, row.year, row.half, row.done_on) == (None, 2026, 2, None)

    url = address("milestone_edit", "kreis", milestone=row.pk)
    assert browser.post(url, sent | {"year": "1999", "version": 0}).status_code == 422
    browser.post(url, sent | {"state": "done", "version": 0})
    row.refresh_from_db()
    assert row.done_on == TODAY
    assert browser.post(url, sent | {"version": 0}).status_code == 409
    browser.post(url, sent | {"state": "postponed", "version": 1})
    assert Milestone.objects.get().done_on is None

    page = browser_of(anna).get(address("milestone_list", "kreis"))
    text = text_of(page)
    assert "2. Halbjahr 2026" in text
    assert "<svg" in text
    assert "Bearbeiten" not in text
    delete = address("milestone_delete", "kreis", milestone=row.pk)
    assert 'name="version" value="2"' in text_of(browser.get(url)).split(delete)[1]
    assert "inzwischen von jemand anderem geändert" in text_of(
        browser.post(delete, {"version": "1"}, follow=True)
    )
    assert Milestone.objects.exists()
    browser.post(delete, {"version": "2"})
    assert "Noch kein Meilenstein" in text_of(browser.get(address("milestone_list", "kreis")))
    assert browser_of(anna).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_milestones_ask_the_same(carla, lindenau, count, django_assert_num_queries):
    for number in range(count):
        actions.add_milestone(
            carla, municipality=lindenau, title=f"Ziel {number}", year=2026, half=0, state="planned", note=""
        )
    browser = browser_of(carla)
    with django_assert_num_queries(7):
        browser.get(address("milestone_list"))


# --- links


@pytest.mark.parametrize("who", ["anna", "carla", "contact", "assistant"])
def test_every_link_leads_somewhere(request, district, dora, lindenau, who):
    make_member(district, "Ada Amt", Role.ASSISTANT)
    fill_concept(district, lindenau, "Lindenau")
    fill_concept(district, None, "Kreis")
    actions.add_focus(dora, municipality=lindenau, kind="topic", title="Wohnen")
    if who == "assistant":
        member = Membership.objects.select_related("user").get(role=Role.ASSISTANT)
    else:
        member = request.getfixturevalue(who)
    browser = browser_of(member)
    page = browser.get(address("plan_detail")).content.decode()

    links = set(re.findall(r'href="(/probstadt/[^"#]*)', page))
    assert len(links) > 8
    broken = [url for url in links if browser.get(url.replace("&amp;", "&")).status_code not in {200, 302}]
    assert broken == []

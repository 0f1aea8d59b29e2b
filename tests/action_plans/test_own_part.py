"""What contact persons of a municipality read of the whole district, and what they keep of their own place alone."""

import re

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import FocusArea, Milestone, PartRemark
from kim.action_plans.plans.actions import parts as actions
from kim.audit.models import AuditEntry
from kim.network.models import AccessRoute, Agreement
from tests.action_plans.things import fill_concept
from tests.cast import browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock", "scoped")
FOCUS = {"kind": "topic", "title": "Wohnen", "origin": "", "since": "", "note": ""}
MILESTONE = {"title": "Anlaufstelle", "year": "2026", "half": "2", "state": "running", "note": ""}


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Mia Muster", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


def address(name, territory="05997000", **parts):
    kwargs = {"district": "probstadt", "territory": territory, **parts}
    return reverse(f"action_plans:{name}", kwargs=kwargs)


def page_of(browser, *args, **parts):
    response = browser.get(address(*args, **parts))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_district_own_concept_is_read_by_its_municipalities(contact, district, lindenau):
    fill_concept(district, None, "Kreis")
    Agreement.objects.create(district=district, kind="interface", title="Noch ein Entwurf", state="draft")
    AccessRoute.objects.create(district=district, code="alle", label="Für alle", in_plan=True)
    browser = browser_of(contact)
    own = page_of(browser, "plan_detail")
    whole = address("plan_detail", "kreis")
    assert f'Gilt außerdem kreisweit: <a href="{whole}#agreements">1 Eintrag</a>' in own
    assert f'<a href="{whole}#access">2 Einträge</a>' in own

    shown = page_of(browser, "plan_detail", "kreis")
    for words in ("Schnittstellenkonzept Kreis", "Fachkräfte Kreis", "Runder Tisch Kreis", "Für alle"):
        assert words in shown
    # Neither drafts, nor what was talked with partners, nor a way to change anything.
    for words in ("Noch ein Entwurf", "Vereinbart.", "Fassung freigeben", "Angabe speichern", "Bearbeiten"):
        assert words not in shown
    # Nothing has been released that could be taken away.
    assert "handlungskonzept.pdf" not in shown
    assert "Clearingstelle Kreis" in page_of(browser, "milestone_list", "kreis")


@pytest.mark.parametrize("key", ["05997000", "kreis"])
def test_no_link_leads_astray(contact, district, lindenau, key):
    fill_concept(district, lindenau, "Lindenau")
    fill_concept(district, None, "Kreis")
    browser = browser_of(contact)
    pages = {address("plan_detail", key), address("milestone_list", key)}
    if key != "kreis":
        pages.add(f"/probstadt/netzwerk/{key}/")
        pages.add("/probstadt/netzwerk/zugangswege/")
    found = {
        link.replace("&amp;", "&")
        for page in pages
        for link in re.findall(r'href="(/probstadt/[^"#]*)', browser.get(page).content.decode())
    }
    assert len(found) > 8
    assert [link for link in found if browser.get(link).status_code not in {200, 302}] == []


def test_contact_persons_keep_the_focus_of_their_place(contact, lindenau):
    browser = browser_of(contact)
    assert "Schwerpunkt oder Zielgruppe eintragen" in page_of(browser, "plan_detail")
    assert browser.post(address("focus_new"), FOCUS).status_code == 302
    focus = FocusArea.objects.get()
    assert (focus.municipality, focus.title) == (lindenau, "Wohnen")
    changed = FOCUS | {"title": "Miete", "version": "0"}
    assert browser.post(address("focus_edit", focus=focus.pk), changed).status_code == 302
    assert browser.post(address("focus_end", focus=focus.pk), {"version": "1"}).status_code == 302
    assert browser.post(address("focus_delete", focus=focus.pk), {"version": "2"}).status_code == 302
    assert not FocusArea.objects.exists()
    noted = AuditEntry.objects.filter(action__startswith="focus_").order_by("pk")
    assert [(entry.action, entry.actor) for entry in noted] == [
        (f"focus_{what}", contact) for what in ("added", "changed", "ended", "deleted")
    ]


def test_contact_persons_keep_the_milestones_of_their_place(contact, lindenau):
    browser = browser_of(contact)
    assert browser.post(address("milestone_new"), MILESTONE).status_code == 302
    row = Milestone.objects.get()
    assert row.municipality == lindenau
    assert "Bearbeiten" in page_of(browser, "milestone_list")
    url = address("milestone_edit", milestone=row.pk)
    assert browser.post(url, MILESTONE | {"state": "done", "version": "0"}).status_code == 302
    assert browser.post(address("milestone_delete", milestone=row.pk), {"version": "1"}).status_code == 302
    noted = AuditEntry.objects.filter(action__startswith="milestone_").order_by("pk")
    assert {entry.actor for entry in noted} == {contact}
    assert noted.count() == 3


@pytest.mark.parametrize("key", ["neighbour", "kreis"])
def test_nothing_of_others_and_of_all_is_theirs(contact, dora, sonnfeld, key):
    place, key = (None, key) if key == "kreis" else (sonnfeld, sonnfeld.ags)
    focus = actions.add_focus(dora, municipality=place, kind="topic", title="Arbeit")
    milestone = actions.add_milestone(
        dora, municipality=place, title="Ziel", year=2026, half=0, state="planned", note=""
    )
    browser = browser_of(contact)
    # Neither there nor under the address of one's own place.
    for at in (key, "05997000"):
        sent = {"version": "0"}
        for url, typed in (
            (address("focus_edit", at, focus=focus.pk), FOCUS),
            (address("focus_review", at, focus=focus.pk), {}),
            (address("focus_end", at, focus=focus.pk), {}),
            (address("focus_delete", at, focus=focus.pk), {}),
            (address("milestone_edit", at, milestone=milestone.pk), MILESTONE),
            (address("milestone_delete", at, milestone=milestone.pk), {}),
        ):
            assert browser.post(url, typed | sent).status_code == 404
    for name, typed in (("focus_new", FOCUS), ("milestone_new", MILESTONE)):
        assert browser.post(address(name, key), typed).status_code == 404
    for at in (key, "05997000"):
        said = {"state": "none", "text": "Nichts", "version": "0"}
        assert browser.post(address("remark_edit", at, part="focus"), said).status_code == 404
    focus.refresh_from_db()
    milestone.refresh_from_db()
    assert (focus.title, focus.version, milestone.title, milestone.version) == ("Arbeit", 0, "Ziel", 0)
    assert not PartRemark.objects.exists()

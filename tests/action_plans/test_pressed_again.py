"""Pressing twice says it once; pressing on a page that somebody else has since made another says nothing."""

import pytest

from kim.action_plans.models import FocusArea
from kim.action_plans.plans.actions import parts
from kim.audit.models import AuditEntry
from kim.core.locking import Conflict
from kim.network.models import Offer
from kim.network.offers import actions as offers
from tests.cast import TODAY

pytestmark = pytest.mark.usefixtures("clock", "scoped")


@pytest.fixture
def offer(dora, lindenau):
    made = offers.add_offer(dora, name="Sprachcafé", provider="Verein", municipality=lindenau)
    Offer.objects.update(confirmed_on=None, confirmed_by=None)
    return made.pk


@pytest.fixture
def focus(dora, lindenau):
    made = parts.add_focus(dora, municipality=lindenau, kind="topic", title="Wohnen")
    FocusArea.objects.update(reviewed_on=None)
    return made.pk


def confirm(actor, offer, version):
    offers.confirm_offer(actor, offer=Offer.objects.get(pk=offer), version=version)


def change_offer(actor, offer):
    row = Offer.objects.get(pk=offer)
    offers.change_offer(actor, offer=row, version=row.version, topics=(), name="Ganz anders")


def test_an_offer_confirmed_twice_is_confirmed_once(offer, dora):
    confirm(dora, offer, 0)
    confirm(dora, offer, 0)
    confirm(dora, offer, 1)
    assert Offer.objects.get().version == 1
    assert AuditEntry.objects.filter(action="offer_confirmed").count() == 1


@pytest.mark.parametrize("shown", [0, 1])
def test_a_changed_offer_is_not_confirmed_by_an_old_page(offer, dora, carla, shown):
    confirm(dora, offer, 0)
    change_offer(carla, offer)
    with pytest.raises(Conflict):
        confirm(dora, offer, shown)


def test_what_somebody_changed_before_is_not_what_one_has_pressed(offer, dora, carla):
    Offer.objects.update(confirmed_on=TODAY, confirmed_by=dora)
    change_offer(carla, offer)
    with pytest.raises(Conflict):
        confirm(dora, offer, 0)


def press(action, actor, focus, version):
    action(actor, focus=FocusArea.objects.get(pk=focus), version=version)


PRESSES = [(parts.review_focus, "focus_reviewed"), (parts.end_focus, "focus_ended")]


@pytest.mark.parametrize(("action", "entry"), PRESSES)
def test_what_is_pressed_twice_about_a_focus_is_said_once(focus, dora, action, entry):
    press(action, dora, focus, 0)
    press(action, dora, focus, 0)
    press(action, dora, focus, 1)
    assert FocusArea.objects.get().version == 1
    assert AuditEntry.objects.filter(action=entry).count() == 1


@pytest.mark.parametrize("shown", [0, 1])
@pytest.mark.parametrize(("action", "entry"), PRESSES)
def test_a_changed_focus_is_not_spoken_of_by_an_old_page(focus, dora, carla, action, entry, shown):
    press(action, dora, focus, 0)
    parts.change_focus(carla, focus=FocusArea.objects.get(), version=1, title="Arbeit")
    with pytest.raises(Conflict):
        press(action, dora, focus, shown)


def test_a_focus_that_has_ended_since_is_not_reviewed(focus, dora, carla):
    press(parts.review_focus, dora, focus, 0)
    press(parts.end_focus, carla, focus, 1)
    with pytest.raises(Conflict):
        press(parts.review_focus, dora, focus, 1)

"""Partners, talks and meetings for tests."""

from kim.network.partners import actions
from tests.cast import TODAY


def make_partner(actor, name="AWO Lindenau", *, places=(), kind="welfare", **values):
    return actions.add_partner(actor, name=name, kind=kind, municipalities=places, **values)


def talk_about(actor, partner, place, on=TODAY, minutes="Wir arbeiten zusammen."):
    return actions.record_talk(actor, partner=partner, municipality=place, held_on=on, minutes=minutes)


def make_meeting(actor, name="Runder Tisch", place=None, **values):
    return actions.add_meeting(actor, municipality=place, name=name, **values)

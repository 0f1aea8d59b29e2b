"""What a district pack may say about office hours and access routes."""

import pytest

from kim.network.pack import SECTIONS

HOURS = SECTIONS[1]
FINE = {
    "rule": "FREQ=WEEKLY;BYDAY=MO",
    "starts": "09:00",
    "ends": "12:00",
    "by_arrangement": False,
    "first_on": None,
    "municipality": "05997001",
    "place": "Rathaus",
    "none": False,
    "times_unknown": False,
}
NO_RULE = {"rule": "", "starts": "", "ends": "", "by_arrangement": True}
NONE = NO_RULE | {"by_arrangement": False, "none": True}
UNKNOWN = NO_RULE | {"by_arrangement": False, "times_unknown": True}


def blamed(**changes):
    """The keys that are to blame in a row of office hours."""
    return [key for key, _ in HOURS.check(FINE | changes, {})]


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, []),
        (NO_RULE, []),
        ({"by_arrangement": True}, []),
        ({"rule": "jeden Montag"}, ["rule"]),
        ({"rule": "FREQ=DAILY"}, ["rule"]),
        ({"starts": ""}, ["starts"]),
        ({"starts": "", "ends": ""}, []),
        (UNKNOWN, []),
        (UNKNOWN | {"by_arrangement": True}, []),
        (UNKNOWN | {"place": ""}, ["place"]),
        (UNKNOWN | {"none": True}, ["none"]),
        ({"times_unknown": True}, ["times_unknown"]),
        ({"starts": "12:00"}, ["starts"]),
        (NO_RULE | {"starts": "09:00"}, ["starts"]),
        (NO_RULE | {"by_arrangement": False}, ["by_arrangement"]),
        (NONE, []),
        (NONE | {"place": "", "by_arrangement": True}, []),
        ({"none": True}, ["none"]),
        ({"place": ""}, ["place"]),
        ({"rule": "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"}, ["rule"]),
        ({"rule": "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "first_on": "a day"}, []),
        ({"rule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU"}, []),
        ({"rule": "FREQ=WEEKLY;BYDAY=TU;INTERVAL=1"}, []),
        ({"rule": "FREQ=WEEKLY;BYDAY=TU;INTERVAL=12"}, ["rule"]),
    ],
)
def test_hours_have_a_rhythm_or_are_by_arrangement_or_not_known(changes, keys):
    assert blamed(**changes) == keys


@pytest.mark.parametrize(
    ("other", "is_blamed"),
    [
        (FINE, True),
        (NONE | {"place": "Bücherei"}, True),
        (FINE | {"municipality": "05997002"}, False),
        (NO_RULE | {"place": "Bücherei", "none": False}, False),
        (UNKNOWN | {"place": "Bücherei", "none": False}, True),
    ],
)
def test_a_place_has_either_hours_or_none(other, is_blamed):
    said = FINE | NONE
    pack = {"office_hours": {("a",): said, ("b",): FINE | other}}

    # An entry is checked again with what is stored: then it is another object than the one in the pack.
    assert [key for key, _ in HOURS.check(dict(said), pack)] == (["none"] if is_blamed else [])

"""The section of a district pack that this app keeps: groups."""

from kim.districts.pack.content import PLACE
from kim.districts.pack.keys import Day, Key, OneOf, Text
from kim.districts.pack.sections import Complaints, Entry, Pack, Removal, Rows, Section
from kim.districts.pack.texts import Paragraphs
from kim.steering.models import Group


def _check_group(entry: Entry, pack: Pack) -> Complaints:
    if entry["ended_on"] and entry["state"] != Group.State.ENDED:
        yield "ended_on", "nur eine beendete Gruppe hat ein Ende"
    if entry["started_on"] and entry["ended_on"] and entry["ended_on"] < entry["started_on"]:
        yield "ended_on", "die Gruppe endet vor ihrem Beginn"


SECTIONS: list[Section] = [
    Rows(
        "groups",
        "Gruppe",
        Group,
        (
            Key("municipality", PLACE),
            Key("kind", OneOf(tuple(Group.Kind.values))),
            Key("name", Text(250)),
            Key("mandate", Paragraphs(blank=True), ""),
            Key("members", Paragraphs(blank=True), ""),
            Key("state", OneOf(tuple(Group.State.values)), "running"),
            Key("started_on", Day(), None),
            Key("ended_on", Day(), None),
        ),
        identity=("municipality", "name"),
        removal=Removal.KEEP,
        ordered=True,
        check=_check_group,
    ),
]

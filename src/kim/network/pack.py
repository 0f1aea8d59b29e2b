"""The sections of a district pack that this app keeps: access routes and office hours."""

from kim.districts.pack.content import PLACE
from kim.districts.pack.keys import Clock, Code, Day, Key, References, Text, YesNo
from kim.districts.pack.sections import Complaints, Entry, Pack, Removal, Rows, Section
from kim.network.models import AccessRoute, OfficeHours
from kim.network.rules import check_rule

PLACES = References(PLACE.table, PLACE.title, PLACE.model, PLACE.natural)


def _check_hours(entry: Entry, pack: Pack) -> Complaints:
    rule, starts, ends = entry["rule"], entry["starts"], entry["ends"]
    if rule and (problem := check_rule(rule)):
        yield "rule", problem.rstrip(".")
    if rule and not (starts and ends and starts < ends):
        yield "starts", "zu einem Rhythmus gehören Beginn und Ende, der Beginn vor dem Ende"
    if not rule and (starts or ends):
        yield "starts", "Zeiten brauchen einen Rhythmus (rule)"
    if not rule and not entry["by_arrangement"]:
        yield "by_arrangement", "ohne Rhythmus (rule) geht es nur nach Vereinbarung"
    if "INTERVAL=" in rule and "INTERVAL=1;" not in f"{rule};" and entry["first_on"] is None:
        yield "rule", "ein Rhythmus mit INTERVAL braucht den ersten Tag (first_on)"


SECTIONS: list[Section] = [
    Rows(
        "access_routes",
        "Zugangsweg",
        AccessRoute,
        (
            Key("code", Code()),
            Key("label", Text(150)),
            Key("municipalities", PLACES, []),
        ),
        label="label",
        removal=Removal.RETIRE_IF_USED,
        ordered=True,
    ),
    Rows(
        "office_hours",
        "Sprechzeit",
        OfficeHours,
        (
            Key("municipality", PLACE),
            Key("place", Text(200)),
            Key("address", Text(200, blank=True), ""),
            Key("rule", Text(200, blank=True), ""),
            Key("starts", Clock(), ""),
            Key("ends", Clock(), ""),
            Key("first_on", Day(), None),
            Key("by_arrangement", YesNo(), default=False),
            Key("note", Text(300, blank=True), ""),
        ),
        identity=("municipality", "place", "rule", "starts"),
        label="place",
        removal=Removal.DELETE,
        ordered=True,
        check=_check_hours,
    ),
]

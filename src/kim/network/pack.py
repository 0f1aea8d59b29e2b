"""The sections of a district pack that this app keeps: access, partners and meetings, agreements, Integreat."""

from kim.districts.pack.content import PLACE
from kim.districts.pack.keys import Clock, Code, Day, Key, OneOf, References, Text, YesNo
from kim.districts.pack.sections import Complaints, Entry, Pack, Removal, Rows, Section
from kim.districts.pack.texts import ListOfLines, Paragraphs, web_address
from kim.network.access.rules import Said, contradicts
from kim.network.models import (
    AccessRoute,
    Agreement,
    IntegreatSource,
    NetworkMeeting,
    OfficeHours,
    Partner,
    TextBlock,
)
from kim.network.models.agreements import AgreementKind
from kim.network.rules import check_rule

PLACES = References(PLACE.table, PLACE.title, PLACE.model, PLACE.natural)
HOURS_IDENTITY = ("municipality", "place", "rule", "starts")
WITHOUT_RULE = (
    "ohne Rhythmus (rule) geht es nur nach Vereinbarung, zu Zeiten, die nicht bekannt sind (times_unknown), "
    "oder gar nicht (none)"
)
PARTNERS = References("partners", "Partner", Partner)


def _check_hours(entry: Entry, pack: Pack) -> Complaints:
    rule, starts, ends = entry["rule"], entry["starts"], entry["ends"]
    if rule and (problem := check_rule(rule)):
        yield "rule", problem.rstrip(".")
    if rule and (starts or ends) and not (starts and ends and starts < ends):
        yield (
            "starts",
            "zu einer Sprechzeit gehören Beginn und Ende, der Beginn vor dem Ende, oder keines von beiden",
        )
    if not rule and (starts or ends):
        yield "starts", "Zeiten brauchen einen Rhythmus (rule)"
    if not (rule or entry["by_arrangement"] or entry["none"] or entry["times_unknown"]):
        yield "by_arrangement", WITHOUT_RULE
    if entry["none"] and (rule or entry["times_unknown"]):
        yield "none", "eine Sprechzeit (rule, times_unknown) und keine (none) gibt es nicht zugleich"
    if rule and entry["times_unknown"]:
        yield (
            "times_unknown",
            "mit einem Rhythmus (rule) sind die Tage bekannt; ohne Uhrzeit bleiben starts und ends leer",
        )
    if not entry["place"] and not entry["none"]:
        yield "place", "zu einer Sprechzeit gehört ein Ort"
    if "INTERVAL=" in rule and "INTERVAL=1;" not in f"{rule};" and entry["first_on"] is None:
        yield "rule", "ein Rhythmus mit INTERVAL braucht den ersten Tag (first_on)"


def _check_all_hours(entry: Entry, pack: Pack) -> Complaints:
    yield from _check_hours(entry, pack)
    if not entry["none"]:
        return
    own = [entry[key] for key in HOURS_IDENTITY]
    others = [
        Said(other["rule"], other["none"], other["times_unknown"])
        for other in pack.get("office_hours", {}).values()
        if other["municipality"] == entry["municipality"] and [other[key] for key in HOURS_IDENTITY] != own
    ]
    if contradicts(Said("", none=True), others):
        yield "none", "die Kommune hat nach einem anderen Eintrag eine Sprechzeit oder noch einmal keine"


def _check_agreement(entry: Entry, pack: Pack) -> Complaints:
    if entry["valid_from"] and entry["valid_until"] and entry["valid_until"] < entry["valid_from"]:
        yield "valid_until", "die Vereinbarung endet vor ihrem Beginn"


SECTIONS: list[Section] = [
    Rows(
        "access_routes",
        "Zugangsweg",
        AccessRoute,
        (
            Key("code", Code()),
            Key("label", Text(150)),
            Key("municipalities", PLACES, []),
            Key("description", Paragraphs(blank=True), ""),
            Key("criteria", ListOfLines(), []),
            Key("in_plan", YesNo(), default=False),
            Key("active", YesNo(), default=True),
        ),
        label="label",
        removal=Removal.KEEP,
        ordered=True,
    ),
    Rows(
        "office_hours",
        "Sprechzeit",
        OfficeHours,
        (
            Key("municipality", PLACE),
            Key("place", Text(200, blank=True), ""),
            Key("address", Text(200, blank=True), ""),
            Key("rule", Text(200, blank=True), ""),
            Key("starts", Clock(), ""),
            Key("ends", Clock(), ""),
            Key("first_on", Day(), None),
            Key("by_arrangement", YesNo(), default=False),
            Key("none", YesNo(), default=False),
            Key("times_unknown", YesNo(), default=False),
            Key("note", Text(300, blank=True), ""),
        ),
        identity=HOURS_IDENTITY,
        label="place",
        removal=Removal.KEEP,
        ordered=True,
        check=_check_all_hours,
    ),
    Rows(
        "partners",
        "Partner",
        Partner,
        (
            Key("code", Code()),
            Key("name", Text(200)),
            Key("kind", OneOf(tuple(Partner.Kind.values))),
            Key("municipalities", PLACES, []),
            Key("website", web_address(), ""),
            Key("note", Paragraphs(blank=True), ""),
            Key("active", YesNo(), default=True),
        ),
        removal=Removal.KEEP,
    ),
    Rows(
        "network_meetings",
        "Netzwerktreffen",
        NetworkMeeting,
        (
            Key("municipality", PLACE),
            Key("name", Text(250)),
            Key("level", OneOf(tuple(NetworkMeeting.Level.values)), ""),
            Key("kim_part", OneOf(tuple(NetworkMeeting.Part.values)), ""),
            Key("rhythm", OneOf(tuple(NetworkMeeting.Rhythm.values)), ""),
            Key("convener", Text(200, blank=True), ""),
            Key("participants", Paragraphs(blank=True), ""),
            Key("ended_on", Day(), None),
        ),
        identity=("municipality", "name"),
        removal=Removal.KEEP,
        ordered=True,
    ),
    Rows(
        "agreements",
        "Vereinbarung",
        Agreement,
        (
            Key("municipality", PLACE),
            Key("kind", OneOf(tuple(AgreementKind.values))),
            Key("title", Text(250)),
            Key("state", OneOf(tuple(Agreement.State.values))),
            Key("partners", PARTNERS, []),
            Key("scope", Paragraphs(blank=True), ""),
            Key("valid_from", Day(), None),
            Key("valid_until", Day(), None),
            Key("review_on", Day(), None),
        ),
        identity=("municipality", "title"),
        label="title",
        removal=Removal.KEEP,
        ordered=True,
        check=_check_agreement,
    ),
    Rows(
        "text_blocks",
        "Textbaustein",
        TextBlock,
        (
            Key("code", Code()),
            Key("kind", OneOf(tuple(AgreementKind.values))),
            Key("heading", Text(200)),
            Key("body", Paragraphs()),
            Key("active", YesNo(), default=True),
        ),
        label="heading",
        removal=Removal.KEEP,
        ordered=True,
    ),
    Rows(
        "integreat",
        "Quelle Integreat",
        IntegreatSource,
        (
            Key("base_url", web_address()),
            Key("region", Code()),
            Key("language", Text(10), "de"),
            Key("active", YesNo(), default=True),
        ),
        identity=(),
        label="region",
        removal=Removal.KEEP,
    ),
]

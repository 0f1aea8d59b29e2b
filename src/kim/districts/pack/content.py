"""The sections of a pack that this app keeps: the district, its words, rules, territory and employers."""

import re
from dataclasses import fields
from typing import Any

from django.conf import settings

from kim.districts.models import District, LifeDomain, Municipality, Organisation, ServiceArea
from kim.districts.pack.keys import Code, Day, Key, Kind, OneOf, Pattern, Reference, Text, Whole, YesNo
from kim.districts.pack.sections import Complaints, Entry, Pack, Removal, Rows, Section, Table
from kim.districts.pack.texts import web_address
from kim.districts.policy import Policy, PolicyError

# First words of addresses that are no district.
RESERVED_SLUGS = ("konto", "start", "static", "suche")
# The terms for which a district may have a word of its own.
TERMS = (
    *("case_manager", "coordinator", "team_lead", "service_area"),
    *("steering_group", "project_group", "working_group", "goal_agreement"),
    *("brief_advice", "case_management", "referral_only", "information_only"),
)
AREA = Reference("service_areas", "Bezirk", ServiceArea)
PLACE = Reference("municipalities", "Kommune", Municipality, "ags")
EMPLOYER = Reference("organisations", "Träger", Organisation)


class Languages(Kind):
    """A list of the product's languages; German is always among them."""

    def problem(self, value: Any) -> str | None:
        """See `Kind`."""
        known = [code for code, _ in settings.LANGUAGES]
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            return 'muss eine Liste von Sprachen sein, zum Beispiel ["de", "ar"]'
        if unknown := [code for code in value if code not in known]:
            return f"nennt unbekannte Sprachen: {', '.join(unknown)} (möglich: {', '.join(known)})"
        if len(set(value)) < len(value):
            return "nennt eine Sprache doppelt"
        return None if "de" in value else 'muss "de" enthalten'


def _read_district(district: District) -> Entry:
    return {key.name: getattr(district, key.name) for key in DISTRICT.keys}


def _write_district(district: District, entry: Entry) -> None:
    for name, value in entry.items():
        setattr(district, name, value)


def _check_district(entry: Entry, pack: Pack) -> Complaints:
    if entry["slug"] in RESERVED_SLUGS:
        yield "slug", f"{entry['slug']!r} ist für Seiten des Programms vergeben"
    for other in District.objects.exclude(slug=entry["slug"]).order_by("slug"):
        for key in ("ags", "case_prefix"):
            if getattr(other, key) == entry[key]:
                yield key, f"{entry[key]!r} gehört schon zu {other.name}"


DISTRICT = Table(
    "district",
    "Kreis",
    (
        Key("slug", Code()),
        Key("name", Text(100)),
        Key("ags", Pattern(re.compile("[0-9]{5}"), "ein Schlüssel aus fünf Ziffern")),
        Key("kind", OneOf(tuple(District.Kind.values))),
        Key("case_prefix", Pattern(re.compile("[A-Z]{1,5}"), "ein bis fünf Großbuchstaben")),
        Key("source", Text(200, blank=True), ""),
        Key("as_of", Day(), None),
        Key("contact_rule", Text(200, blank=True), ""),
    ),
    _read_district,
    _write_district,
    _check_district,
)


def _read_vocabulary(district: District) -> Entry:
    return {term: district.vocabulary.get(term, "") for term in TERMS}


def _write_vocabulary(district: District, entry: Entry) -> None:
    district.vocabulary = {term: word for term, word in entry.items() if word}


VOCABULARY = Table(
    "vocabulary",
    "Begriffe",
    tuple(Key(term, Text(100), "") for term in TERMS),
    _read_vocabulary,
    _write_vocabulary,
)


def _read_policy(district: District) -> Entry:
    return Policy.from_data(district.policy_data).to_data()


def _write_policy(district: District, entry: Entry) -> None:
    district.policy_data = dict(entry)
    district.__dict__.pop("policy", None)


def _check_policy(entry: Entry, pack: Pack) -> Complaints:
    if entry["deletion_days"] > 360:
        yield "deletion_days", "die Löschung darf früher kommen, aber nicht später als nach 360 Tagen"
    if entry["key_backup_days"] > 14:
        yield "key_backup_days", "Sicherungen der Schlüssel dürfen höchstens 14 Tage bleiben"
    if entry["key_backup_days"] >= entry["deletion_days"]:
        yield "key_backup_days", "Sicherungen der Schlüssel müssen vor der Löschung verfallen sein"
    if entry["warning_days"] >= 28 * min(entry["brief_advice_months"], entry["case_management_months"]):
        yield "warning_days", "die Warnung käme vor der Beratung"
    if entry["request_answer_days"] >= entry["request_keep_days"]:
        yield "request_answer_days", "eine Anfrage wäre gelöscht, bevor sie als unbeantwortet auffällt"
    try:
        Policy.from_data(entry)
    except PolicyError as error:
        yield "deletion_days", f"die Regeln passen nicht zusammen ({error})"


def _policy_keys() -> tuple[Key, ...]:
    defaults = Policy().to_data()
    return tuple(
        Key(each.name, Languages() if each.name == "request_languages" else Whole(), defaults[each.name])
        for each in fields(Policy)
    )


POLICY = Table("policy", "Regeln", _policy_keys(), _read_policy, _write_policy, _check_policy)


def _check_municipality(entry: Entry, pack: Pack) -> Complaints:
    district = pack["district"].get((), {}).get("ags", "")
    if not entry["ags"].startswith(district):
        yield "ags", f"der Schlüssel {entry['ags']} beginnt nicht mit dem des Kreises ({district})"


def _check_organisation(entry: Entry, pack: Pack) -> Complaints:
    if (entry["kind"] == Organisation.Kind.MUNICIPALITY) != bool(entry["municipality"]):
        yield "municipality", "genau die Träger der Art municipality nennen ihre Kommune"


SECTIONS: list[Section] = [
    DISTRICT,
    VOCABULARY,
    POLICY,
    Rows("service_areas", "Bezirk", ServiceArea, (Key("code", Code()), Key("name", Text(100)))),
    Rows(
        "municipalities",
        "Kommune",
        Municipality,
        (
            Key("ags", Pattern(re.compile("[0-9]{8}"), "ein Schlüssel aus acht Ziffern")),
            Key("name", Text(100)),
            Key("kind", OneOf(tuple(Municipality.Kind.values))),
            Key("area", AREA, ""),
            Key("clearing_point", YesNo(), default=None, typed=True),
            Key("contact_office", Text(200, blank=True), "", typed=True),
            Key("integreat_url", web_address(), "", typed=True),
        ),
        identity=("ags",),
        check=_check_municipality,
    ),
    Rows(
        "organisations",
        "Träger",
        Organisation,
        (
            Key("code", Code()),
            Key("name", Text(200)),
            Key("kind", OneOf(tuple(Organisation.Kind.values))),
            Key("municipality", PLACE, ""),
        ),
        check=_check_organisation,
    ),
    Rows(
        "life_domains",
        "Lebensbereich",
        LifeDomain,
        (Key("code", Code()), Key("label", Text(100))),
        label="label",
        removal=Removal.RETIRE_IF_USED,
        ordered=True,
    ),
]

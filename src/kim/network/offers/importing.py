"""Fetching offers from Integreat and writing down what came of it. An outage changes nothing but the report."""

import dataclasses
import time
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District, Municipality
from kim.network.models import IntegreatSource, Offer, OfferImport
from kim.network.offers.comparing import Comparison, compare
from kim.network.offers.outside import Answer, Limits, OutsideError, ask
from kim.network.offers.reading import Reading, Unreadable, read_locations

#: Seconds to wait before the second and the third attempt; whoever waits at a page gets one attempt and less time.
PAUSES = (1.0, 4.0)
AT_NIGHT = Limits()
AT_ONCE = Limits(step=5.0, whole=12.0)
REPORTS_KEPT = timedelta(days=180)
LINES_KEPT = 500
NOT_MODIFIED, NOT_FOUND, TOO_MANY, SERVER_ERRORS = 304, 404, 429, 500


@dataclasses.dataclass(frozen=True)
class Fetched:
    """What came: None where nothing has changed or nothing usable came; marks for the next question."""

    reading: Reading | None
    etag: str = ""
    last_modified: str = ""
    #: Why nothing usable came, as a sentence.
    problem: str = ""


def import_offers(
    actor: Membership | None,
    *,
    source: IntegreatSource,
    apply: bool = True,
    at_once: bool = False,
    fetched: Fetched | None = None,
) -> OfferImport:
    """Take over a district's offers and return the report; without `apply` nothing is written, the report neither.

    - Asks Integreat unless `fetched` says what it has answered.
    - New ones are proposals. Known ones follow Integreat where nobody typed something else; gone ones are marked.
    - No answer, or none that can be used: the report says why, everything else stays as it was.
    - `actor` None is the nightly run. One audit entry if something was written but a report.
    """
    report = OfferImport(district_id=source.district_id, ran_at=dates.now(), succeeded=True, details=[])
    try:
        fetched = fetched or fetch(source, at_once=at_once, fresh=not apply)
        with transaction.atomic():
            _take_over(actor, source, fetched, report, apply=apply)
    except Unreadable as error:
        report = OfferImport(
            district_id=source.district_id, ran_at=dates.now(), succeeded=False, problem=str(error)[:300]
        )
    if apply:
        with transaction.atomic():
            report.save()
            OfferImport.objects.filter(ran_at__lt=dates.now() - REPORTS_KEPT).delete()
    return report


def import_nightly(district: District) -> None:
    """Fetch if the district has a source that is in use. The demo asks nobody outside.

    Opens the district by itself, shortly: on PostgreSQL a scope is a transaction, and a server may be slow.
    """
    with district_scope(district):
        source = IntegreatSource.objects.filter(active=True).first()
    if source is None or settings.MODE == "demo":
        return
    fetched = fetch(source)
    with district_scope(district):
        import_offers(None, source=source, fetched=fetched)


def fetch(source: IntegreatSource, *, at_once: bool = False, fresh: bool = False) -> Fetched:
    """Ask Integreat, at night up to three times; `fresh`: also where nothing has changed. Touches no table."""
    limits, pauses = (AT_ONCE, ()) if at_once else (AT_NIGHT, PAUSES)
    try:
        return _fetch(source, limits, pauses, fresh=fresh)
    except (OutsideError, Unreadable) as error:
        return Fetched(None, problem=str(error))


def _fetch(source: IntegreatSource, limits: Limits, pauses: tuple[float, ...], *, fresh: bool) -> Fetched:
    region, language = quote(source.region, safe=""), quote(source.language, safe="")
    url = f"{source.base_url.rstrip('/')}/api/v3/{region}/{language}/locations/"
    headers = {"Accept": "application/json"}
    if settings.MODE == "test":
        # Keeps what tests ask out of Integreat's statistics.
        headers["X-Integreat-Development"] = "true"
    if not fresh:
        marks = (("If-None-Match", source.etag), ("If-Modified-Since", source.last_modified))
        headers |= {name: value for name, value in marks if value}
    answer = _patiently(url, headers, limits, pauses)
    if answer.status == NOT_MODIFIED:
        return Fetched(None, source.etag, source.last_modified)
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    return Fetched(read_locations(answer.body), _mark(etag, 200), _mark(modified, 100))


def _mark(value: str, longest: int) -> str:
    """Keep a mark only whole, and only if it can be sent back."""
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _patiently(url: str, headers: dict[str, str], limits: Limits, pauses: tuple[float, ...]) -> Answer:
    for pause in (*pauses, None):
        try:
            return _usable(ask(url, limits=limits, headers=headers))
        except OutsideError as error:
            if pause is None or not error.passing:
                raise
        time.sleep(pause)
    raise AssertionError("The last attempt returns or raises.")


def _usable(answer: Answer) -> Answer:
    if answer.status in {200, NOT_MODIFIED}:
        return answer
    if answer.status == NOT_FOUND:
        raise OutsideError("Region oder Sprache gibt es dort nicht, oder sie ist abgeschaltet (404).")
    passing = answer.status >= SERVER_ERRORS or answer.status == TOO_MANY
    raise OutsideError(f"Der Server meldet einen Fehler ({answer.status}).", passing=passing)


def _asked_of(source: IntegreatSource) -> tuple[object, ...]:
    return source.base_url, source.region, source.language, source.active


def _take_over(
    actor: Membership | None, source: IntegreatSource, fetched: Fetched, report: OfferImport, *, apply: bool
) -> None:
    if fetched.problem:
        raise Unreadable(fetched.problem)
    # Two imports at the same moment wait for each other: the second one finds nothing to do.
    now = IntegreatSource.objects.select_for_update().filter(pk=source.pk).order_by("pk").first()
    if now is None or _asked_of(now) != _asked_of(source):
        raise Unreadable("Die Quelle wurde während des Abrufs geändert. Es bleibt alles, wie es war.")
    # Locked, so that nobody changes an offer between the comparison and the writing.
    keyed = (
        Offer.objects.select_for_update(of=("self",))
        .exclude(external_key="")
        .exclude(external_key__contains="@")
    )
    known = {offer.external_key: offer for offer in keyed.select_related("municipality").order_by("pk")}
    if fetched.reading is None:
        report.unchanged = len(known)
        return
    if known and not fetched.reading.locations:
        raise Unreadable("Die Antwort ist leer, obwohl Angebote bekannt sind. Es bleibt alles, wie es war.")
    places = {place.ags: place for place in Municipality.objects.order_by("pk")}
    found = compare(fetched.reading, known, places, district_id=source.district_id)
    if apply:
        _write(found)
        IntegreatSource.objects.filter(pk=source.pk).update(
            etag=fetched.etag, last_modified=fetched.last_modified
        )
        if any(found.counts[kind] for kind in ("created", "changed", "missing")):
            record(actor, "offers_imported", subject=source)
    for kind, count in found.counts.items():
        setattr(report, kind, count)
    report.details = found.details[:LINES_KEPT]


def _write(found: Comparison) -> None:
    for offer in found.created:
        offer.save(force_insert=True)
    lines = [line for line in found.details if line["kind"] == "created"]
    for offer, line in zip(found.created, lines, strict=True):
        line["offer"] = offer.pk
    for offer, fields in found.changed:
        if "url" in fields:
            offer.link_failures, offer.link_problem, offer.link_checked_at = 0, "", None
            fields += ["link_failures", "link_problem", "link_checked_at"]
        # Who has the offer open in a form is told: saving it would undo what has just come.
        offer.version += 1
        offer.save(update_fields=[*fields, "version"])
    gone = [offer.pk for offer in found.missing]
    Offer.objects.filter(pk__in=gone).update(missing_since=dates.today(), version=F("version") + 1)

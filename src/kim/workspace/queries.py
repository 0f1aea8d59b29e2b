"""What needs whom: the start page is a work list made from due dates, never typed."""

import dataclasses
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from kim.accounts.models import Membership, Responsibility, Role, Substitution
from kim.accounts.permissions import may_supervise, may_work_cases, on_day
from kim.cases.models import Case, CaseStatus, Consultation, Handover, Track
from kim.cases.permissions import (
    case_outlines_visible_to,
    cases_visible_to,
    handovers_offered_to,
    may_assign_cases,
)
from kim.cases.queries.assigning import bundles_without_lead
from kim.cases.queries.people import headings
from kim.core import dates
from kim.core.sealing import open_sealed
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.network.queries import hours_by_municipality
from kim.network.rules import Hours, occurrences
from kim.public.languages import offered_languages
from kim.workspace import agreement_items, figure_items, inbox_items, offer_items, plan_items
from kim.workspace.items import ROWS_PER_SECTION, Item, Section

#: What the action concepts contribute, each for those whom it concerns.
IN_CONCEPTS = (plan_items, figure_items, agreement_items, offer_items)


@dataclasses.dataclass(frozen=True)
class Guide:
    """What somebody finds here who keeps no cases, and what would wait on this page."""

    finds: str
    waits: str


READS_ONLY: Final = "Sie lesen mit. Einzutragen haben Sie hier nichts."
GUIDES: Final = {
    Role.BOARD_MEMBER: Guide(
        "Unter „Kommunen“ lesen Sie die freigegebenen Handlungskonzepte, unter „Zahlen“ die Fallzahlen.",
        READS_ONLY,
    ),
    Role.MUNICIPALITY_CONTACT: Guide(
        "Unter „Kommunen“ lesen und pflegen Sie, was Ihre Kommune im Handlungskonzept über sich sagt.",
        "Anfragen nach Zahlen und fällige Aufgaben Ihrer Kommune erscheinen hier von selbst.",
    ),
    Role.AUDITOR: Guide(
        "Im Protokoll sehen Sie, wer was gelesen und geändert hat, unter „Löschungen“, was gelöscht wurde.",
        READS_ONLY,
    ),
}


@dataclasses.dataclass(frozen=True)
class StartPage:
    """Everything the start page shows."""

    summary: str
    sections: list[Section]
    week: list[tuple[str, str]]
    handovers: list[Handover]
    standing_in_for: list[Substitution]
    expiring: list[tuple[str, date]]

    today: date = dataclasses.field(default_factory=dates.today)
    guide: Guide | None = None

    @property
    def nothing_waits(self) -> bool:
        """Whether the work list is empty."""
        return not any(section.items for section in self.sections) and not self.handovers


def districts_with_languages() -> list[dict[str, Any]]:
    """Return the districts of the installation with the addresses of their public pages."""
    return [
        {"district": district, "languages": offered_languages(district)}
        for district in District.objects.all()
    ]


def districts_of(user: Any) -> list[District]:
    """Return the districts in which a person is a member today."""
    found = []
    for district in District.objects.all():
        with district_scope(district):
            if Membership.objects.filter(on_day(dates.today()), user=user).exists():
                found.append(district)
    return found


def _case_url(case: Case) -> str:
    return reverse("cases:case_detail", kwargs={"district": case.district.slug, "number": case.number})


def _closing_item(case: Case, name: str, warning: date) -> Item:
    last = (
        f"letzte Beratung am {case.last_consultation_on:%d.%m.%Y}"
        if case.last_consultation_on
        else "noch keine Beratung"
    )
    due = case.closes_on or warning
    return Item(
        chip=f"{due:%d.%m.}",
        kind="danger" if due <= warning else "warning",
        title=f"{name} · {case.number}",
        url=_case_url(case),
        reason=f"{case.get_track_display()}, {last}",
        action="Beratung eintragen",
    )


def closing_soon(member: Membership, visible: QuerySet[Case]) -> Section:
    """Return the cases that close within the warning period unless somebody is counselled."""
    today = dates.today()
    until = today + timedelta(days=member.district.policy.warning_days)
    rows = visible.filter(status=CaseStatus.ACTIVE, closes_on__lte=until)
    cases = list(rows.select_related("district").order_by("closes_on", "number")[: ROWS_PER_SECTION + 1])
    names = headings(cases[:ROWS_PER_SECTION])
    items = [
        _closing_item(case, names[case.pk], today + timedelta(days=3)) for case in cases[:ROWS_PER_SECTION]
    ]
    more = rows.count() - len(items) if len(cases) > ROWS_PER_SECTION else 0
    return Section(
        "Schließt sich bald",
        items,
        "Ohne Beratung werden diese Fälle beendet. Ein Eintrag hält sie offen.",
        more,
    )


def recently_closed(visible: QuerySet[Case]) -> Section:
    """Return the cases that the system closed in the last week, so that nobody is surprised."""
    since = dates.today() - timedelta(days=7)
    rows = visible.filter(
        status=CaseStatus.CLOSED, closed_on__gte=since, closing_reason__startswith="silence"
    )
    cases = list(rows.select_related("district").order_by("-closed_on", "number")[:ROWS_PER_SECTION])
    names = headings(cases)
    items = [
        Item(
            chip=f"{case.closed_on:%d.%m.}",
            kind="neutral",
            title=f"{names[case.pk]} · {case.number}",
            url=_case_url(case),
            reason="Ohne Beratung geschlossen. Sie können den Fall wieder aufnehmen.",
            action="Ansehen",
        )
        for case in cases
    ]
    return Section("Von selbst geschlossen", items)


def _expiring(visible: QuerySet[Case]) -> list[tuple[str, date]]:
    until = dates.today() + timedelta(days=30)
    rows = visible.filter(status=CaseStatus.ARCHIVED, delete_on__lte=until)
    found = rows.order_by("delete_on", "number").values_list("number", "delete_on")[:5]
    return [(f"Löschung {number}", day) for number, day in found if day]


def _week(member: Membership) -> list[tuple[str, str]]:
    """Return the member's office hours and appointments of the next seven days."""
    today = dates.today()
    duties = Responsibility.objects.filter(on_day(today), membership=member).select_related("municipality")
    places = [duty.municipality for duty in duties.order_by("municipality__name", "pk")]
    entries: list[tuple[datetime, str, str]] = []
    for rows in hours_by_municipality(places).values():
        for row in rows:
            if not row.rule or row.starts is None or row.ends is None:
                continue
            hours = Hours(row.rule, row.first_on or date(2020, 1, 1), row.starts, row.ends)
            missed = [exception.on for exception in row.exceptions.all()]
            for occurrence in occurrences(hours, today, today + timedelta(days=6), missed):
                begins, ends = occurrence
                label = f"{dates.weekday(begins)} {begins:%H:%M}–{ends:%H:%M} Uhr"
                entries.append((begins, label, row.place))
    entries += inbox_items.appointments(member, today, today + timedelta(days=6))
    return [(label, what) for _, label, what in sorted(entries)]


def _numbers(member: Membership, visible: QuerySet[Case]) -> str:
    today = dates.today()
    monday = today - timedelta(days=today.weekday())
    active = visible.filter(status=CaseStatus.ACTIVE).order_by()
    counts = active.aggregate(all=Count("pk"), managed=Count("pk", filter=Q(track=Track.CASE_MANAGEMENT)))
    spoken = Consultation.objects.filter(
        recorded_by=member, on__gte=monday, withdrawn_at__isnull=True
    ).count()
    return (
        f"{counts['all']} Fälle, davon {counts['managed']} Case Management · {spoken} Beratungen diese Woche"
    )


def _standing_in_for(member: Membership) -> list[Substitution]:
    rows = Substitution.objects.filter(on_day(dates.today()), substitute=member)
    return list(rows.select_related("absent__user").order_by("ends_on", "pk"))


def _manager_page(member: Membership) -> StartPage:
    visible = cases_visible_to(member)
    handovers = list(handovers_offered_to(member))
    open_sealed(handovers)
    return StartPage(
        summary=_numbers(member, visible),
        sections=[inbox_items.section(member), closing_soon(member, visible), recently_closed(visible)],
        week=_week(member),
        handovers=handovers,
        standing_in_for=_standing_in_for(member),
        expiring=_expiring(visible),
    )


def _outline_sections(member: Membership) -> list[Section]:
    """Return what coordination has to look at: places and numbers, no names."""
    today = dates.today()
    until = today + timedelta(days=member.district.policy.warning_days)
    rows = case_outlines_visible_to(member).filter(status=CaseStatus.ACTIVE, closes_on__lte=until)
    by_lead = (
        rows.order_by("lead__user__name")
        .values("lead__user__name")
        .annotate(cases=Count("pk"))
        .order_by("-cases", "lead__user__name")
    )
    url = reverse("cases:case_list", kwargs={"district": member.district.slug})
    items = [
        Item(
            str(row["cases"]),
            "warning",
            row["lead__user__name"],
            url,
            "Fall schließt sich bald ohne Beratung"
            if row["cases"] == 1
            else "Fälle schließen sich bald ohne Beratung",
            "Ansehen",
        )
        for row in by_lead[:ROWS_PER_SECTION]
    ]
    return [
        Section("Fristen im Team", items, "Fälle, die sich in den nächsten Tagen ohne Beratung schließen.")
    ]


def _without_lead(member: Membership) -> list[Section]:
    """Return the cases of people who have left, for who may give them to a colleague."""
    bundles = bundles_without_lead() if may_assign_cases(member) else []
    if not bundles:
        return []
    number = sum(bundle.count for bundle in bundles)
    names = ", ".join(sorted({str(bundle.lead) for bundle in bundles}))
    url = reverse("cases:cases_assign", kwargs={"district": member.district.slug})
    words = "Fall ohne Fallführung" if number == 1 else "Fälle ohne Fallführung"
    return [Section("Zuteilen", [Item(str(number), "danger", words, url, f"bisher bei {names}", "Zuteilen")])]


def _supervisor_page(member: Membership) -> StartPage:
    outlines = case_outlines_visible_to(member).filter(status=CaseStatus.ACTIVE).order_by()
    place = member.area.name if member.area else member.district.name
    return StartPage(
        summary=f"{outlines.count()} aktive Fälle in {place}",
        sections=[inbox_items.section(member), *_without_lead(member), *_outline_sections(member)],
        week=[],
        handovers=[],
        standing_in_for=[],
        expiring=[],
    )


def _page_of_role(member: Membership) -> StartPage:
    if may_work_cases(member):
        return _manager_page(member)
    if may_supervise(member):
        return _supervisor_page(member)
    sections = [inbox_items.section(member)] if inbox_items.concerns(member) else []
    return StartPage("", sections, [], [], [], [])


def start_page(member: Membership) -> StartPage:
    """Return the start page of a member: what the role brings, then what is due in the concepts."""
    page = _page_of_role(member)
    due = [items.section(member) for items in IN_CONCEPTS if items.concerns(member)]
    return dataclasses.replace(page, sections=[*page.sections, *due], guide=GUIDES.get(Role(member.role)))

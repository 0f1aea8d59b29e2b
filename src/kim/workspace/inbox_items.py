"""What the inbox contributes to the start page: requests that wait and appointments of the week."""

from datetime import date, datetime, timedelta

from django.urls import reverse

from kim.accounts.models import Membership
from kim.accounts.permissions import may_use_inbox
from kim.core import dates
from kim.core.sealing import open_sealed
from kim.public.models import AppointmentRequest
from kim.public.permissions import may_answer
from kim.public.queries import InboxRow, inbox_rows, unanswered_requests
from kim.workspace.items import ROWS_PER_SECTION, Item, Section

LANGUAGES = {
    "ar": "Arabisch",
    "bg": "Bulgarisch",
    "de": "Deutsch",
    "en": "Englisch",
    "es": "Spanisch",
    "fa": "Farsi",
    "fr": "Französisch",
    "ro": "Rumänisch",
    "ru": "Russisch",
    "tr": "Türkisch",
    "uk": "Ukrainisch",
}


def concerns(member: Membership) -> bool:
    """Whether requests are shown to a member at all."""
    return may_use_inbox(member)


def _waiting(days: int) -> str:
    return {0: "heute", 1: "1 Tag"}.get(days, f"{days} Tage")


def _item(row: InboxRow, member: Membership) -> Item:
    request = row.request
    place = request.municipality.name if request.municipality else "anderer Ort"
    received = dates.local_day(request.received_at)
    other = request.responsible if request.responsible_id != member.pk else None
    who = f", liegt bei {other.user.name}" if other else ""
    return Item(
        chip=_waiting(row.waiting_days),
        kind="danger" if row.is_overdue else "warning" if row.answer_by <= dates.today() else "info",
        title=f"Terminanfrage {place}",
        url=reverse("inbox:request_detail", kwargs={"district": member.district.slug, "pk": request.pk}),
        reason=f"auf {LANGUAGES.get(request.language, request.language)}, "
        f"seit {dates.weekday(received)} {received:%d.%m.} unbeantwortet{who}",
        action="Antworten" if may_answer(member) else "Ansehen",
    )


def section(member: Membership) -> Section:
    """Return the unanswered requests that wait for a member, the oldest first; places only, no names."""
    waiting = unanswered_requests(member)
    rows = inbox_rows(list(waiting[: ROWS_PER_SECTION + 1]), member.district, with_names=False)
    more = waiting.count() - ROWS_PER_SECTION if len(rows) > ROWS_PER_SECTION else 0
    url = reverse("inbox:request_list", kwargs={"district": member.district.slug})
    items = [_item(row, member) for row in rows[:ROWS_PER_SECTION]]
    return Section("Anfragen", items, more=more, more_url=url)


def appointments(member: Membership, first: date, last: date) -> list[tuple[datetime, str, str]]:
    """Return the agreed appointments of a member between two days as instant, time and place."""
    rows = AppointmentRequest.objects.filter(
        responsible=member,
        state=AppointmentRequest.State.CONFIRMED,
        appointment_at__gte=dates.start_of(first),
        appointment_at__lt=dates.start_of(last + timedelta(days=1)),
    )
    requests = list(rows.order_by("appointment_at", "pk"))
    open_sealed(requests)
    return [_appointment(one.appointment_at, one.appointment_place) for one in requests if one.appointment_at]


def _appointment(at: datetime, place: str) -> tuple[datetime, str, str]:
    local = dates.local_time(at)
    return local, f"{dates.weekday(local)} {local:%H:%M} Uhr", f"Termin, {place}" if place else "Termin"

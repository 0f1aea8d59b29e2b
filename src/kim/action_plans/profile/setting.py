"""Which figures a district collects and which offices give them: what people set here is theirs. Verbs."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from kim.accounts.models import Membership
from kim.action_plans.models import Indicator, SourceOffice
from kim.audit.actions import record
from kim.core import dates
from kim.core.codes import free_code
from kim.core.locking import change_row

Row = Indicator | SourceOffice


def _add(actor: Membership, model: type[Row], name: str, said: dict[str, Any]) -> Any:
    last = model.objects.aggregate(last=Max("position"))["last"]
    taken = model.objects.order_by("pk").values_list("code", flat=True)
    return model.objects.create(
        district=actor.district,
        code=free_code(name, taken, otherwise="kennzahl"),
        position=0 if last is None else last + 1,
        edited_on=dates.today(),
        **said,
    )


def _change(row: Row, version: int, changes: dict[str, Any]) -> None:
    change_row(row, version, {**changes, "edited_on": dates.today()})


def add_indicator(actor: Membership, *, label: str, **said: Any) -> Indicator:
    """Collect one more figure from the next round on; a district's file leaves it alone. One audit entry."""
    with transaction.atomic():
        indicator: Indicator = _add(actor, Indicator, label, {"label": label, **said})
        record(actor, "indicator_added", subject=indicator)
    return indicator


def change_indicator(actor: Membership, *, indicator: Indicator, version: int, **changes: Any) -> None:
    """Change what a figure is and who gives it; a district's file no longer does. One audit entry.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        _change(indicator, version, changes)
        record(actor, "indicator_changed", subject=indicator)


def use_indicator(actor: Membership, *, indicator: Indicator, version: int, active: bool) -> None:
    """End a figure or take it up again. One audit entry.

    - One that has ended keeps its values and is asked for, shown and printed no more.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        _change(indicator, version, {"active": active})
        record(actor, "indicator_resumed" if active else "indicator_ended", subject=indicator)


def add_office(actor: Membership, *, name: str, **said: Any) -> SourceOffice:
    """Name one more office that gives figures. One audit entry."""
    with transaction.atomic():
        office: SourceOffice = _add(actor, SourceOffice, name, {"name": name, **said})
        record(actor, "source_office_added", subject=office)
    return office


def change_office(actor: Membership, *, office: SourceOffice, version: int, **changes: Any) -> None:
    """Change name or address of an office; requests that are open keep the address they were sent to. One audit entry.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        _change(office, version, changes)
        record(actor, "source_office_changed", subject=office)

"""Which figures a district collects and which offices give them: what people set here is theirs. Verbs."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from kim.accounts.models import Membership
from kim.action_plans.models import Indicator, SourceOffice
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import claim_version

Row = Indicator | SourceOffice


def _code_for(model: type[Row], name: str) -> str:
    """Return a key that no row of the district has yet."""
    stem = slugify(name)[:40] or "kennzahl"
    taken = set(model.objects.filter(code__startswith=stem).order_by("pk").values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


def _add(actor: Membership, model: type[Row], name: str, said: dict[str, Any]) -> Any:
    last = model.objects.aggregate(last=Max("position"))["last"]
    return model.objects.create(
        district=actor.district,
        code=_code_for(model, name),
        position=0 if last is None else last + 1,
        edited_on=dates.today(),
        **said,
    )


def _change(row: Row, version: int, changes: dict[str, Any]) -> None:
    claim_version(row, version)
    for name, value in changes.items():
        setattr(row, name, value)
    row.edited_on = dates.today()
    row.save(update_fields=[*changes, "edited_on"])


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

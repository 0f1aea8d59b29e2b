"""What is done with agreements: drafting, changing, stepping on, informing the municipality."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import change_row, claim_version
from kim.districts.models import Municipality
from kim.network.agreements import rules
from kim.network.agreements.queries import current_version
from kim.network.models import Agreement, AgreementEvent, AgreementVersion, Partner


def draft_agreement(
    actor: Membership,
    *,
    kind: str,
    title: str,
    municipality: Municipality | None,
    partners: Iterable[Partner],
    scope: str,
    text: str,
) -> Agreement:
    """Make a draft and save its text as version 1; one audit entry."""
    with transaction.atomic():
        agreement: Agreement = Agreement.objects.create(
            district=actor.district,
            kind=kind,
            title=title,
            municipality=municipality,
            scope=scope,
            state=rules.DRAFT,
        )
        agreement.partners.set(partners)
        _add_event(actor, agreement, rules.DRAFT, dates.today(), "")
        _add_version(actor, agreement, text, "Erster Entwurf")
        record(actor, "agreement_drafted", subject=agreement)
    return agreement


def save_text(
    actor: Membership, *, agreement: Agreement, version: int, text: str, change: str
) -> AgreementVersion:
    """Save a changed text as a new version; the versions before stay as they are.

    - Raises Conflict if the agreement was changed since it was shown as `version`.
    - Raises StepError if the text may not change in the present state.
    - One audit entry.
    """
    with transaction.atomic():
        claim_version(agreement, version)
        if not rules.may_change_text(agreement.state, has_text=current_version(agreement) is not None):
            raise rules.StepError("text", "Dieser Text steht fest. Beginnen Sie zuerst eine Überprüfung.")
        made = _add_version(actor, agreement, text, change)
        record(actor, "agreement_text_changed", subject=agreement)
    return made


def change_agreement(
    actor: Membership, *, agreement: Agreement, version: int, partners: Iterable[Partner], **changes: Any
) -> None:
    """Change title, partners, scope or dates.

    - Raises Conflict if the agreement was changed since it was shown as `version`.
    - One audit entry.
    """
    with transaction.atomic():
        change_row(agreement, version, changes)
        agreement.partners.set(partners)
        record(actor, "agreement_changed", subject=agreement)


def take_step(
    actor: Membership,
    *,
    agreement: Agreement,
    version: int,
    target: str,
    on: date,
    reason: str = "",
    valid_from: date | None = None,
    review_on: date | None = None,
) -> None:
    """Let an agreement take a step to another state on a day.

    - Put in force it gets its first day and the day of its next review; without one that is a year after it came
      into force, or after the review.
    - Raises Conflict if it was changed since it was shown as `version`, StepError if the step is not possible.
    - The step is kept with day and reason; one audit entry.
    """
    with transaction.atomic():
        claim_version(agreement, version)
        has_text = current_version(agreement) is not None
        rules.check_step(agreement.state, target, reason=reason, valid_from=valid_from, has_text=has_text)
        if target == rules.IN_FORCE and valid_from is not None:
            reviewed = on if agreement.state == rules.UNDER_REVIEW else valid_from
            agreement.valid_from = valid_from
            agreement.review_on = review_on or rules.default_review(reviewed)
        agreement.state = target
        agreement.save(update_fields=["state", "valid_from", "review_on"])
        _add_event(actor, agreement, target, on, reason)
        record(actor, "agreement_step_taken", subject=agreement)


def record_information(
    actor: Membership, *, agreement: Agreement, version: int, on: date, about: str
) -> None:
    """Record that the municipality was informed, when and about what; earlier records stay in the history.

    - Raises Conflict if the agreement was changed since it was shown as `version`.
    - One audit entry.
    """
    with transaction.atomic():
        claim_version(agreement, version)
        agreement.informed_on, agreement.informed_about = on, about
        agreement.save(update_fields=["informed_on", "informed_about"])
        _add_event(actor, agreement, "", on, about)
        record(actor, "municipality_informed", subject=agreement)


def _add_version(actor: Membership, agreement: Agreement, text: str, change: str) -> AgreementVersion:
    last = current_version(agreement)
    made: AgreementVersion = AgreementVersion.objects.create(
        district=agreement.district,
        agreement=agreement,
        number=last.number + 1 if last else 1,
        text=text,
        change=change,
        made_at=dates.now(),
        made_by=actor,
    )
    return made


def _add_event(actor: Membership, agreement: Agreement, state: str, on: date, note: str) -> None:
    AgreementEvent.objects.create(
        district=agreement.district,
        agreement=agreement,
        state=state,
        on=on,
        note=note,
        made_at=dates.now(),
        made_by=actor,
    )

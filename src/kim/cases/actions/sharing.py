"""Who else may look: reading is logged, grants end, handovers are accepted."""

from datetime import date

from django.db import transaction

from kim.accounts.models import Membership
from kim.accounts.outbox import enqueue
from kim.audit.actions import record
from kim.cases.models import Case, CaseGrant, CaseWorker, Handover
from kim.core import dates
from kim.core.locking import Conflict, claim_version
from kim.districts.models import Municipality


def note_reading(actor: Membership, *, case: Case, action: str = "case_read") -> None:
    """Log that somebody reads a case. Called before anything is shown; if it fails, nothing is shown."""
    record(actor, action, subject=case)


def note_list(actor: Membership, *, action: str) -> None:
    """Log that somebody was shown a list or search result with names."""
    record(actor, action)


def grant_access(
    actor: Membership, *, case: Case, membership: Membership, reason: str, starts_on: date, ends_on: date
) -> CaseGrant:
    """Let a colleague read a case for some time, with the reason."""
    with transaction.atomic():
        grant = CaseGrant(
            district=case.district,
            key_id=case.key_id,
            case=case,
            membership=membership,
            granted_by=actor,
            reason=reason,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        grant.save(force_insert=True)
        record(actor, "access_granted", subject=case)
    return grant


def end_grant(actor: Membership, *, grant: CaseGrant) -> None:
    """End a grant at once: it holds until yesterday."""
    with transaction.atomic():
        record(actor, "access_ended", subject=grant.case)
        CaseGrant.objects.filter(pk=grant.pk).delete()


def add_worker(actor: Membership, *, case: Case, membership: Membership) -> CaseWorker:
    """Let a colleague work in the case beside the lead."""
    with transaction.atomic():
        worker: CaseWorker
        worker, _ = CaseWorker.objects.update_or_create(
            case=case,
            membership=membership,
            defaults={"ends_on": None},
            create_defaults={"district": case.district, "starts_on": dates.today()},
        )
        record(actor, "worker_added", subject=case)
    return worker


def remove_worker(actor: Membership, *, worker: CaseWorker) -> None:
    """End a colleague's work in the case at once."""
    with transaction.atomic():
        record(actor, "worker_removed", subject=worker.case)
        worker.delete()


def offer_handover(actor: Membership, *, case: Case, receiver: Membership, note: str) -> Handover:
    """Offer a case to a colleague; until the answer nothing changes. Raises Conflict while another offer is open."""
    with transaction.atomic():
        Case.objects.select_for_update().filter(pk=case.pk).order_by("pk").get()
        if Handover.objects.filter(case=case, state=Handover.State.OFFERED).exists():
            raise Conflict(f"{case.number} ist schon angeboten.")
        handover = Handover(
            district=case.district,
            key_id=case.key_id,
            case=case,
            giver=actor,
            receiver=receiver,
            note=note,
            handed_on=dates.today(),
        )
        handover.save(force_insert=True)
        record(actor, "handover_offered", subject=case)
    return handover


def assign_cases(
    actor: Membership, *, lead: Membership, municipality: Municipality, receiver: Membership
) -> int:
    """Give all cases of somebody who has left, in one municipality, to a colleague and return how many.

    Open offers of the former lead end, which is noted like any other return. The new lead is told by mail; each case
    keeps an entry in the log.
    """
    with transaction.atomic():
        cases = list(
            Case.objects.select_for_update().filter(lead=lead, municipality=municipality).order_by("pk")
        )
        _return_offers(actor, cases)
        for case in cases:
            claim_version(case, case.version)
            case.lead = receiver
            case.save(update_fields=["lead"])
            record(actor, "case_assigned", subject=case)
        if cases:
            enqueue(receiver, "cases_assigned", f"/{actor.district.slug}/faelle/", place=municipality.name)
    return len(cases)


def _return_offers(actor: Membership, cases: list[Case]) -> None:
    offered = Handover.objects.filter(case__in=cases, state=Handover.State.OFFERED).select_related("case")
    for handover in offered.order_by("pk"):
        handover.state, handover.answered_on = Handover.State.RETURNED, dates.today()
        handover.save(update_fields=["state", "answered_on"])
        record(actor, "handover_returned", subject=handover.case)


def answer_handover(actor: Membership, *, handover: Handover, accept: bool) -> None:
    """Accept a case, which makes the receiver its lead, or give it back. Raises Conflict if it was answered before."""
    case = handover.case
    with transaction.atomic():
        state = Handover.State.ACCEPTED if accept else Handover.State.RETURNED
        waiting = Handover.objects.filter(pk=handover.pk, state=Handover.State.OFFERED)
        if not waiting.update(state=state, answered_on=dates.today()):
            raise Conflict(f"{case.number} wurde schon angenommen oder zurückgegeben.")
        handover.state, handover.answered_on = state, dates.today()
        if accept:
            claim_version(case, case.version)
            case.lead = handover.receiver
            case.save(update_fields=["lead"])
        record(actor, "handover_accepted" if accept else "handover_returned", subject=case)

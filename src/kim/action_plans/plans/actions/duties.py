"""Saying that a task was done."""

from django.db import transaction

from kim.accounts.models import Membership
from kim.action_plans.models import PlanDuty, PlanDutyDone
from kim.audit.actions import record
from kim.core import dates
from kim.districts.models import Municipality


def finish_duty(
    actor: Membership, *, duty: PlanDuty, place: Municipality | None, year: int, remark: str = ""
) -> PlanDutyDone:
    """Say that a task of a year is done; saying it again changes nothing but the day of a review."""
    today = dates.today()
    with transaction.atomic():
        done: PlanDutyDone
        done, is_new = PlanDutyDone.objects.select_for_update().get_or_create(
            duty=duty,
            municipality=place,
            year=year,
            defaults={
                "district_id": duty.district_id,
                "done_on": today,
                "done_by": actor,
                "remark": remark,
            },
        )
        is_later = duty.rhythm == PlanDuty.Rhythm.CONTINUOUS and done.done_on < today
        if is_later:
            done.done_on, done.done_by, done.remark = today, actor, remark
            done.save(update_fields=["done_on", "done_by", "remark"])
        if is_new or is_later:
            record(actor, "plan_duty_done", subject=done)
    return done


def reopen_duty(actor: Membership, *, duty: PlanDuty, place: Municipality | None, year: int) -> None:
    """Take back that a task of a year is done."""
    with transaction.atomic():
        for done in PlanDutyDone.objects.filter(duty=duty, municipality=place, year=year).order_by("pk"):
            record(actor, "plan_duty_reopened", subject=done)
            done.delete()

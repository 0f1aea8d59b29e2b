"""What a role may do where no single row decides."""

from datetime import date, timedelta

import pytest

from kim.accounts import permissions
from kim.accounts.models import Membership, Responsibility, Role, Substitution
from tests.cast import TODAY, in_district

pytestmark = pytest.mark.usefixtures("clock")

TEAM = {"team_lead", "coordinator", "case_manager", "assistant"}
LEADING = {"team_lead", "administrator"}
ALL = set(Role.values)
ALLOWED = {
    "is_member": ALL,
    "may_work_cases": {"case_manager"},
    "may_supervise": {"team_lead", "coordinator"},
    "may_see_case_list": {"team_lead", "coordinator", "case_manager"},
    "may_use_inbox": TEAM,
    "may_see_figures": TEAM | {"board_member", "municipality_contact"},
    "sees_suppressed_figures": {"board_member", "municipality_contact"},
    "may_manage_team": LEADING,
    "leads_team": {"team_lead"},
    "may_see_team": TEAM | {"administrator"},
    "may_audit": {"auditor"},
    "may_see_retention": LEADING | {"auditor"},
    "may_run_retention": LEADING,
    "may_enter_absence": TEAM | {"administrator"},
}


@pytest.mark.parametrize("predicate", ALLOWED)
def test_predicate_holds_for_its_roles_and_no_other(predicate):
    may = getattr(permissions, predicate)

    assert {role for role in ALL if may(Membership(pk=1, role=role))} == ALLOWED[predicate]


def test_no_predicate_is_left_out():
    named = {name for name in vars(permissions) if name.startswith("may_") or name == "is_member"}

    assert named - {"may_invite"} <= set(ALLOWED)


def test_roles_that_open_cases_are_given_by_the_lead_only():
    given = {role: permissions.roles_given_by(Membership(pk=1, role=role)) for role in ALL}

    assert given["team_lead"] == ALL
    assert given["administrator"] == ALL - {"team_lead", "coordinator", "case_manager"}
    assert {role for role in ALL if given[role]} == LEADING


@pytest.mark.parametrize("has_access", [True, False])
@pytest.mark.parametrize("role", sorted(ALL))
def test_whose_password_link_one_may_have(role, has_access):
    member = Membership(pk=2, role=role)
    who = {
        each
        for each in ALL
        if permissions.may_invite(Membership(pk=1, role=each), member, has_access=has_access)
    }

    is_opening = role in {"team_lead", "coordinator", "case_manager"}
    assert who == ({"team_lead"} if has_access or is_opening else LEADING)


def test_nobody_without_a_membership_is_a_member():
    assert not permissions.is_member(Membership(role=Role.TEAM_LEAD))


def test_membership_is_found_with_its_district_and_without_further_queries(
    anna, district, django_assert_num_queries
):
    with in_district(district), django_assert_num_queries(1):
        found = permissions.membership_of(anna.user, district)
        assert found == anna
        assert (found.user.name, found.area, found.employer.code, found.district) == (
            "Anna Anders",
            None,
            "kreis",
            district,
        )


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "stands_in"),
    [
        (TODAY, TODAY, True),
        (TODAY - timedelta(days=5), TODAY, True),
        (TODAY, TODAY + timedelta(days=5), True),
        (TODAY - timedelta(days=5), TODAY - timedelta(days=1), False),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=5), False),
    ],
)
def test_substitute_stands_in_on_the_days_of_the_substitution(
    scoped, anna, ben, starts_on, ends_on, stands_in
):
    Substitution.objects.create(
        district=scoped, absent=anna, substitute=ben, starts_on=starts_on, ends_on=ends_on
    )

    assert permissions.substituted_ids(ben) == ([anna.pk] if stands_in else [])
    assert permissions.substituted_ids(anna) == []


def test_only_the_lead_finds_rows_to_manage(scoped, anna, dora, ben):
    row = Substitution.objects.create(
        district=scoped, absent=anna, substitute=ben, starts_on=TODAY, ends_on=TODAY
    )
    assert set(permissions.members_managed_by(dora)) == {anna, ben, dora}
    assert not permissions.members_managed_by(anna).exists()
    assert permissions.responsibilities_managed_by(dora).count() == Responsibility.objects.count() == 2
    assert not permissions.responsibilities_managed_by(anna).exists()
    assert list(permissions.substitutions_managed_by(dora)) == [row]
    assert list(permissions.substitutions_managed_by(anna)) == [row]
    assert list(permissions.substitutions_managed_by(ben)) == []


@pytest.mark.parametrize(
    ("ends_on", "is_found"), [(None, True), (TODAY, True), (TODAY - timedelta(days=1), False)]
)
def test_invitation_finds_who_has_not_left(scoped, anna, ends_on, is_found):
    Membership.objects.filter(pk=anna.pk).update(ends_on=ends_on)

    assert (permissions.invited_member(anna.pk) == anna) is is_found
    assert permissions.invited_member(0) is None


def test_invited_one_may_accept_before_the_first_day(scoped, anna):
    Membership.objects.filter(pk=anna.pk).update(starts_on=date(2027, 1, 1))

    assert permissions.invited_member(anna.pk) == anna

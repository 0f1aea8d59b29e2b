"""Make the tables of both databases, one district and its people."""

from django.core.management import call_command

from kim.accounts.models import Role
from kim.core.tenancy import district_scope
from kim.districts.models import Municipality
from tests.cast import make_district, make_member
from tests.drills.programs.stage import answer_with


def build() -> bool:
    for alias in ("default", "keys"):
        call_command("migrate", database=alias, verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    district = make_district("probstadt", "Kreis Probstadt", "05997", "P")
    with district_scope(district):
        lindenau = Municipality.objects.get(name="Lindenau")
    for name in ("Anna Anders", "Ben Beispiel"):
        make_member(district, name, Role.CASE_MANAGER, places=(lindenau,))
    make_member(district, "Dora Dorn", Role.TEAM_LEAD)
    return True


if __name__ == "__main__":
    answer_with(build)

"""Office hours may stand without times that nobody knows."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from kim.core.tenancy import each_district


def arrange_what_has_no_times(apps: Any, schema_editor: Any) -> None:
    """Go back: in the version before, hours without times are by arrangement; their note stays."""
    hours = apps.get_model("network", "OfficeHours")._base_manager
    for district in each_district(apps, schema_editor):
        lacking = Q(times_unknown=True) | (~Q(rule="") & Q(starts=None))
        hours.filter(lacking, district_id=district).update(
            rule="", first_on=None, times_unknown=False, by_arrangement=True
        )


class Migration(migrations.Migration):
    """Columns and rules, and on the way back what the old rules allow."""

    dependencies = [
        ("districts", "0004_unknown_clearing_point"),
        ("network", "0009_partner_contact_version"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="officehours",
            name="office_hours_rule_arrangement_or_none",
        ),
        migrations.AddField(
            model_name="officehours",
            name="times_unknown",
            field=models.BooleanField(default=False, verbose_name="Zeiten nicht bekannt"),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by_arrangement", True), ("rule", "")),
                    models.Q(("none", True), ("rule", "")),
                    models.Q(("rule", ""), ("times_unknown", True)),
                    models.Q(
                        models.Q(("rule", ""), _negated=True), ("none", False), ("times_unknown", False)
                    ),
                    _connector="OR",
                ),
                name="office_hours_say_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends__isnull", True), ("starts__isnull", True)),
                    models.Q(("ends__isnull", False), ("starts__isnull", False)),
                    _connector="OR",
                ),
                name="office_hours_have_both_times_or_neither",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.CheckConstraint(
                condition=models.Q(("none", False), ("times_unknown", False), _connector="OR"),
                name="office_hours_none_or_unknown",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, arrange_what_has_no_times),
    ]

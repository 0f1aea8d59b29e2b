"""A place may have no open office hours."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from kim.core.tenancy import each_district


def leave_out_none(apps: Any, schema_editor: Any) -> None:
    """Go back: the version before knows no "none"; what is by arrangement at a place beside it stays as that."""
    hours = apps.get_model("network", "OfficeHours")._base_manager
    for district in each_district(apps, schema_editor):
        none = hours.filter(district_id=district, none=True)
        none.filter(Q(by_arrangement=False) | Q(place="")).delete()
        none.update(none=False)


class Migration(migrations.Migration):
    """Columns and rules, and on the way back what the old rules allow."""

    dependencies = [
        ("districts", "0003_municipality_version"),
        ("network", "0007_office_hours_version"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="officehours",
            name="office_hours_rule_or_arrangement",
        ),
        migrations.AddField(
            model_name="officehours",
            name="none",
            field=models.BooleanField(default=False, verbose_name="keine offene Sprechzeit"),
        ),
        migrations.AlterField(
            model_name="officehours",
            name="place",
            field=models.CharField(blank=True, max_length=200, verbose_name="Ort"),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by_arrangement", True), ("rule", "")),
                    models.Q(("none", True), ("rule", "")),
                    models.Q(
                        models.Q(("rule", ""), _negated=True),
                        ("ends__isnull", False),
                        ("none", False),
                        ("starts__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="office_hours_rule_arrangement_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="officehours",
            constraint=models.CheckConstraint(
                condition=models.Q(("none", True), models.Q(("place", ""), _negated=True), _connector="OR"),
                name="office_hours_have_a_place",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, leave_out_none),
    ]

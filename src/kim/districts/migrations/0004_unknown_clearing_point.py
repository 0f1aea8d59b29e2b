"""Whether there is a clearing point may be unknown: until now a box that nobody had ticked meant no."""

from typing import Any

from django.db import migrations, models

from kim.core.tenancy import each_district


def forget_what_nobody_said(apps: Any, schema_editor: Any) -> None:
    """Take every no for unknown; who knows better says so, and loading the pack brings back what its source says."""
    _say_instead(apps, schema_editor, was=False, now=None)


def take_unknown_for_no(apps: Any, schema_editor: Any) -> None:
    """Go back: the version before knows yes and no only."""
    _say_instead(apps, schema_editor, was=None, now=False)


def _say_instead(apps: Any, schema_editor: Any, *, was: bool | None, now: bool | None) -> None:
    places = apps.get_model("districts", "Municipality")._base_manager
    for district in each_district(apps, schema_editor):
        places.filter(district_id=district, clearing_point=was).update(clearing_point=now)


class Migration(migrations.Migration):
    """Columns, and what no longer stands in one of them."""

    dependencies = [("districts", "0003_municipality_version")]

    operations = [
        migrations.AddField(
            model_name="district",
            name="contact_rule",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="Ansprechstelle, wenn keine genannt ist"
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="integreat_url",
            field=models.URLField(blank=True, verbose_name="Seite in Integreat"),
        ),
        migrations.AlterField(
            model_name="municipality",
            name="clearing_point",
            field=models.BooleanField(blank=True, null=True, verbose_name="Clearingstelle"),
        ),
        migrations.RunPython(forget_what_nobody_said, take_unknown_for_no),
    ]

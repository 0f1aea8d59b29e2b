"""Duties that never end are looked at from time to time; who says that a task is done may say why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the rhythm of reviews and the remark."""

    dependencies = [("action_plans", "0004_figures_settings")]

    operations = [
        migrations.AddField(
            model_name="planduty",
            name="review_months",
            field=models.PositiveSmallIntegerField(default=12, verbose_name="überprüft alle … Monate"),
        ),
        migrations.AddField(
            model_name="plandutydone",
            name="remark",
            field=models.CharField(blank=True, max_length=300, verbose_name="Anmerkung"),
        ),
    ]

"""Steps of agreements, the office's own Word templates, and the second wall around both."""

import django.db.models.deletion
from django.db import migrations, models

from kim.core.tenancy import enable_row_security


class Migration(migrations.Migration):
    """Tables and row-level security."""

    dependencies = [
        ("accounts", "0002_row_security"),
        ("districts", "0002_row_security"),
        ("network", "0004_row_security_of_plan_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="textblock",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="AgreementEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Entwurf"),
                            ("agreed", "abgestimmt"),
                            ("signed", "unterzeichnet"),
                            ("in_force", "in Kraft"),
                            ("under_review", "wird überprüft"),
                            ("ended", "beendet"),
                        ],
                        max_length=12,
                        verbose_name="Stand",
                    ),
                ),
                ("on", models.DateField(verbose_name="am")),
                ("note", models.TextField(blank=True, verbose_name="Hinweis")),
                ("made_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="network.agreement",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="districts.district",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schritt",
                "verbose_name_plural": "Schritte",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AgreementTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("interface", "Schnittstellenkonzept"),
                            ("cooperation", "Kooperationsvereinbarung"),
                            ("funding", "Weiterleitungsvertrag"),
                        ],
                        max_length=12,
                        verbose_name="Art",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="Datei")),
                ("content", models.BinaryField(verbose_name="Inhalt")),
                ("uploaded_at", models.DateTimeField(verbose_name="am")),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="districts.district",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "Word-Vorlage",
                "verbose_name_plural": "Word-Vorlagen",
                "ordering": ["kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("district", "kind"), name="agreement_template_once")
                ],
            },
        ),
        enable_row_security("network_agreementevent", "network_agreementtemplate"),
    ]

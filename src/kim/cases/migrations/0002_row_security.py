"""The second wall: PostgreSQL itself shows only rows of the open district."""

from django.db import migrations

from kim.core.tenancy import enable_row_security


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = [("cases", "0001_initial")]
    operations = [
        enable_row_security(
            "cases_client",
            "cases_household",
            "cases_householdmember",
            "cases_casecounter",
            "cases_case",
            "cases_casemember",
            "cases_caseperiod",
            "cases_caseworker",
            "cases_casegrant",
            "cases_handover",
            "cases_prolongation",
            "cases_consultation",
            "cases_casenote",
            "cases_need",
            "cases_intake",
            links={
                "cases_consultation_topics": ("cases_consultation", "consultation_id"),
                "cases_consultation_persons": ("cases_consultation", "consultation_id"),
            },
        ),
    ]

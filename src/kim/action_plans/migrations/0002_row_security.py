"""The second wall: PostgreSQL itself shows only rows of the open district; states of a concept stay as they are."""

from django.db import migrations

from kim.core.append_only import make_append_only
from kim.core.tenancy import enable_row_security


class Migration(migrations.Migration):
    """Row-level security, and triggers that keep what was released."""

    dependencies = [("action_plans", "0001_initial")]
    operations = [
        enable_row_security(
            "action_plans_collectionrequest",
            "action_plans_collectionround",
            "action_plans_findingnote",
            "action_plans_focusarea",
            "action_plans_indicator",
            "action_plans_indicatorvalue",
            "action_plans_milestone",
            "action_plans_partremark",
            "action_plans_planduty",
            "action_plans_plandutydone",
            "action_plans_planstate",
            "action_plans_sourceoffice",
            "action_plans_talkanswer",
            "action_plans_talkquestion",
            "action_plans_talkstep",
            "action_plans_yearlytalk",
        ),
        make_append_only("action_plans_planstate"),
    ]

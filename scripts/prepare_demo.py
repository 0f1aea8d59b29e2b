"""Bring the demo's databases up to date in one process, so that a second start takes seconds."""

import os

import django
from django.core.management import call_command

DISTRICT_PACK = "districts/warendorf.toml"


def main() -> None:
    """Migrate, load the district and, if empty, the fictional people; then say who may log in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kim.project.settings")
    django.setup()
    from django.contrib.auth import get_user_model

    call_command("migrate", verbosity=0)
    call_command("migrate", database="keys", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not get_user_model()._default_manager.exists():
        call_command("load_district", DISTRICT_PACK, apply=True)
        print("Making up fictional people and cases (once) ...", flush=True)
        call_command("load_demo")
    call_command("demo_accounts")


if __name__ == "__main__":
    main()

"""`manage.py first_team_lead`: take in the first person of a district and print the link that sets the password."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from kim.accounts.actions.founding import found_team
from kim.accounts.actions.members import TeamError
from kim.core.tenancy import district_scope
from kim.districts.models import District


class Command(BaseCommand):
    """Enters the first team lead; everybody else is entered on the page of the team."""

    help = "Trägt die erste Teamleitung eines Kreises ein und nennt den Link, mit dem sie ihr Passwort setzt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        parser.add_argument("district", help="Kurzname des Kreises")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--apply", action="store_true", help="eintragen; sonst wird nur geprüft")

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter the person and print the link."""
        district = District.objects.filter(slug=options["district"]).first()
        if district is None:
            raise CommandError(f"Den Kreis {options['district']} gibt es nicht.")
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']} ist keine E-Mail-Adresse.") from None
        if not options["apply"]:
            self.stdout.write(
                f"{options['name']} würde Teamleitung in {district}. --apply trägt die Person ein."
            )
            return
        try:
            with district_scope(district):
                member, token = found_team(district, name=options["name"], email=options["email"])
        except TeamError as error:
            raise CommandError(str(error.args[-1])) from None
        path = reverse(
            "accounts:invitation", kwargs={"district": district.slug, "member": member.pk, "token": token}
        )
        self.stdout.write(
            f"{member} ist Teamleitung in {district}. Passwort setzen: {settings.PUBLIC_URL}{path}"
        )

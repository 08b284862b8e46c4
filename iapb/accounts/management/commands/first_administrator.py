"""The one-time links of the first two administrators. Each is printed once and works for 24 hours."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iapb.accounts.actions import first
from iapb.accounts.errors import Invalid


class Command(BaseCommand):
    help = "Make the first account administrator, or the first two, and print a one-time link for each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", help="needed unless --new-link is given")
        parser.add_argument("--second-email", help="the second administrator, without whom no role can be confirmed")
        parser.add_argument("--second-name")
        parser.add_argument("--new-link", action="store_true", help="the old link of --email expired without use")

    def handle(self, **options: Any) -> None:
        try:
            made = self._links(options)
        except Invalid as error:
            raise CommandError(str(error.sentence)) from None
        for link in made:
            self.stdout.write(f"{link.person.email}: open this within 24 hours, it works once:\n  {link.address}")
        if len(made) == 1 and not options["new_link"]:
            self.stdout.write(
                "Roles need a second administrator's confirmation. Run this command again with another "
                "person, or use --second-email, before inviting others."
            )

    def _links(self, options: dict[str, Any]) -> list[first.Link]:
        if options["new_link"]:
            return [first.renew_link(email=options["email"])]
        if not options["name"]:
            raise CommandError("--name is needed.")
        people = [(options["email"], options["name"])]
        if options["second_email"]:
            if not options["second_name"]:
                raise CommandError("--second-name is needed with --second-email.")
            people.append((options["second_email"], options["second_name"]))
        return first.make(people=people)

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from editorial import demonstration


class Command(BaseCommand):
    help = "Load what is missing of the demonstration (again: nothing happens) and print its accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        # A retraction makes its page at once, and a page names the files of its look.
        if settings.DEMONSTRATION and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
        try:
            made = demonstration.load()
        except demonstration.NotADemonstration as error:
            raise CommandError(str(error)) from None
        self.stdout.write("The demonstration was loaded." if made else "The demonstration is there already.")
        self.stdout.write(f"Sign in with the password “{demonstration.PASSWORD}” as")
        for account in demonstration.ACCOUNTS:
            specialty = f", {account.specialty}" if account.specialty else ""
            self.stdout.write(f"  {account.email:22} {account.name} ({account.role}{specialty})")

"""Delete what readers asked once the period in the policy is over. Run it daily; `serve` does it when it starts."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from editorial.inbox import questions


class Command(BaseCommand):
    help = "Delete readers' questions and reports whose period is over."

    def handle(self, *args: Any, **options: Any) -> None:
        count = questions.forget(timezone.localdate())
        self.stdout.write(f"Deleted {count} questions and reports whose period is over.")

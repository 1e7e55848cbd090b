"""What the sign-in page shows in a demonstration."""

from django import template

from editorial.accounts.demonstration import DemonstrationAccount, accounts

register = template.Library()


@register.simple_tag
def demonstration_accounts() -> tuple[DemonstrationAccount, ...]:
    """The accounts that anybody may try; none outside demonstration mode, where they do not exist."""
    return accounts()

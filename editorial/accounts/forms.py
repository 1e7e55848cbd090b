"""Forms about accounts that differ from the library's."""

from allauth.account import forms

from editorial.accounts.models import User


class ResetPasswordForm(forms.ResetPasswordForm):
    """Asks for a new password. Only the address one signs in with opens an account."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.users = list(User.objects.known_by(email).filter(is_active=True))
        return email

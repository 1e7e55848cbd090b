"""Pages about accounts that differ from the library's."""

from typing import Any

from allauth.account import views
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from editorial.accounts import door
from editorial.accounts.roles import Roles


@door.page("GET")
def start(request: door.SignedInRequest) -> HttpResponse:
    """Where a person lands after signing in: board members at their queue, operators without a role of ours in the
    administration, everybody else at the desk."""
    roles = Roles(request.user)
    if roles.board_member:
        return redirect("boardroom:queue")
    if request.user.is_staff and not (roles.author or roles.editor):
        return redirect("admin:index")
    return redirect("desk:start")


class PasswordChange(views.PasswordChangeView):
    """Asks for the old password. Who has none is led to the mail that gives one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

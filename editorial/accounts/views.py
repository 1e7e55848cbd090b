from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from editorial.accounts.roles import Roles


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Where a person lands after signing in: board members at their queue, everybody else at the desk."""
    return redirect("boardroom:queue" if Roles(request.user).board_member else "desk:start")

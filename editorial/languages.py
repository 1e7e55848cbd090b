"""Which language a page speaks.

Readers' pages speak the language of their address, so that a page at one address is the same for everybody. The rooms
behind the sign-in have one address each and speak the language that the person chose there, else that of the browser.
"""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

WORKROOMS = ("/desk/", "/board/", "/operators/", "/accounts/", "/start/")


def is_workroom(path: str) -> bool:
    """Whether this path belongs to the people who work here."""
    return path.startswith(WORKROOMS)


class LanguageMiddleware(LocaleMiddleware):
    """Django's own, which gives every address without a language prefix the default language, but for the workrooms."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if is_workroom(request.path_info):
            language = translation.get_language_from_request(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language


def choices() -> list[tuple[str, str]]:
    """The languages to choose from: code, and name in the language itself."""
    codes = [code for code, _name in settings.LANGUAGES]
    return [(code, str(translation.get_language_info(code)["name_local"]).capitalize()) for code in codes]

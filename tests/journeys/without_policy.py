"""The application with the Content-Security-Policy taken off: what the policy would stop must not be there at all."""

from collections.abc import Callable, Iterable
from typing import Any

from editorial.wsgi import application as guarded


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        return start_response(
            status, [each for each in headers if each[0].lower() != "content-security-policy"], exc_info
        )

    return guarded(environ, start)

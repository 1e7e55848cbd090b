"""What must be so before anything starts: secrets that are fit for use, and sign-offs that this key can answer for.

`manage.py check` and `serve` ask; an error keeps the house from starting, with a sentence that says what to do.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection
from django.db.models import Q

from reviewers.models import SignOff
from reviewers.proof import keys, statements

# Django's own measure of a secret (django.core.checks.security.base), which it asks with --deploy only.
SHORTEST_SECRET, FEWEST_CHARACTERS = 50, 5


@register()
def signing_key_signs(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The first to find out about a bad key must not be the member who signs."""
    try:
        keys.probe()
    except (keys.BadKey, OSError) as error:
        return [Error(str(error), id="editorial.E001")]
    return []


@register()
def secret_key_is_secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Sessions and reset links are signed with it: one that others know or can guess lets anybody in as anybody."""
    secret = settings.SECRET_KEY
    if not settings.PRODUCTION:
        return []
    if secret == settings.PUBLISHED_SECRET_KEY:
        said = "SECRET_KEY is the one that demonstrations use; everybody can read it in the source."
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        said = f"SECRET_KEY is too easy to guess; it must have {SHORTEST_SECRET} random characters or more."
    else:
        return []
    return [Error(f"{said} docs/running.md says how to make one.", id="editorial.E002")]


@register()
def site_address_is_an_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """It stands in every proof, mail and feed."""
    try:
        parts = urlsplit(settings.SITE_ADDRESS)
        is_origin = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(parts[2:])
        _ = parts.port  # raises for one that is none
    except ValueError:
        is_origin = False
    if is_origin:
        return []
    said = f"SITE_ADDRESS is “{settings.SITE_ADDRESS}”; it must be like https://articles.example.org, without a path."
    return [Error(said, id="editorial.E003")]


@register(Tags.database)
def signoffs_are_by_this_house(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """With another key every earlier proof stops holding: said at the start, not by readers."""
    if "default" not in (databases or ()) or SignOff._meta.db_table not in connection.introspection.table_names():
        return []  # nobody asked about the database, or it was never migrated
    try:
        ours = Q()
        for head in statements.heads():
            ours |= Q(jws__startswith=f"{head}.")
    except keys.BadKey:
        return []  # said above
    others = SignOff.objects.exclude(ours).order_by("-signed_at")
    newest = others.values_list("jws", flat=True).first()
    if newest is None:
        return []
    said = (
        f"{others.count()} of the sign-offs were not made with this SIGNING_KEY (kid {keys.public_jwk()['kid']}); "
        f"the newest of them names the key {statements.kid_of(newest) or '(none)'}. The proofs of their articles do "
        "not hold while this key is in use. Start with the key that they were made with."
    )
    return [Warning(said, id="editorial.W001")]

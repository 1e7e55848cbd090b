"""Every page there is to look at: what the sitemap lists, and what it leaves out on purpose."""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.journeys.house import House, served

if TYPE_CHECKING:  # it needs Django, and a benchmark that only wants to know where the article is does not
    from tests.journeys.furnish import Furniture

SHIPPED = "/articles/baastrups-disease/"
UNLISTED = (
    "/search/",
    "/search/?q=injection",
    "/search/?q=baastrp",
    "/search/?q=quetzalcoatlus",
    "/feeds/",
    "/wording/",
    "/api/",
    f"{SHIPPED}plain/",
    f"{SHIPPED}ask/",
    f"{SHIPPED}ask/?q=" + quote("When is an injection given?"),
    f"{SHIPPED}ask/sent/",
    f"{SHIPPED}report/",
    f"{SHIPPED}report/sent/",
    "/about/editorial-policy/1/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/nothing/is/here/",
)


def public(house: House, furniture: "Furniture") -> list[str]:
    """Paths of all public pages, in every language they have."""
    listed = [path for path in sitemap(house) if not path.startswith(furniture.hostile)]
    paths = [*listed, *UNLISTED, furniture.changes, furniture.retracted, f"{furniture.corrected}plain/"]
    return [*dict.fromkeys([*paths, furniture.hostile, furniture.hostile_plain])]


def sitemap(house: House) -> list[str]:
    """What the sitemap lists, as paths."""
    parts = locations(f"{house.address}/sitemap.xml")
    assert parts, "The sitemap has no parts."
    return [address.removeprefix(house.address) for part in parts for address in locations(part)]


def locations(address: str) -> list[str]:
    return re.findall(r"<loc>([^<]+)</loc>", served(address).decode())

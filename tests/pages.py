"""Pages as tests read them."""

import re

BLOCK = "(?:article|aside|dd|details|div|dl|dt|footer|form|h[1-6]|header|li|main|nav|ol|p|section|summary|t[dhr]|ul)"


def compact(html: str) -> str:
    """The HTML with single spaces, and none beside blocks: how a template's lines are broken does not show."""
    html = re.sub(r"\s+", " ", html)
    return re.sub(rf" ?(</?{BLOCK}(?: [^>]*)?>) ?", r"\1", html).strip()

"""Stylesheets as they are served: what a stylesheet imports stands in it, so that a page asks for one file.

In development the browser follows the imports itself; `collectstatic` puts them in place.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDER = "css/"
IMPORT = re.compile(r'@import url\("([^"]+)"\);\n')


class StylesheetStorage(CompressedManifestStaticFilesStorage):
    """Static files under the hash of what is in them; a stylesheet's hash covers what it imports."""

    def post_process(self, paths: dict[str, tuple[Storage, str]], *args: Any, **options: Any) -> Iterator[Any]:
        joined = {
            name: (Joined(storage), path) if name.startswith(FOLDER) else (storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(joined, *args, **options)


class Joined:
    """A storage whose stylesheets contain what they import."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> ContentFile[bytes]:
        return ContentFile(self.text(path).encode())

    def text(self, path: str) -> str:
        """The stylesheet with its imports in place. An address in what is imported would be read from another folder:
        files below css/ name none. Raises ImproperlyConfigured for an import that is written in another way, which a
        browser would leave out behind what was joined.
        """
        with self.storage.open(path) as source:
            written = source.read().decode()
        joined = IMPORT.sub(lambda found: self.text(posixpath.join(posixpath.dirname(path), found[1])), written)
        if "@import" in joined:
            raise ImproperlyConfigured(f'{path}: write each import as @import url("FILE"); on a line of its own.')
        return joined

"""The WSGI application: finished pages from memory, then static files, then Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "editorial.settings")
django_application = get_wsgi_application()

from whitenoise import WhiteNoise  # noqa: E402 - the shelf reads models, which need the line above

from editorial.press.shelf import Shelf  # noqa: E402

# Around Django, not as its middleware: a third of the time a file takes. Hashed names never change their content.
static_files = WhiteNoise(
    django_application,
    root=settings.STATIC_ROOT if os.path.isdir(settings.STATIC_ROOT) else None,
    prefix=settings.STATIC_URL,
    allow_all_origins=False,
    immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$",
)
application = Shelf(static_files)

"""Settings of the test suite: real databases, real caches, fast hashing."""

import os

os.environ.setdefault("IMPRIMATUR_MODE", "development")

from editorial.settings import *  # noqa: F403
from editorial.settings import DATABASES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAIL_TRANSPORT = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
SHELF_SECONDS = 0.0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the concurrency tests open real connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}

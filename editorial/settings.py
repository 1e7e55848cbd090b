"""Settings, all from the environment; docs/running.md lists every variable.

IMPRIMATUR_MODE is "demonstration" (make run), "development" or "production" (the default). Production refuses to start
without SECRET_KEY, ALLOWED_HOSTS and SIGNING_KEY.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
MODE = os.environ.get("IMPRIMATUR_MODE", "production")
if MODE not in ("demonstration", "development", "production"):
    raise ImproperlyConfigured(f"IMPRIMATUR_MODE is “{MODE}”; it must be demonstration, development or production.")
PRODUCTION = MODE == "production"
DEMONSTRATION = MODE == "demonstration"
DEBUG = False


def required(name: str, otherwise: str) -> str:
    """An environment variable that production must have; `otherwise` serves the other modes."""
    value = os.environ.get(name, "")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(
            f"Production needs the environment variable {name}; set it as docs/running.md says, "
            "or IMPRIMATUR_MODE=demonstration to try things out."
        )
    return value or otherwise


def number(name: str, otherwise: str, kind: type[int] | type[float] = int) -> Any:
    """An environment variable that is a number of 0 or more."""
    value = os.environ.get(name) or otherwise
    try:
        if (found := kind(value)) >= 0:
            return found
    except ValueError:
        pass
    raise ImproperlyConfigured(f"{name} is “{value}”; it must be a number of 0 or more. See docs/running.md.")


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


# Everybody can read it here; production refuses it (editorial/checks.py).
PUBLISHED_SECRET_KEY = "not-secret-demonstration-and-development-only-0123456789abcdef"  # noqa: S105
SECRET_KEY = required("SECRET_KEY", PUBLISHED_SECRET_KEY)
ALLOWED_HOSTS = listed(required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"))
# Ed25519 private key of the house, 32 bytes in base64url; without one a demonstration makes its own in VAR_DIR.
SIGNING_KEY = required("SIGNING_KEY", "")
SITE_NAME = os.environ.get("SITE_NAME", "Imprimatur")
SITE_ADDRESS = os.environ.get(
    "SITE_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000"
).rstrip("/")

INSTALLED_APPS = [
    "editorial.accounts.apps.OperatorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "csp",
    "django_fsm",
    "django_htmx",
    "django_tasks",
    "modelsearch",
    "simple_history",
    "articles",
    "reviewers",
    "editorial.accounts",
    "editorial.work",
    "editorial.reading",
    "editorial",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "editorial.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "editorial.typesetting.old_words.fit_pages",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "editorial.accounts.door.PrivateAnswers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "editorial.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "editorial.urls"
WSGI_APPLICATION = "editorial.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "editorial.accounts.roles.in_templates",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'imprimatur.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=True,  # else a restarted database costs each thread one request
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE and WAL: with the defaults a quarter of concurrent read-then-write transactions fail (measured).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    if VAR_DIR in Path(DATABASES["default"]["NAME"]).parents:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared between workers, since guesses of passwords are counted here: a per-process cache would multiply the limit.
# With Django's 300 entries somebody could crowd the counts out by guessing for many accounts.
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
# Django's own: people sign in with User.email, never with an address that allauth keeps beside it.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "start"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "editorial.accounts.adapter.HouseAdapter"
ACCOUNT_FORMS = {"reset_password": "editorial.accounts.forms.ResetPasswordForm"}
# Django's own again: allauth's makes a row of its own for each address.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - no password
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_EMAIL_VERIFICATION = "none"
# A stranger who asks for a new password gets no mail, and learns nothing about who has an account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip"}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "editorial" / "locale"]
FORMAT_MODULE_PATH = "editorial.formats"
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "editorial.stylesheets.StylesheetStorage"},
}

# Every mail is written into the queue; a worker hands it to the transport (editorial/work/mail.py).
EMAIL_BACKEND = "editorial.work.mail.QueuedBackend"
MAIL_TRANSPORT = os.environ.get(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = float(os.environ.get("EMAIL_TIMEOUT", "10"))  # seconds; Django's default waits for ever
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <editors@{ALLOWED_HOSTS[0].strip('.[]*')}>")

# Whom the sign-in page names: a path, so that production imports nothing of the demonstration.
DEMONSTRATION_ACCOUNTS = "editorial.demonstration.ACCOUNTS" if DEMONSTRATION else ""
TASKS = {"default": {"BACKEND": "editorial.work.backend.QueueBackend", "QUEUES": ["default", "mail"]}}

# Who decides that a revision may be approved: a callable that takes a Revision and returns an articles.states.Verdict.
REVIEW_POLICY = "reviewers.quorum.verdict"
# How many sign-offs a revision submitted now asks for, for good: a callable that takes an Article and returns a number.
REVIEW_QUORUM = "reviewers.policy.quorum"

MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
if OPENSEARCH_URL := os.environ.get("OPENSEARCH_URL", ""):
    MODELSEARCH_BACKENDS["default"] = {
        "BACKEND": "modelsearch.backends.opensearch3",
        "URLS": [OPENSEARCH_URL],  # type: ignore[dict-item]
        "INDEX_PREFIX": "imprimatur_",
    }

# The press: memory for finished pages in each worker, and how long a worker may trust what it has (seconds).
SHELF_BYTES = number("SHELF_BYTES", str(64 * 1024 * 1024))
SHELF_SECONDS = number("SHELF_SECONDS", "1.0", float)

# Where publications are looked up by DOI and PMID (editorial/lookup.py); a service without an address is not asked.
REFERENCE_LOOKUP = {
    "Crossref": os.environ.get("CROSSREF_ADDRESS", ""),
    "PubMed": os.environ.get("PUBMED_ADDRESS", ""),
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "editorial.accounts.door.expired"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an import over a long article is one checkbox for each change
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
if PRODUCTION:
    SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = listed(os.environ.get("CSRF_TRUSTED_ORIGINS", SITE_ADDRESS))
    if os.environ.get("BEHIND_PROXY", "") == "1":
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        # Else all the world would come from the proxy's address and share one limit of guesses and questions.
        ALLAUTH_TRUSTED_PROXY_COUNT = 1

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django settings. Every ``LINLI_…`` variable read here is documented in ``docs/settings.md``."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from linli.platform import database, home
from linli.platform.logs import kept_elsewhere

ROOT = Path(__file__).resolve().parents[1]


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "") not in ("", "0", "no", "false")


DEBUG = flag("LINLI_DEBUG")
TESTING = flag("LINLI_TESTING")
SECRET_KEY = os.environ.get("LINLI_SECRET_KEY") or home.kept_secret(
    "secret.key", lambda: secrets.token_urlsafe(48)
)
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
HTTPS = flag("LINLI_HTTPS")
COOKIE_PREFIX = "__Host-" if HTTPS else ""  # browsers keep such a name for this host and HTTPS alone
DEMO = flag("LINLI_DEMO", default=not HTTPS)  # people whose password is told to everybody
PROXIES = int(os.environ.get("LINLI_PROXIES", "0"))
SITE_URL = os.environ.get("LINLI_URL", f"http://127.0.0.1:{os.environ.get('LINLI_PORT', '8000')}").rstrip(
    "/"
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "linli.platform.ui",
    "django.forms",
    "linli.platform.journal",
    "linli.platform.access",
    "linli.platform.files",
    "linli.platform.forms",
    "linli.platform.openrosa",
    "linli.platform.erasure",
    "linli.platform.outbox",
    "linli.platform.stamps",
    "linli.platform.jobs",
    "linli.places",
    "linli.topics",
    "linli.people",
    "linli.norms",
    "linli.triage",
    "linli.privacy",
    "linli.participation",
    "linli.cases",
    "linli.disputes",
    "linli.fieldwork",
    "linli.channels",
    "linli.square",
    "linli.desk",
    "linli.field",
    "linli.kiosk",
]

# Who tells apart the people behind an event of a storey that its hearer does not know.
TOLD_BY = {"visit.noted": "linli.fieldwork.public.told_by"}

MIDDLEWARE = [
    "linli.platform.access.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.config.middleware.Sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "linli.config.middleware.TownTime",
    "linli.platform.ui.middleware.Problems",
    "linli.platform.access.gate.Gate",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "linli.platform.ui.context.page",
                "linli.places.slots.town_of_page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "linli.platform.ui.templatetags.ui",
            ],
        },
    }
]
if TESTING:
    from linli.platform.testing.strict import Undefined

    TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # type: ignore[index]
FORM_RENDERER = "linli.platform.ui.forms.Renderer"


def _database(*, owner: bool) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        **database.connection(owner=owner),
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


# The product works as a role that cannot change the journal; migrations run as the owner.
DATABASES: dict[str, dict[str, Any]] = {"default": _database(owner=TESTING)}
if not TESTING:
    DATABASES["owner"] = _database(owner=True)
if pool := int(os.environ.get("LINLI_DATABASE_POOL", "0")):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a connection that died is never handed out
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"]["OPTIONS"]}
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": pool,
        "timeout": 10,
    }
# Signing in at an OpenID provider; off unless an issuer is named.
OIDC: dict[str, Any] | None = None
if _issuer := os.environ.get("LINLI_OIDC_ISSUER"):
    OIDC = {
        "issuer": _issuer,
        "client": os.environ.get("LINLI_OIDC_CLIENT", "linli"),
        "secret": os.environ.get("LINLI_OIDC_SECRET", ""),
        "name": os.environ.get("LINLI_OIDC_NAME", "OpenID"),
        "hosts": tuple(os.environ.get("LINLI_OIDC_HOSTS", "").split()),
    }
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login",)},
    },
    {"NAME": "linli.platform.access.passwords.OwnWords"},
    {"NAME": "linli.platform.access.breached.Breached"},
]
AUTH_USER_MODEL = "people.Account"
ACTOR_OF_ACCOUNT = "linli.people.public.actor_of_account"
BREACHED = os.environ.get("LINLI_BREACHED", "")
CLAMD = os.environ.get("LINLI_CLAMD", "")
TOWN_WORDS = "linli.places.public.town_words"
ACTOR_LOADER = "linli.people.public.actor_of_request"
PROBLEM_ANSWER = "linli.platform.api.problem_response"
PROBLEM_PAGE = "linli.platform.ui.views.problem_page"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}linli_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = home.home() / "static"
STORAGES = {
    "default": {"BACKEND": "linli.platform.files.storage.DurableStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
MEDIA_ROOT = home.private("files")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}linli_session"
SESSION_COOKIE_AGE = 12 * 3600  # from signing in, whatever is done in it
SESSION_IDLE = 4 * 3600  # without a request: a round on foot, and not a forgotten counter
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}linli_csrf"
CSRF_FAILURE_VIEW = "linli.platform.ui.views.csrf_failed"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
MESSAGE_STORAGE = "linli.platform.ui.preferences.Messages"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 12

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("LINLI_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
HERE = ("", "localhost", "127.0.0.1", "::1")  # nothing leaves the machine
EMAIL_HOST = os.environ.get("LINLI_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("LINLI_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("LINLI_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LINLI_SMTP_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL and flag("LINLI_SMTP_TLS", default=EMAIL_HOST not in HERE)
if EMAIL_HOST not in HERE and not (EMAIL_USE_SSL or EMAIL_USE_TLS):
    raise ValueError("LINLI_SMTP_TLS=0: a mail server elsewhere is spoken to encrypted alone")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("LINLI_MAIL_FROM", "linli@localhost")

LOG_FORM = "json" if os.environ.get("LINLI_LOG_FORMAT") == "json" else "plain"
LOG_TO = os.environ.get("LINLI_LOG_TO", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "linli.platform.logs.Lines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORM},
        **({"elsewhere": kept_elsewhere(LOG_TO, LOG_FORM)} if LOG_TO else {}),
    },
    "root": {"handlers": ["console", *(["elsewhere"] if LOG_TO else [])], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "linli": {"level": os.environ.get("LINLI_LOG_LEVEL", "INFO")},
    },
}

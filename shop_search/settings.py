"""All settings, with the environment variables that set them (docs/operations.md)."""

from pathlib import Path
from typing import Any

import dj_database_url
from environs import Env, validate
from kombu import Queue

from catalog.language import configurations
from catalog.locales import locale_of
from catalog.web.theme.checks import (
    check_accent,
    check_link,
    check_logo,
    check_origin,
    check_theme_folder,
)
from catalog.web.theme.colours import DARK, LIGHT
from shop_search.database import Connection
from shop_search.embedded.machine import cores
from shop_search.logs import logging_settings
from shop_search.redis_urls import celery_broker_url, with_database
from shop_search.server_checks import RETRY_ONCE
from shop_search.setting_errors import names_fix
from shop_search.texts.languages import translated_languages

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where things are -------------------------------------------------------------------
SHOP_VAR: Path = env.path("SHOP_VAR", BASE_DIR / "var")
SHOP_ENCODER: str = env.str("SHOP_ENCODER", "bundled")
# OMP_NUM_THREADS may be a list, "4,2", with the threads of nested parallel regions.
SHOP_ENCODER_THREADS = int(env.list("OMP_NUM_THREADS", [0])[0]) or cores()
DATABASE_URL: str = env.str("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/shop")
REDIS_URL: str = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
# Not the database of the queue, so that flushing the cache loses no message.
SHOP_CACHE_URL: str = env.str("SHOP_CACHE_URL", with_database(REDIS_URL, 1))
# Seconds for one SQL statement of the web server (wsgi.py); 0 is no limit.
SHOP_STATEMENT_TIMEOUT: float = env.float("SHOP_STATEMENT_TIMEOUT", 10)
MEDIA_ROOT: Path = env.path("SHOP_MEDIA_ROOT", SHOP_VAR / "media")
# The language of new merchants: a text search configuration of Postgres.
SHOP_LANGUAGE: str = env.str(
    "SHOP_LANGUAGE", "english", validate=validate.OneOf(configurations.LANGUAGES)
)
# Of the pages for shoppers: language tags, the default first.
SHOP_PAGE_LANGUAGES: list[str] = env.list(
    "SHOP_PAGE_LANGUAGES",
    ["en", "de"],
    validate=[
        validate.Length(min=1),
        validate.ContainsOnly(translated_languages(BASE_DIR / "locale")),
    ],
)

# --- Safety -----------------------------------------------------------------------------
DEBUG: bool = env.bool("SHOP_DEBUG", False)
# With the embedded database a key is generated under SHOP_VAR. Else SHOP_SECRET_KEY is required.
INSECURE_KEY = "insecure-set-SHOP_SECRET_KEY"
SECRET_KEY: str = env.str("SHOP_SECRET_KEY", "") or INSECURE_KEY
ALLOWED_HOSTS: list[str] = env.list("SHOP_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("SHOP_CSRF_TRUSTED_ORIGINS", [])
SHOP_HTTPS: bool = env.bool("SHOP_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SHOP_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SHOP_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if SHOP_HTTPS else 0
SECURE_SSL_REDIRECT = SHOP_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Number of trusted proxies in front of the shop, which add to X-Forwarded-For.
SHOP_TRUSTED_PROXIES: int = env.int("SHOP_TRUSTED_PROXIES", 0)
# Set this only if a trusted proxy sets X-Request-ID; its value appears in the log.
SHOP_TRUST_REQUEST_ID: bool = env.bool("SHOP_TRUST_REQUEST_ID", False)

# --- The shop's name and look -----------------------------------------------------------
SHOP_NAME: str = env.str("SHOP_NAME", "Shop search", validate=validate.Length(min=1, max=60))
# Scheme and host of the shop in addresses that others keep. "": those of the request.
SHOP_ORIGIN: str = env.str("SHOP_ORIGIN", "", validate=names_fix(check_origin))
SHOP_ACCENT: str = env.str("SHOP_ACCENT", "", validate=names_fix(check_accent, LIGHT))
SHOP_ACCENT_DARK: str = env.str("SHOP_ACCENT_DARK", "", validate=names_fix(check_accent, DARK))
SHOP_CONTACT_URL: str = env.str("SHOP_CONTACT_URL", "", validate=names_fix(check_link))
SHOP_IMPRINT_URL: str = env.str("SHOP_IMPRINT_URL", "", validate=names_fix(check_link))
# A folder with templates, static files and translations that come before ours.
SHOP_THEME_DIR: Path | None = env.path(
    "SHOP_THEME_DIR", None, validate=names_fix(check_theme_folder)
)
_LAYERS = [*([SHOP_THEME_DIR.resolve()] if SHOP_THEME_DIR else []), BASE_DIR]
TEMPLATE_FOLDERS = [layer / "templates" for layer in _LAYERS if (layer / "templates").is_dir()]
STATICFILES_DIRS = [layer / "static" for layer in _LAYERS if (layer / "static").is_dir()]
SHOP_LOGO: str = env.str("SHOP_LOGO", "", validate=names_fix(check_logo, STATICFILES_DIRS))

# --- Signing in -------------------------------------------------------------------------
SHOP_REQUIRE_SECOND_FACTOR: bool = env.bool("SHOP_REQUIRE_SECOND_FACTOR", False)
# Counted from the sign-in, not from the last request (sign_in/apps.py).
SHOP_SESSION_HOURS: int = env.int("SHOP_SESSION_HOURS", 12, validate=validate.Range(min=1))
SESSION_COOKIE_AGE = SHOP_SESSION_HOURS * 60 * 60
SESSION_COOKIE_HTTPONLY = True
# Lax: links from other sites to the admin carry the session, forms on other sites do not.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
]
# The name of the account in an authenticator app.
OTP_TOTP_ISSUER = SHOP_NAME

# --- Limits -----------------------------------------------------------------------------
# A photo of 108 megapixels from a phone has 15 to 40 MB.
SHOP_MAX_PHOTO_BYTES: int = env.int("SHOP_MAX_PHOTO_MB", 40) * 1024 * 1024
# Memory per process, for all photos decoded at the same time. The minimum fits any stored photo.
SHOP_DECODING_BYTES: int = (
    env.int("SHOP_DECODING_MB", 1024, validate=validate.Range(min=96)) * 1024 * 1024
)
SHOP_MAX_IMPORT_BYTES: int = env.int("SHOP_MAX_IMPORT_MB", 512) * 1024 * 1024
SHOP_QUERY_PHOTO_HOURS: int = env.int("SHOP_QUERY_PHOTO_HOURS", 24)
SHOP_QUERY_PHOTO_BYTES: int = env.int("SHOP_QUERY_PHOTO_MB", 2048) * 1024 * 1024
# The age from which an import that names a photo's address again has it compared with the picture.
SHOP_PHOTO_CHECK_DAYS: float = env.float("SHOP_PHOTO_CHECK_DAYS", 7, validate=validate.Range(min=0))
SHOP_IMPORT_DAYS: int = env.int("SHOP_IMPORT_DAYS", 30)
# Of feeds that are fetched from an address: how long that may take, and for how many days it may
# fail before the address is given up.
SHOP_FEED_SECONDS: float = env.float(
    "SHOP_FEED_SECONDS", 600, validate=validate.Range(min=1, max=3600)
)
SHOP_FEED_DAYS: float = env.float("SHOP_FEED_DAYS", 7, validate=validate.Range(min=0))
SHOP_DISK_RESERVE_BYTES: int = env.int("SHOP_DISK_RESERVE_MB", 256) * 1024 * 1024
SHOP_CLICK_LOG: bool = env.bool("SHOP_CLICK_LOG", True)
SHOP_SEARCH_COUNTS: bool = env.bool("SHOP_SEARCH_COUNTS", True)
SHOP_SEARCH_COUNT_DAYS: int = env.int("SHOP_SEARCH_COUNT_DAYS", 90, validate=validate.Range(min=1))
# After this time, products claimed by a worker that has died are due again.
SHOP_INDEXING_LEASE_SECONDS: int = env.int("SHOP_INDEXING_LEASE_SECONDS", 300)
SHOP_SEARCHES_PER_MINUTE: int = env.int("SHOP_SEARCHES_PER_MINUTE", 120)
SHOP_SUGGESTIONS_PER_MINUTE: int = env.int("SHOP_SUGGESTIONS_PER_MINUTE", 600)
# Photos that a client may have fetched from an address; 0 switches that off.
SHOP_PHOTO_LINKS_PER_MINUTE: int = env.int("SHOP_PHOTO_LINKS_PER_MINUTE", 10)
# Whether the REST API answers only requests with a key.
SHOP_API_KEY_REQUIRED: bool = env.bool("SHOP_API_KEY_REQUIRED", False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Application ------------------------------------------------------------------------
INSTALLED_APPS = [
    "shop_search.sign_in.apps.Admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "shop_search.static_files.apps.StaticFiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "shop_search",
    "catalog",
    "lab",
]
MIDDLEWARE = [
    "shop_search.request_log.RequestLog",
    "shop_search.middleware.SecurityHeaders",
    "catalog.api.keys.cors.Cors",
    "shop_search.page_language.PageLanguage",
    "django.middleware.security.SecurityMiddleware",
    "shop_search.static_files.middleware.StaticFiles",
    "shop_search.compression.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the CSRF check, which reads the body of a form.
    "shop_search.rate_limit.SearchLimit",
    "shop_search.disk_full.CsrfCheck",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shop_search.middleware.DatabaseUnavailable",
    "shop_search.disk_full.RefuseWhenDiskFull",
    "shop_search.middleware.ConcurrentChange",
]
ROOT_URLCONF = "shop_search.urls"
WSGI_APPLICATION = "shop_search.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": TEMPLATE_FOLDERS,
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "catalog.web.theme.theme.shop",
                "catalog.web.search_box.search_box",
            ],
        },
    },
]

# --- Stores -----------------------------------------------------------------------------
_database: Any = dj_database_url.parse(DATABASE_URL, conn_health_checks=True)
# Options that detect a cut network within 30 s, in idle connections and within statements.
_TCP = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "OPTIONS": {
            **_TCP,
            **_database.get("OPTIONS", {}),
            # A request that gets no connection within the timeout is answered 503.
            "pool": {
                "connection_class": Connection,
                "min_size": 1,
                "max_size": 16,
                "timeout": 5,
                # Seconds of retries, after which the next request tries again. By default, pauses
                # between retries grow for five minutes: a pool came back 49 s after a Postgres that
                # was down for 70 s.
                "reconnect_timeout": 5,
            },
            "connect_timeout": 5,
            # Prepare a statement at its second execution, and keep its plan.
            "prepare_threshold": 1 if env.bool("SHOP_PREPARED_STATEMENTS", True) else None,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": SHOP_CACHE_URL,
        "KEY_PREFIX": "shop",
        # Seconds. A slower cache would not save anything.
        "OPTIONS": {
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
            "retry": RETRY_ONCE,
        },
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
# The folder that collectstatic writes to, and `./shop up` by itself. Without it, files are served
# from their sources, under their plain names.
STATIC_ROOT: str | None = env.str("SHOP_STATIC_ROOT", None)
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
_STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
_HASHED_STORAGE = "shop_search.static_files.storage.HashedFiles"
STORAGES = {
    "default": {"BACKEND": "catalog.files.media.MediaStorage"},
    "staticfiles": {"BACKEND": _HASHED_STORAGE if STATIC_ROOT else _STATIC_STORAGE},
}

# --- Celery -----------------------------------------------------------------------------
# An inspect command that workers must register, what they do between tasks, and tasks beside those
# of catalog.tasks.
CELERY_IMPORTS = [
    "shop_search.worker_pool",
    "shop_search.worker_database",
    "catalog.feed_tasks",
    "catalog.inspection_tasks",
]
# Tasks for which Celery leaves the database to shop_search.worker_database.
CELERY_DB_REUSE_MAX = 10**12
QUEUES = ("imports", "photos", "indexing", "upkeep")
CELERY_BROKER_URL = celery_broker_url(REDIS_URL)
# Apart, so that a worker takes from each in turn (kombu serves Redis' lists round-robin), and large
# shops can give each its own workers. A worker that is not told otherwise serves all of them.
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in QUEUES]
CELERY_TASK_DEFAULT_QUEUE = "upkeep"
CELERY_TASK_ROUTES = {
    "catalog.tasks.run_import": {"queue": "imports"},
    "catalog.tasks.retire_missing": {"queue": "imports"},
    "catalog.tasks.fetch_photos": {"queue": "photos"},
    "catalog.feed_tasks.fetch_feeds": {"queue": "photos"},
    "catalog.tasks.index_products": {"queue": "indexing"},
    "catalog.tasks.settle_versions": {"queue": "indexing"},
    "catalog.inspection_tasks.inspect_catalogs": {"queue": "indexing"},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
# With late acknowledgement, a process takes a message only when it is free. If it took another in
# advance, that one's queue would wait for a process that is busy.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
# The visibility timeout must exceed the hard time limit, or running tasks are delivered again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 30 * 60,
    "socket_connect_timeout": 3,
    # Detects a dead connection. Workers poll every second, so a healthy one never times out.
    "socket_timeout": 15,
    "socket_keepalive": True,
}
# Requests do not wait for a lost broker: the sweep enqueues what the database has as pending.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A scheduler without a file, which beat could not write on a full disk.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "catalog.tasks.sweep", "schedule": 20.0},
    "fetch_feeds": {"task": "catalog.feed_tasks.fetch_feeds", "schedule": 20.0},
    "inspect": {"task": "catalog.inspection_tasks.inspect_catalogs", "schedule": 60.0},
    "write_proposals": {"task": "catalog.inspection_tasks.write_proposals", "schedule": 60.0},
    "sweep_files": {"task": "catalog.tasks.sweep_files", "schedule": 600.0},
    "clear-sessions": {"task": "shop_search.tasks.clear_sessions", "schedule": 60.0 * 60},
}

# --- Logs -------------------------------------------------------------------------------
LOGGING = logging_settings(
    env.str("SHOP_LOG_FORMAT", "text", validate=validate.OneOf(["text", "json"]))
)

# --- REST -------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "catalog.api.contract.auto_schema.ContractSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "catalog.api.negotiation.ProblemsAreJson",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "catalog.api.parsers.StrictJsonParser",
        "catalog.api.parsers.PhotoFormParser",
    ],
    "EXCEPTION_HANDLER": "catalog.api.problems.problem_response",
    "DEFAULT_METADATA_CLASS": "catalog.api.methods.Methods",
    # No ?format=: there is one form of each response.
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_AUTHENTICATION_CLASSES": ["catalog.api.keys.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["catalog.api.keys.permissions.MayShop"],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Visual product search",
    "DESCRIPTION": "Find products by photos, words, or both. Errors are RFC 9457 problems. "
    "In requests, null means absent, except in a merchant's products, where it clears a field. "
    "Ids of searches and photos to search by are UUIDs in any case, and no text has U+0000.",
    "VERSION": "1",
    "CONTACT": {"name": SHOP_NAME, **({"url": SHOP_CONTACT_URL} if SHOP_CONTACT_URL else {})},
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Bodies of PATCH have serializers of their own, without required fields.
    "COMPONENT_SPLIT_PATCH": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "PATH_CONVERTER_OVERRIDES": {
        "any_case_uuid": {"type": "string", "format": "uuid"},
        "external_id": {"type": "string", "minLength": 1, "maxLength": 100},
        "int": {"type": "integer", "format": "int64", "minimum": 0},
    },
    # Names of enums whose fields are called alike.
    "ENUM_NAME_OVERRIDES": {
        "Availability": "catalog.models.Availability",
        "Relation": [("exact", "exact"), ("at_least", "at_least")],
        "ImportKind": "catalog.api.merchant.imports.requests.KINDS",
        "ImportedKind": "catalog.api.merchant.imports.requests.ALL_KINDS",
        "ImportMode": "catalog.api.merchant.imports.requests.MODES",
        "ImportState": "catalog.models.ImportState",
        "FeedAddressState": "catalog.models.FeedAddressState",
        "Severity": "catalog.models.Severity",
        "MissingAction": "catalog.models.MissingAction",
        "MissingScope": "catalog.models.MissingScope",
        "MissingState": "catalog.models.MissingState",
        "WorkState": "catalog.models.WorkState",
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "catalog.api.contract.document.finish_document",
    ],
}

# --- Languages --------------------------------------------------------------------------
LANGUAGE_CODE = SHOP_PAGE_LANGUAGES[0]
LANGUAGES = [(code, str(locale_of(code).display_name)) for code in SHOP_PAGE_LANGUAGES]
LOCALE_PATHS = [folder / "locale" for folder in _LAYERS]
# Set by a shopper's own choice only.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE = SHOP_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "UTC"
USE_TZ = True

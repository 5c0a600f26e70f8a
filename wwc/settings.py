"""Settings of the portal, from the environment alone; docs: README.md, "Settings"."""

import contextlib
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cities.core.languages import ENGLISH
from cities.core.languages import LANGUAGES as SPOKEN

# Lets annotations name what ModelAdmin, FormView and the like hold: ModelAdmin[City].
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _embedded_secret() -> str:
    """Read, or make once, the secret of an installation that was given none."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        # Written aside and linked in, so that of processes that start together none reads half.
        with tempfile.NamedTemporaryFile("w", dir=VAR_DIR) as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(file.name)
    return path.read_text()


DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SECURE = SITE_URL.startswith("https://")
SECRET_KEY = env.str("SECRET_KEY", default="") or _embedded_secret()
if SECURE and not env.str("SECRET_KEY", default=""):
    raise ImproperlyConfigured("A public installation (SITE_URL with https) needs SECRET_KEY.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "wwc",
    "forum",
    "assessments",
    "cities",
    "criteria",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "post_office",
    "allauth",
    "allauth.account",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wwc.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "wwc.urls"
WSGI_APPLICATION = "wwc.wsgi.application"

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
                "csp.context_processors.nonce",
                "wwc.context.site",
            ],
        },
    },
]
# Form widgets may then be overridden in templates/ like any other template.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- data -------------------------------------------------------------------------------------

_database: dict[str, Any] = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE, transactions that read and then write fail as "database is locked".
    _database.setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    )
else:
    _database.setdefault("CONN_MAX_AGE", 60)
    _database.setdefault("CONN_HEALTH_CHECKS", True)
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "wwc.cache.ForgetfulRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            # Beyond this (300 by default) entries are dropped at random, also the counts of
            # failed log-ins: whoever adds entries could try passwords without end. Every write
            # lists the folder, which takes 50 ms at this many.
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
EVIDENCE_MAX_BYTES = 20 * 1024 * 1024

# Both absolute: a relative one would take the language prefix of the request that first asks.
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "cities.User"
AUTHENTICATION_BACKENDS = [
    "cities.adapter.AuthenticationBackend",
    "cities.backends.ProgramRoles",
]
# What a role in the program permits in apps that know no roles.
ROLE_PERMISSIONS = {"manager": ("criteria.edit_standards",)}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "cities.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "signup": "cities.forms.SignupForm",
    "login": "cities.forms.LoginForm",
    "reset_password": "cities.forms.ResetPasswordForm",
    "reset_password_from_key": "cities.forms.ResetPasswordKeyForm",
    "change_password": "cities.forms.ChangePasswordForm",
    "set_password": "cities.forms.SetPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
# How many proxies of our own stand before us; the address that the outermost of them wrote into
# X-Forwarded-For is the client's for the limits on tries. 0: the header is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
INVITATION_VALID_FOR = timedelta(days=14)

# --- mail: every message is a row first, then sent by the worker -------------------------------

EMAIL_BACKEND = "post_office.EmailBackend"
_email = env.email_url("EMAIL_URL", default="filemail:///" + str(VAR_DIR / "mail").lstrip("/"))
EMAIL_TRANSPORT: str = _email.pop("EMAIL_BACKEND")
EMAIL_WRITTEN_TO_FILES = EMAIL_TRANSPORT.endswith("filebased.EmailBackend")
EMAIL_FILE_PATH = str(Path("/", _email["EMAIL_FILE_PATH"]))
EMAIL_HOST = _email["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Certification portal <portal@example.org>"
)
POST_OFFICE = {
    "BACKENDS": {"default": EMAIL_TRANSPORT},
    "MAX_RETRIES": 5,
    "RETRY_INTERVAL": timedelta(minutes=5),
    "LOCK_FILE_NAME": str(VAR_DIR / "post_office"),
}

# --- jobs: the row in our database is the truth, the message only wakes a worker ---------------

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    _queue = VAR_DIR / "queue"
    for _folder in ("messages", "done", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "done"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
    # Nobody inspects the one embedded worker; its mailbox would be one more folder to look into.
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 120,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        # Nobody at a page waits for a broker that is down: the sweep and the clock make good.
        "max_retries": 0,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    # Messages expire when the next is due: without a worker they must not pile up.
    "find evaluations nobody is at": {
        "task": "assessments.tasks.sweep",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "find trials of drafts nobody is at": {
        "task": "assessments.tasks.sweep_trials",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "forget old mail": {
        "task": "wwc.tasks.forget_old_mail",
        "schedule": 6 * 60 * 60.0,
        "options": {"expires": 60 * 60.0},
    },
    "send waiting mail": {
        "task": "wwc.tasks.send_mail",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
}

# --- the web ----------------------------------------------------------------------------------

LANGUAGE_CODE = ENGLISH
LANGUAGES = list(SPOKEN.items())
# What translators write, and what we say otherwise than Django.
LOCALE_PATHS = [BASE_DIR / "wwc" / "locale", BASE_DIR / "wwc" / "formats"]
FORMAT_MODULE_PATH = "wwc.formats"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- the programme's own numbers ---------------------------------------------------------------

CURRENT_STANDARD = env.str("CURRENT_STANDARD", default="wwc-2022")
CERTIFICATION_YEARS = env.int("CERTIFICATION_YEARS", default=3)
EMBARGO_WORKING_DAYS = env.int("EMBARGO_WORKING_DAYS", default=5)
CONFLICT_OF_INTEREST_YEARS = 3

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # These say several times a minute that nothing happened.
    "loggers": {
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "post_office": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}

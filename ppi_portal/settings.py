"""Settings, all from the environment: `.env.example` lists them with what each is for.

The embedded default needs nothing: SQLite, a filesystem broker and kept mail, all under `var/`.
Production sets DATABASE_URL, REDIS_URL, EMAIL_URL, BASE_URL, SECRET_KEY and ALLOWED_HOSTS.
"""

import re
import secrets
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import bootstrap_wrapper
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ppi_portal.storage import storage_at

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))  # the environment wins

VAR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)


def whole_number(name: str, default: int) -> int:
    try:
        return env.int(name, default=default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has to be a whole number: {error}.") from None


DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
PORT = whole_number("PORT", 8000)


def demo_secret_key() -> str:
    """Made once under `var/`, for the demo only: a production without SECRET_KEY does not start."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or (demo_secret_key() if DEMO else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put a long random one into .env, as .env.example shows; "
        "`make run` starts the demo, which needs none."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

BASE_URL = env.str("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", 0)

# --- Apps ------------------------------------------------------------------------------------
# The portal's own apps, lowest floor first: docs/decisions/0001-floors.md. They stand before
# the libraries so that our templates win.

PORTAL_APPS = [
    "core",
    "outbox",
    "partners",
    "records",
    "workpackages",
    "buyers",
    "trainings",
    "reminders",
]

INSTALLED_APPS = [
    "ppi_portal.apps.PortalAdminConfig",
    *PORTAL_APPS,
    "ppi_portal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "simple_history",
    "django_countries",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "ppi_portal.middleware.LocalTimeMiddleware",
]

ROOT_URLCONF = "ppi_portal.urls"
WSGI_APPLICATION = "ppi_portal.wsgi.application"

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
                "ppi_portal.context.frame",
            ],
        },
    },
]

# --- Database --------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'portal.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django's own defaults lose half of the writes of web + worker to "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 600)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)

# --- Cache and queue -------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    )
}
SESSION_ENGINE = "partners.sessions"

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # Without the two restore options a killed worker's task waits minutes, not seconds.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 2,  # seconds that a page waits for a dead broker, at most
        "max_retries": 0,
        "visibility_timeout": 3600,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "ppi_portal.embedded_queue:Transport"
    for folder in ("queue", "control"):
        (VAR / folder).mkdir(mode=0o700, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "queue"),
        "data_folder_out": str(VAR / "queue"),
        "control_folder": str(VAR / "control"),
        "polling_interval": 0.2,  # the default fetches one message a second
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # a dead broker never holds up a page: sweeps find the work
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = whole_number("WORKER_CONCURRENCY", 2)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Brussels"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
CELERY_BEAT_SCHEDULE = {
    "portal: show that beat and a worker are alive": {
        "task": "ppi_portal.tasks.pulse",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "outbox: deliver what waits": {
        "task": "outbox.tasks.sweep",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "outbox: purge old bodies": {
        "task": "outbox.tasks.purge",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "trainings: pass on offers that ran out": {
        "task": "trainings.tasks.expire_offers",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "trainings: forget food and access": {
        "task": "trainings.tasks.forget_needs",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "reminders: plan": {
        "task": "reminders.tasks.plan",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}

# --- Mail ------------------------------------------------------------------------------------
# Without EMAIL_URL a mail is "kept": readable in the outbox, never sent.

EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_IS_SENT = bool(EMAIL_URL)
if EMAIL_URL:
    if not EMAIL_URL.startswith(("smtp://", "smtp+tls://", "smtp+ssl://", "smtps://")):
        raise ImproperlyConfigured(
            "EMAIL_URL has to name an SMTP server: smtp+tls://user:password@host:587."
        )
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 60  # seconds, well below the outbox lease
MAIL_FROM = env.str("MAIL_FROM", default="PPI Portal <portal@ppi-portal.example>")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
MAIL_DOMAIN = parseaddr(MAIL_FROM)[1].rpartition("@")[2] or "ppi-portal.example"

# --- People and sessions ---------------------------------------------------------------------

AUTH_USER_MODEL = "partners.Person"
# Not allauth's backend: it also knows people by EmailAddress rows, which the portal does not use.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
PASSWORD_RESET_TIMEOUT = 24 * 3600

ACCOUNT_ADAPTER = "partners.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "partners.forms.accounts.LoginForm",
    "change_password": "partners.forms.accounts.ChangePasswordForm",
    "reset_password": "partners.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "partners.forms.accounts.ResetPasswordKeyForm",
    "user_token": "partners.forms.accounts.ResetTokenForm",
}
# Beside allauth's own: 30 log ins a minute per address, 5 wrong ones in 5 minutes per account.
ACCOUNT_RATE_LIMITS = {
    **dict.fromkeys(["accept_invitation", "answer_request"], "20/m/ip"),
    "nominate": "20/h/user",  # each names five addresses at most, and each gets a mail
    "invite_somebody": "60/h/user",  # it says of each address whether somebody has it here
    "public_page": "120/m/ip",  # an office of many people has one address
    "training_link": "60/m/ip",  # a few pages for each of the people in one town hall
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "partners.models.display_name"
# Who accepts an invitation has shown that the address is theirs; only an administrator changes it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ALLOW_UNVERIFIED_EMAIL = True  # asks EmailAddress rows
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "PPI Portal"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS and urlsplit(BASE_URL).hostname == "localhost"
USERSESSIONS_TRACK_ACTIVITY = False

# --- Safety ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
if HTTPS:
    SECURE_HSTS_SECONDS = whole_number("HSTS_SECONDS", 3600)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Without a proxy that says what the browser used, a redirect to https would never end.
    SECURE_SSL_REDIRECT = HTTPS
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SILENCED_SYSTEM_CHECKS = env.list("SILENCED_CHECKS", default=[])
# The portal cannot speak for the other names of its domain.
SILENCED_SYSTEM_CHECKS += ["security.W005", "security.W021"]

# --- Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
# Of mails, calendars and the pages for everybody; the portal itself speaks LANGUAGE_CODE alone.
# Each in itself: docs/decisions/0061-languages.md.
LANGUAGES = [
    ("en-gb", "English"),
    ("es", "Español"),
    ("hr", "Hrvatski"),
    ("sv", "Svenska"),
    ("de", "Deutsch"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
FORMAT_MODULE_PATH = "core.formats"

# --- Open data -------------------------------------------------------------------------------

# The demo has the prefix of the standard's own fictional examples; nobody may publish with it.
OCDS_PREFIX = env.str("OCDS_PREFIX", default="ocds-213czf" if DEMO else "")
if OCDS_PREFIX and not re.fullmatch("ocds-[a-z0-9]{6}", OCDS_PREFIX):
    raise ImproperlyConfigured(
        "OCDS_PREFIX has to be a prefix that the Open Contracting Partnership has given out, such "
        f"as ocds-a1b2c3, and is {OCDS_PREFIX}."
    )

# --- Static and uploaded files ---------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
STORAGE_URL = env.str("STORAGE_URL", default="")
STORAGES = {
    "default": storage_at(STORAGE_URL),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO or DEBUG
MAX_UPLOAD_MB = whole_number("MAX_UPLOAD_MB", 40)
FILE_UPLOAD_HANDLERS = [
    "ppi_portal.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o640, 0o750
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a long plan may be ticked as a whole
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# --- Forms -----------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/django/forms wins
FORMS_URLFIELD_ASSUME_HTTPS = True
COUNTRIES_FIRST = []

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True

# --- Logs ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

"""Every setting, read from the environment. The other files only differ where they must.

Variables a deployment sets: SECRET_KEY, ID_HASH_KEY, DATABASE_URL, CACHE_URL, CELERY_BROKER_URL,
SITE_URL, ALLOWED_HOSTS, DATA_DIR, EMAIL_URL, CODE_SENDER_PHONE, TRUSTED_PROXY_COUNT. See
docs/operate.md.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Everything that is written at run time: database, media, queue, outbox.
DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var")

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
# Former keys: sessions and second factors that were made with them go on.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Turns a personal ID number into what is stored of it. Never changed: numbers on the register
# could not be matched any more.
ID_HASH_KEY = env.str("ID_HASH_KEY", default="")
# Private keys of the issuer (statements in QR, heads of the public log), read by the worker.
ISSUER_KEYS_DIR = Path(env.str("ISSUER_KEYS_DIR", default="") or DATA_DIR / "keys")
ISSUER_KEY_PASSWORD = env.str("ISSUER_KEY_PASSWORD", default="")
# Who issues, in the short form that fits a QR.
ISSUER_ID = env.str("ISSUER_ID", default="TNG")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname or "localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# What is shown here is not the register of the province (demo, tests): papers say so too.
DEMO = env.bool("DEMO", default=False)

INSTALLED_APPS = [
    "lms",
    "lms.core",
    "courses",
    "learners",
    "certificates",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Above sessions: a published page costs no query once it is in the cache.
    "lms.core.middleware.PublishedPageCacheMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "lms.core.middleware.ResponseHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.core.middleware.DesksMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
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
                "lms.core.context.site",
            ],
            "builtins": [
                "django.templatetags.static",
                "lms.core.templatetags.vietnamese",
            ],
        },
    }
]

# --- database: SQLite embedded, PostgreSQL for the province ------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'lms.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A write transaction takes its lock at once: it waits its turn instead of failing midway.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    # After a restart of the database the first request works too.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        # Compiling a statement takes longer than ours run: 160 of the 250 ms of finding doubles.
        "options": "-c lock_timeout=5s -c statement_timeout=60s -c jit=off",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache and sessions -------------------------------------------------------------------------
# allauth counts its limits in the cache: with several processes it must be shared.
CACHES = {
    "default": env.cache_url("CACHE_URL", default="dbcache://cache"),
    # Published pages, one copy a process, for seconds only: a cache hit costs no round trip.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": env.int("PAGE_CACHE_SECONDS", default=15),
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
# Whether there is anything to look for: read by clocks, so it must not ask the database.
CACHES["notes"] = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": str(DATA_DIR / "notes"),
}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "lms.core.cache.RedisCache"
    CACHES["notes"] = CACHES["default"]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90  # a citizen learns over weeks and has no password
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- background work ----------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    # Without a broker the queue is a folder: the same worker, the same calls.
    _queue = DATA_DIR / "queue"
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 1,
        "socket_timeout": 10,
        # Several installations may share one broker: none takes the bells of another.
        "global_keyprefix": env.str("QUEUE_PREFIX", default=""),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False  # a lost ring is found by the reconciler
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
RECONCILE_SECONDS = env.float("RECONCILE_SECONDS", default=60)
COUNTS_REFRESH_SECONDS = env.float("COUNTS_REFRESH_SECONDS", default=60)
# A worker that is silent for longer has died: its job is taken up by another.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)

# --- people sign in through one door: a code by phone or e-mail ---------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "study:mine"
ACCOUNT_ADAPTER = "lms.core.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "lms.core.accounts.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["phone", "email"]
# The sign-up page does not exist: asking for a code makes the account, entering it makes it real
# (lms.core.accounts).
SILENCED_SYSTEM_CHECKS = ["account.W001"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_FORMAT = _CODE_FORMAT
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = _CODE_FORMAT
ACCOUNT_EMAIL_VERIFICATION = "none"  # entering the code that was sent is the verification
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A village hall is one address: strict per phone or e-mail, generous per address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "request_login_code": "300/m/ip,4/5m/key",
    "login_failed": "300/m/ip,10/10m/key",
    "verify_phone": "300/m/ip,4/5m/key",
}

# --- whoever holds a role signs in with a second factor (lms.core.second_factor) ------------------
MFA_ADAPTER = "lms.core.factors.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "lms.core.factors.AuthenticateForm",
    "authenticate_webauthn": "lms.core.factors.AuthenticateByPasskeyForm",
    "reauthenticate": "lms.core.factors.ReauthenticateForm",
    "activate_totp": "lms.core.factors.ActivateTOTPForm",
}
MFA_TOTP_ISSUER = "Bình dân học AI"
MFA_TOTP_TOLERANCE = 1  # RFC 6238 5.2: one step for clocks that differ and slow fingers
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- messages: who carries a sign-in code ------------------------------------------------------
CODE_SENDERS = {
    "phone": env.str("CODE_SENDER_PHONE", default="lms.core.senders.not_configured"),
    "email": env.str("CODE_SENDER_EMAIL", default="lms.core.senders.by_email"),
    # Announcements only; nobody signs in by it.
    "zalo": env.str("SENDER_ZALO", default="lms.core.senders.not_configured"),
}
# How announcements leave the house, beside the site itself: "sms" (through CODE_SENDER_PHONE) and
# "zalo" are off until an installation names them.
ANNOUNCEMENT_CHANNELS = env.list("ANNOUNCEMENT_CHANNELS", default=["email"])
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="khong-tra-loi@localhost")

# --- language and numbers ----------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["lms.core.formats"]

# --- static files and media --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lms.core.storage.StaticStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Lists of people as they came: no address leads here.
PRIVATE_ROOT = DATA_DIR / "private"
# nginx serves media in production; without it the product does.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LIST_MAX_BYTES = env.int("LIST_MAX_MB", default=60) * 1024 * 1024
# How long rows of a list are kept after it was applied, and a list that nobody confirmed.
LIST_ROWS_KEPT_DAYS = env.int("LIST_ROWS_KEPT_DAYS", default=90)
LIST_UNCONFIRMED_KEPT_DAYS = 7
# A table of more rows is made a file by a job.
EXPORT_AT_ONCE = 10_000
# How long the file of a long table can be fetched; it may hold a list of people.
EXPORT_KEPT_DAYS = 3
# Rows of a list written at once: meanwhile whoever else writes people in bulk waits.
LIST_CHUNK = env.int("LIST_CHUNK", default=20_000)
# How long pictures of sign-in sheets are evidence, and one that nobody confirmed.
SCAN_KEPT_DAYS = env.int("SCAN_KEPT_DAYS", default=365)
SCAN_UNCONFIRMED_KEPT_DAYS = 30

# --- Wagtail: for authors ----------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Bình dân học AI"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_CONTENT_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "txt"]
# The product asks nobody outside: no update check, no banner, no Gravatar, no embeds.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True

# --- headers: this layer owns them, the proxy sends none ----------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/bien-tap/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
# Wagtail's editor needs inline styles and evaluates nothing from outside.
AUTHOR_CONTENT_SECURITY_POLICY = (
    f"default-src {SELF}; script-src {SELF} {UNSAFE_INLINE} {UNSAFE_EVAL}; "
    f"style-src {SELF} {UNSAFE_INLINE}; img-src {SELF} data: blob:; font-src {SELF} data:; "
    f"connect-src {SELF}; frame-src {SELF}; object-src {NONE}; base-uri {SELF}; form-action {SELF}"
)

CERTIFICATE_ISSUER = env.str(
    "CERTIFICATE_ISSUER", default="Chương trình Bình dân học AI – tỉnh Thái Nguyên"
)
# --- who signs papers (docs/signing.md): none, development, file, token, out ---------------------
SIGNER = env.str("SIGNER", default="none")
# Only the worker signs: name key, passwords and token in its environment alone.
SIGNING_KEY_FILE = env.str("SIGNING_KEY_FILE", default="")
SIGNING_KEY_PASSWORD = env.str("SIGNING_KEY_PASSWORD", default="")
SIGNING_KEY_PASSWORD_FILE = env.str("SIGNING_KEY_PASSWORD_FILE", default="")
SIGNING_TOKEN = {
    "module": env.str("SIGNING_TOKEN_MODULE", default=""),
    "label": env.str("SIGNING_TOKEN_LABEL", default=""),
    "certificate": env.str("SIGNING_TOKEN_CERTIFICATE", default=""),
    "key": env.str("SIGNING_TOKEN_KEY", default=""),
}
SIGNING_TOKEN_PIN = env.str("SIGNING_TOKEN_PIN", default="")
SIGNING_TOKEN_PIN_FILE = env.str("SIGNING_TOKEN_PIN_FILE", default="")
SIGNING_VISIBLE = env.bool("SIGNING_VISIBLE", default=True)
# Nobody outside is asked for the time unless their address stands here (RFC 3161).
SIGNING_TIME_STAMPS = env.str("SIGNING_TIME_STAMPS", default="")
# Whose signatures are taken back from outside: a PEM file of certificates, or of those above them.
SIGNING_TRUSTED = env.str("SIGNING_TRUSTED", default="")
SIGNING_DEVELOPMENT_FOLDER = DATA_DIR / "signing"
# Never changed, never deleted: a backup has them beside the database.
SIGNED_ROOT = PRIVATE_ROOT / "signed"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # A line for every page that is indexed says nothing to an operator.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail")},
}
CSRF_FAILURE_VIEW = "lms.core.views.csrf_failure"

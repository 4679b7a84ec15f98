"""Production only hardens."""

from django.core.exceptions import ImproperlyConfigured

from lms.settings.base import *
from lms.settings.base import env

SECRET_KEY = env.str("SECRET_KEY")  # no default: it does not start without one
ID_HASH_KEY = env.str("ID_HASH_KEY")
if len(ID_HASH_KEY) < 32 or ID_HASH_KEY == SECRET_KEY:
    # ID numbers are few enough to try them all: only the key keeps their hashes shut.
    raise ImproperlyConfigured("ID_HASH_KEY needs 32 characters or more, other than SECRET_KEY")
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

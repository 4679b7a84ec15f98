"""The product's database, cache, accounts and secret under the middleware Django starts with."""

from lms.settings.production import *  # noqa: F403
from lms.settings.production import BASE_DIR, INSTALLED_APPS

# Without allauth, and without what of the product needs it.
_BARE = {
    "lms.core": "bench.floor.bare.BareCore",
    "learners": "bench.floor.bare.BareLearners",
    "certificates": "bench.floor.bare.BareCertificates",
    "django.contrib.admin": "django.contrib.admin.apps.SimpleAdminConfig",
}
INSTALLED_APPS = [
    *(_BARE.get(app, app) for app in INSTALLED_APPS if "allauth" not in app),
    "bench.floor",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "bench.floor.urls"
USE_THOUSAND_SEPARATOR = False
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "bench" / "floor" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

"""The site's settings, read from the environment: an empty environment is the embedded default.

Nothing set: SQLite and Celery's filesystem broker in the state folder, and loopback only. DATABASE_URL and REDIS_URL
switch to PostgreSQL and Redis with no other change. README.md has the table of what can be set.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal import environment, log, state
from portal.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

# --- Who is served, and the key -------------------------------------------------------------------------------------

# `make demo` sets PORTAL_DEMO: it only ever answers on loopback, and offers the sample accounts on the sign-in page.
PORTAL_DEMO = environment.switch("PORTAL_DEMO")
PORTAL_STATE = state.prepare(Path(environment.text("PORTAL_STATE", str(BASE_DIR / ".state"))).resolve())
DEBUG = environment.switch("DEBUG")
ALLOWED_HOSTS = LOOPBACK if PORTAL_DEMO else environment.parts("ALLOWED_HOSTS") or LOOPBACK
SERVES_LOOPBACK_ONLY = set(ALLOWED_HOSTS) <= set(LOOPBACK)

if environment.text("SECRET_KEY"):
    SECRET_KEY = environment.text("SECRET_KEY")
elif PORTAL_DEMO or not (environment.text("DATABASE_URL") or environment.text("ALLOWED_HOSTS")):
    SECRET_KEY = state.secret_key(PORTAL_STATE)
else:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. An installation with a database or a host of its own (DATABASE_URL or ALLOWED_HOSTS "
        "is set) needs a key that all its processes share and nobody else knows. Make one with: "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
    )
SECRET_KEY_FALLBACKS = environment.parts("SECRET_KEY_FALLBACKS")

# --- Parts ----------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal",
    "portal.accounts",
    "portal.design",
    "measures",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are compressed; random bytes in each and a masked token keep their length from telling what they hold.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.signed_out.middleware.keeps_what_was_typed",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",  # last, so that it sees what every other part refused
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.menu.navigation",
            ],
            "builtins": ["portal.signed_out.tags"],
        },
    },
]
FORM_RENDERER = "portal.design.forms.GovukRenderer"
DJANGO_TABLES2_TEMPLATE = "design/table.html"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- Database -------------------------------------------------------------------------------------------------------

DATABASE_URL = environment.text("DATABASE_URL")
DATABASES: dict[str, Any] = {
    "default": dict(dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True))
    if DATABASE_URL
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(PORTAL_STATE / "portal.sqlite3")}
}
# No transaction around a request, so that reading takes no lock: the actions open their own.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock when a transaction begins: two writers then wait instead of failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds that a writer waits for the one before it
        # Without recursive triggers INSERT OR REPLACE passes the triggers that keep events and revisions.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
    # A file, so that tests with several connections see the locks of the real thing.
    DATABASES["default"]["TEST"] = {"NAME": str(PORTAL_STATE / "test.sqlite3")}

# --- Celery ---------------------------------------------------------------------------------------------------------
# A job is a row of the database and a message only a hint: what the broker loses, the sweeps below send again.

REDIS_URL = environment.text("REDIS_URL")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"unacked_restore_throttle": 1}
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(PORTAL_STATE / "broker/queue"),
        "data_folder_out": str(PORTAL_STATE / "broker/queue"),
        "control_folder": str(PORTAL_STATE / "broker/control"),
        "polling_interval": 0.1,  # seconds
    }
    # Remote control would leave a reply queue in the folder for every worker that was ever started.
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"reports.tasks.render*": {"queue": "reports"}}
CELERY_TASK_SOFT_TIME_LIMIT = 240  # seconds
CELERY_TASK_TIME_LIMIT = 300  # seconds
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 20  # rendering keeps memory: replace the process often
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 8  # seconds that running tasks have when the worker is stopped
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_STATE / "beat-schedule")
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- Cache, static files, mail --------------------------------------------------------------------------------------

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in database rows
    "staticfiles": {"BACKEND": "portal.design.storage.HashedStaticFiles"},
}

EVIDENCE_LARGEST = environment.whole("EVIDENCE_MB", 10) * 1_000_000  # bytes of one file of evidence

globals().update(environment.mail(environment.text("EMAIL_URL", "file:"), folder=PORTAL_STATE / "mail"))
EMAIL_TIMEOUT = 20  # seconds
# Where links in mail lead.
PORTAL_ADDRESS = environment.text(
    "PORTAL_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if environment.text("ALLOWED_HOSTS") else "http://127.0.0.1:8000"
).rstrip("/")
PORTAL_SERVICE_NAME = environment.text("PORTAL_NAME", "Children’s social care scorecard")
PORTAL_CONTACT = environment.text("PORTAL_CONTACT")  # what the accessibility statement prints
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("MAIL_FROM", "performance@localhost")

# --- Sign-in --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first, so that a locked account is refused before its password is tried
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PORTAL_DEMO_ACCOUNTS = "portal.demo.sample_accounts"  # called only where PORTAL_DEMO is on

ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "portal.accounts.adapters.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "change_password": "portal.accounts.forms.PasswordChangeForm",
    "reset_password": "portal.accounts.forms.PasswordResetForm",
    "reset_password_from_key": "portal.accounts.forms.PasswordResetKeyForm",
}
ACCOUNT_SESSION_REMEMBER = False  # a shared computer forgets who was signed in when its browser is closed
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address that has no account
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, who knows the address
# A council shares one internet address, so the limits that count by address are wide; accounts lock by name instead.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "300/m/ip,10/5m/key", "reset_password": "100/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "portal.accounts.adapters.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.CodeForm",
    "reauthenticate": "portal.accounts.forms.CodeAgainForm",
    "add_webauthn": "portal.accounts.forms.PasskeyForm",
}
MFA_TOTP_ISSUER = PORTAL_SERVICE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SERVES_LOOPBACK_ONLY  # browsers trust plain http on localhost alone

AXES_LOCKOUT_PARAMETERS = ["username"]  # never the address, which the whole council shares
AXES_USERNAME_CALLABLE = "portal.accounts.lockout.account_name"
AXES_LOCKOUT_CALLABLE = "portal.accounts.lockout.locked_out"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # asks for a lock by address

# Sign-in with the council's own accounts: Microsoft Entra ID or any other OpenID Connect provider.
OIDC_SERVER_URL = environment.text("OIDC_SERVER_URL")
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = environment.providers(OIDC_SERVER_URL)

# --- Safety ---------------------------------------------------------------------------------------------------------

# A form may only be sent here, or be sent on to the sign-in provider: browsers count the redirect as well.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *([environment.origin(OIDC_SERVER_URL)] if OIDC_SERVER_URL else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not SERVES_LOOPBACK_ONLY
SECURE_HSTS_SECONDS = 0 if SERVES_LOOPBACK_ONLY else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not SERVES_LOOPBACK_ONLY
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.signed_out.middleware.csrf_failure"
SESSION_COOKIE_AGE = 12 * 3600  # seconds: a working day
if environment.switch("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- Log ------------------------------------------------------------------------------------------------------------

LOGGING = log.configure(environment.text("LOG_LEVEL", "INFO").upper())

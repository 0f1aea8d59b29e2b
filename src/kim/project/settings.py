"""Settings of an installation. Everything that differs comes from the environment; `docs/operations.md` lists it."""

from pathlib import Path

from kim.project import environment as env

BASE_DIR = Path(__file__).resolve().parents[3]
MODE = env.choice("KIM_MODE", ("production", "demo", "test"), "production")
PRODUCTION = MODE == "production"
DATA_DIR = Path(env.text("KIM_DATA_DIR", str(BASE_DIR / "var")))

SECRET_KEY = env.text("KIM_SECRET_KEY")
KEY_ENCRYPTION_KEY = env.secret_bytes("KIM_KEY_ENCRYPTION_KEY", env.text("KIM_KEY_ENCRYPTION_KEY"))
OLD_KEY_ENCRYPTION_KEYS = [
    env.secret_bytes("KIM_OLD_KEY_ENCRYPTION_KEYS", word)
    for word in env.words("KIM_OLD_KEY_ENCRYPTION_KEYS", "")
]
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise env.SettingError(
        "KIM_SECRET_KEY is too short or too simple for production; 50 random characters are needed."
    )
if PRODUCTION and len(set(KEY_ENCRYPTION_KEY)) < 10:
    raise env.SettingError("KIM_KEY_ENCRYPTION_KEY is too simple for production; take 32 random bytes.")

# Days by which the demo's clock is moved; a production installation has no such thing.
CLOCK_SHIFT_DAYS = 0 if PRODUCTION else env.number("KIM_CLOCK_SHIFT_DAYS", 0, least=-3650)

DEBUG = False
ALLOWED_HOSTS = env.words("KIM_ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1],testserver")
if PRODUCTION and not ALLOWED_HOSTS:
    raise env.SettingError("KIM_ALLOWED_HOSTS is not set.")
PUBLIC_URL = env.text("KIM_PUBLIC_URL", None if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.words("KIM_TRUSTED_ORIGINS", PUBLIC_URL)
ROOT_URLCONF = "kim.project.urls"
WSGI_APPLICATION = "kim.project.wsgi.application"

INSTALLED_APPS = [
    "kim.core",
    "kim.districts",
    "kim.accounts",
    "kim.audit",
    "kim.network",
    "kim.cases",
    "kim.public",
    "kim.steering",
    "kim.monitoring",
    "kim.action_plans",
    "kim.retention",
    "kim.workspace",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kim.core.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kim.core.middleware.BadInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kim.accounts.middleware.DistrictMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kim.workspace.navigation.frame",
            ],
            "builtins": ["kim.core.templatetags.kim"],
        },
    },
]
FORM_RENDERER = "kim.core.renderers.KernRenderer"

DATABASES = {
    "default": env.database("KIM_DATABASE_URL", DATA_DIR / "kim.sqlite3"),
    "keys": env.database("KIM_KEYS_DATABASE_URL", DATA_DIR / "keys.sqlite3"),
}
DATABASE_ROUTERS = ["kim.core.routers.KeysRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters of the log-in and of the public form are shared by all workers, so they live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kim_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
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
LOGIN_REDIRECT_URL = "/start/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "kim.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Guesses at passwords and codes are counted in kim.accounts.login_limits. The library's own counter is off: it does
# not tell devices apart, so that others could shut out the owner.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "",
    "login_known_device": "10/5m/key",
    "login_unknown_device": "10/5m/ip,20/d/key",
    "reset_password": "5/h/ip,3/h/key",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# How many reverse proxies stand in front: limits per address count the visitor, not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("KIM_TRUSTED_PROXIES", 1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "authenticate": "kim.accounts.second_factor.AuthenticateForm",
    "reauthenticate": "kim.accounts.second_factor.ReauthenticateForm",
    "add_webauthn": "kim.accounts.passkeys.AddForm",
    "login_webauthn": "kim.accounts.passkeys.LoginForm",
    "authenticate_webauthn": "kim.accounts.passkeys.AuthenticateForm",
    "reauthenticate_webauthn": "kim.accounts.passkeys.ReauthenticateForm",
}
MFA_ADAPTER = "kim.accounts.adapter.SealedMFAAdapter"
# Whoever reads names needs a second factor; the demo lets you in without one.
SECOND_FACTOR_REQUIRED = PRODUCTION

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kim.core.public_views.csrf_failure"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
# A form with a file. No larger than what Django keeps in memory: no file of a request ever lies on the disk.
LARGEST_UPLOAD = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "de"
LANGUAGES = [
    ("de", "Deutsch"),
    ("ar", "العربية"),
    ("bg", "Български"),
    ("en", "English"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("ro", "Română"),
    ("es", "Español"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["kim.project.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

globals().update(env.mail("KIM_EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("KIM_FROM_EMAIL", "kim@localhost")

# Each app that keeps something of a district pack names its section here, lower apps first.
PACK_SECTIONS = [
    "kim.districts.pack.SECTIONS",
    "kim.accounts.pack.SECTIONS",
    "kim.network.pack.SECTIONS",
    "kim.steering.pack.SECTIONS",
    "kim.action_plans.pack.SECTIONS",
]

# What is done with a district when its pack is loaded for the first time.
PACK_FIRST_LOADED = ["kim.action_plans.papers.actions.keep_source_states"]

# Kind of what an entry of the log points at -> function that lists the names of that kind.
LOG_NAMES = {
    "municipality": "kim.audit.naming.municipalities",
    "district": "kim.audit.naming.districts",
    "accessroute": "kim.network.naming.routes",
    "agreement": "kim.network.naming.agreements",
    "integreatsource": "kim.network.naming.sources",
    "networkmeeting": "kim.network.naming.meetings",
    "offer": "kim.network.naming.offers",
    "officehours": "kim.network.naming.office_hours",
    "partner": "kim.network.naming.partners",
    "textblock": "kim.network.naming.text_blocks",
    "group": "kim.steering.naming.groups",
    "focusarea": "kim.action_plans.plans.naming.focus",
    "milestone": "kim.action_plans.plans.naming.milestones",
    "yearlytalk": "kim.action_plans.plans.naming.talks",
    "indicator": "kim.action_plans.profile.naming.indicators",
    "sourceoffice": "kim.action_plans.profile.naming.offices",
    "collectionround": "kim.action_plans.profile.naming.rounds",
    "collectionrequest": "kim.action_plans.profile.naming.requests",
}

# Messages name places in the code, never values: request bodies and query parameters stay out of every log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_values": {"()": "kim.core.logs.WithoutValues"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "filters": ["no_values"]}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {"kim": {"level": "INFO"}},
}

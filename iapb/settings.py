"""One settings file. Every value comes through a helper that stops the start when it is wrong."""

import re
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from iapb import environment

BASE_DIR = Path(__file__).resolve().parent.parent
IAPB_HOME = environment.path("IAPB_HOME", BASE_DIR / ".iapb")
SECRETS = environment.path("IAPB_SECRETS", IAPB_HOME / "secrets")

DEBUG = environment.flag("IAPB_DEBUG")
# The demonstration case, its accounts and http on loopback: never with real material.
DEMONSTRATION = environment.flag("IAPB_DEMONSTRATION")
SECRET_KEY = environment.secret("SECRET_KEY", SECRETS)
PUBLIC_URL = environment.text("PUBLIC_URL")
CONTENT_URL = environment.text("CONTENT_URL")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost 127.0.0.1")
if PUBLIC_URL.rstrip("/") == CONTENT_URL.rstrip("/"):
    raise ImproperlyConfigured("CONTENT_URL must use another host name than PUBLIC_URL")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL.rstrip("/")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "iapb.ledger",
    "iapb.accounts",
    "iapb.access",
    "iapb.jobs",
    "iapb.care",
    "iapb.language",
    "iapb.custody",
    "evidence",
    "evidence.transcripts",
    "evidence.coding",
    "evidence.search",
    "evidence.importing",
    "interviews",
    "consent",
    "disclosures",
]

MIDDLEWARE = [
    "iapb.custody.hosts.ContentHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "iapb.access.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "iapb.accounts.middleware.SessionLimitsMiddleware",
    "iapb.access.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "iapb.urls"
WSGI_APPLICATION = "iapb.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "iapb.access.context.house",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# Which role a process logs in as: web, worker, sealer, or the owner for migrations only.
_DATABASE_SECRETS = {
    "web": "DATABASE_URL",
    "worker": "DATABASE_WORKER_URL",
    "sealer": "DATABASE_SEALER_URL",
    "owner": "DATABASE_OWNER_URL",
}
DATABASE_ROLE = environment.text("IAPB_DATABASE", "web")
if DATABASE_ROLE not in _DATABASE_SECRETS:
    raise ImproperlyConfigured("IAPB_DATABASE must be web, worker, sealer or owner")
DATABASES = {
    "default": {
        **environment.database(environment.secret(_DATABASE_SECRETS[DATABASE_ROLE], SECRETS)),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # No ATOMIC_REQUESTS: the actor transaction wraps the whole response (docs/decisions).
        "OPTIONS": {"application_name": f"iapb-{DATABASE_ROLE}"},
    }
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["iapb.accounts.backends.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_ADAPTER = "iapb.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "iapb.accounts.forms.sign_in.SignInForm",
    "change_password": "iapb.accounts.forms.sign_in.NewPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
# Ten effective guesses an hour and account; an enemy cannot lock the owner out from elsewhere.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/h/key,60/h/ip", "login": "60/m/ip"}
MFA_ADAPTER = "iapb.accounts.adapter.SealedMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "IAPB"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "iapb.accounts.forms.codes.SignInCodeForm",
    "reauthenticate": "iapb.accounts.forms.codes.FreshCodeForm",
}
# How many reverse proxies stand before us: otherwise every sign-in would come from the proxy's own address.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer("TRUSTED_PROXIES", 0)
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # guardian stores grants, its backend is off
]
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None

SESSION_ENGINE = "iapb.accounts.session_store"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE = timedelta(minutes=20)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
# Chromium keeps Secure cookies off plain http: only the demonstration on loopback goes without.
_HTTPS = PUBLIC_URL.startswith("https://")
if not _HTTPS and not (DEMONSTRATION or DEBUG):
    raise ImproperlyConfigured("PUBLIC_URL must be https outside the demonstration")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 63072000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What a form may hold in memory; files stream past this into the vault.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["iapb.access.uploads.RefuseFiles"]

REDIS_URL = environment.secret("REDIS_URL", SECRETS)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "iapb_cache",
        # The default of 300 would let a flood push out the counts of wrong guesses.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXTENDED = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_TASK_SOFT_TIME_LIMIT = 3500
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT}
CELERY_VISIBILITY_TIMEOUT = 2 * CELERY_TASK_TIME_LIMIT
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SEND_SENT_EVENT = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

VAULT_ROOT = environment.path("VAULT_ROOT", IAPB_HOME / "vault")
# Bytes of the largest file that is taken, and those that an upload leaves free on the disk.
LARGEST_UPLOAD = environment.integer("LARGEST_UPLOAD", 256 * 1024**3)
SPACE_KEPT_FREE = environment.integer("SPACE_KEPT_FREE", 2 * 1024**3)
KEY_ROOT = environment.path("KEY_ROOT", IAPB_HOME / "keys")
# Where clamd listens: `unix:/path` or `tcp:host:port`. Empty: there is none, and every file says so.
CLAMD = environment.text("CLAMD", "")
if CLAMD and not re.fullmatch(r"unix:/.+|tcp:[^:]+:\d+", CLAMD):
    raise ImproperlyConfigured("CLAMD must be unix:/path or tcp:host:port")
# What says which engines are there; jobs stand below language and so ask by name.
ENGINES = "iapb.language.engines.available"
MODEL_ROOT = environment.path("MODEL_ROOT", IAPB_HOME / "models")
LEDGER_STATE = environment.path("LEDGER_STATE", IAPB_HOME / "ledger")
LEDGER_ORIGIN = environment.text("LEDGER_ORIGIN", "iapb.example/ledger")
LEDGER_SIGNER = "iapb.custody.keys.checkpoint_signer"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["iapb.access.authentication.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "iapb.access.api.Pages",
    "EXCEPTION_HANDLER": "iapb.access.api.refusals",
    "DEFAULT_THROTTLE_CLASSES": ["iapb.access.throttle.PerMinute"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "IAPB evidence case management",
    "DESCRIPTION": "The verbs of the pages, for scripts. Send `Authorization: Token …`.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "iapb.access.schema.with_problems"],
    "ENUM_NAME_OVERRIDES": {
        "AnswerEnum": "consent.words.Answer",
        "RecallAnswerEnum": "disclosures.models.RecallAnswer.Answer",
        "ConsentCapacityEnum": "consent.words.Capacity",
        "ConsentModeEnum": "consent.models.ConsentRecord.Mode",
        "PurposeEnum": "consent.words.Purpose",
        "ApprovalCapacityEnum": "disclosures.models.Approval.Capacity",
        "InterviewModeEnum": "interviews.models.Interview.Mode",
        "ItemKindEnum": "evidence.models.Item.Kind",
        "InterviewStateEnum": "interviews.models.Interview.State",
        "NamedPersonKindEnum": "interviews.models.NamedPerson.Kind",
        "CertificateKindEnum": "interviews.models.Certificate.Kind",
        "GuideKindEnum": "interviews.models.Guide.Kind",
        "ThingEventKindEnum": "interviews.models.ThingEvent.Kind",
        "ThingStateEnum": "interviews.models.Thing.State",
        "ReadBackHowEnum": "interviews.models.ReadBack.How",
        "SignatureOutcomeEnum": "interviews.models.Signature.Outcome",
        "ShowingOutcomeEnum": "interviews.models.Showing.Outcome",
        "ShowingMannerEnum": "interviews.models.Showing.Manner",
        "RecordSectionEnum": "interviews.models.SkipMark.Section",
        "LeftOutReasonEnum": "interviews.models.SkipMark.Reason",
        "PerhapsSameAnswerEnum": "interviews.models.PerhapsSame.Answer",
        "TextKindEnum": "evidence.models.Text.Kind",
        "RequestStateEnum": "disclosures.models.Request.State",
        "DisclosureStateEnum": "disclosures.models.Disclosure.State",
        "CodingWorkStateEnum": "evidence.coding.models.Work.State",
        "QuestionStateEnum": "evidence.coding.models.Question.State",
        "QuestionSideEnum": "evidence.coding.models.QuestionMessage.Side",
        "CodingWorkKindEnum": "evidence.coding.models.Work.Kind",
        "ComparisonStateEnum": "evidence.coding.models.Comparison.State",
        "ComparisonBasisEnum": "evidence.coding.models.Comparison.Basis",
        "SettlementDecisionEnum": "evidence.coding.models.Settlement.Decision",
        "RuleQuestionStateEnum": "evidence.coding.models.RuleQuestion.State",
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("be", "Беларуская")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _HTTPS
LOCALE_PATHS = [BASE_DIR / "iapb" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = ["iapb.formats"]

STATIC_URL = "/static/"
# Where DejaVu lies, for what is made as PDF.
FONT_ROOT = environment.path("FONT_ROOT", Path("/usr/share/fonts/truetype/dejavu"))
STATIC_ROOT = environment.path("STATIC_ROOT", IAPB_HOME / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "iapb.access.static.FoundOnce"},
}
# Sealed bytes lie in VAULT_ROOT, or in this bucket of an S3-compatible store (requirements-storage.txt).
if VAULT_BUCKET := environment.text("VAULT_BUCKET", ""):
    VAULT_ENDPOINT = environment.text("VAULT_ENDPOINT")
    if not re.match(r"https://|http://(localhost|127\.0\.0\.1)(:|/|$)", VAULT_ENDPOINT):
        raise ImproperlyConfigured("VAULT_ENDPOINT must be an https address")
    STORAGES["vault"] = {
        "BACKEND": "iapb.custody.objects.SealedObjects",
        "OPTIONS": {
            "bucket_name": VAULT_BUCKET,
            "endpoint_url": VAULT_ENDPOINT,
            "region_name": environment.text("VAULT_REGION", "us-east-1"),
            "access_key": environment.secret("VAULT_ACCESS_KEY", SECRETS),
            "secret_key": environment.secret("VAULT_SECRET_KEY", SECRETS),
            "file_overwrite": True,
            "default_acl": None,
        },
    }
MEDIA_ROOT = ""

EMAIL_BACKEND = environment.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
# Empty: no mail is sent.
EMAIL_HOST = environment.text("EMAIL_HOST", "")
EMAIL_PORT = environment.integer("EMAIL_PORT", 25)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "iapb@localhost")
ADMINS: list[tuple[str, str]] = []

# Opaque ids only: no query text, no bodies, no local variables of tracebacks.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"nothing_personal": {"()": "iapb.access.logs.NothingPersonal"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["nothing_personal"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.db.backends": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
    },
}

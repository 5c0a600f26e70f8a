"""Settings for the test suite: the same code, with quick passwords and mail kept in memory."""

import os
import tempfile

# Nothing that a test writes may meet the portal that its developer runs on var/.
_folder = tempfile.TemporaryDirectory(prefix="portal-tests-")
os.environ["VAR_DIR"] = _folder.name

from wwc.settings import *  # noqa: E402, F403 - extends it by all of it, once VAR_DIR is ours
from wwc.settings import REDIS_URL, STATIC_ROOT  # noqa: E402 - as above

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_RATE_LIMITS = False
STATIC_ROOT.mkdir()
if not REDIS_URL:
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0}
# Test processes that share a Redis must not meet in one queue.
CELERY_TASK_DEFAULT_QUEUE = f"tests-{os.getpid()}"

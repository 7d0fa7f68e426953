"""A private installation whose mail and photos land in the test's own folder."""

import os
from pathlib import Path

from config.settings.dev import *  # noqa: F403

_FOLDER = Path(os.environ["VARTA_TEST_FOLDER"])
EMAIL_FILE_PATH = _FOLDER / "mail"
MEDIA_ROOT = _FOLDER / "media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # a test puts a new build in the place of the old one

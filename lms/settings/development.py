"""The demo and a developer's machine: SQLite, a queue that is a folder, codes on the console."""

from lms.settings.base import *
from lms.settings.base import DATA_DIR, env
from lms.settings.secret import kept_secret

DEMO = env.bool("DEMO", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(DATA_DIR)
ID_HASH_KEY = env.str("ID_HASH_KEY", default="") or kept_secret(DATA_DIR, "id-hash-key")
# Papers of the demo are signed with a key of nobody, and say so.
SIGNER = env.str("SIGNER", default="development")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CODE_SENDERS = {
    "phone": "lms.core.senders.console_and_file",
    "email": "lms.core.senders.console_and_file",
    "zalo": "lms.core.senders.console_and_file",
}
# A passkey on http://localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

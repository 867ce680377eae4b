"""The variables of .env.example, each with a value that its comment suggests."""

import re

from cryptography.fernet import Fernet

from storefront.config import ROOT

TEXT = (ROOT / ".env.example").read_text()
DESCRIBED = dict(re.findall(r"^#?([A-Z0-9_]+)=(.*)$", TEXT, flags=re.MULTILINE))

# For those that are empty there; words of the comment itself where it has an example.
EXAMPLES = {
    "SECRET_KEY": "a-long-random-text-that-nobody-guesses",
    "CREDENTIALS_KEY": ",".join(Fernet.generate_key().decode() for _ in range(2)),
    "DATABASE_URL": "postgresql://user:password@host/name",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "TRUSTED_HOSTS": "shop.example.com,.example.com",
    "CATALOG_CACHE_URL": "https://shop.example.com/catalog-cache/",
    "CATALOG_CACHE_KEY": "another-long-random-text",
    "SANDBOX_URL": "http://127.0.0.1:8001/sandbox/",
    "STRIPE_SECRET_KEY": "sk_test_51aB",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "ARTWORK_STORE": "{folder}/artwork",
    "S3_ENDPOINT": "https://s3.example.com",
    "S3_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "S3_SECRET_ACCESS_KEY": "a-secret-of-s3",
    "CLAMD_SOCKET": "{folder}/clamd.ctl",
    "MAIL_URL": "smtp://user:password@host:587",
}


def suggested(name, folder):
    """A value for the variable: its default, or what its comment suggests."""
    if name == "INSTANCE_PATH":
        return str(folder / "instance")
    return DESCRIBED[name] or EXAMPLES[name].format(folder=folder)


def beside(name):
    """The variable without which this one means nothing."""
    pair = {"S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"}
    return pair - {name} if name in pair else set()

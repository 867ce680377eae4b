"""How mail leaves: over SMTP, into a folder (the default, for a look), or to the console.

MAIL_URL is smtp://user:password@host:587, smtps://…, file:///folder or console://.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from storefront.config import Config


class BadMailUrl(ValueError):
    """MAIL_URL is none of the forms that we know."""


def flask_settings(config: Config) -> dict[str, Any]:
    folder = config.instance_path / "mail"
    url = urlsplit(config.mail_url or folder.resolve().as_uri())
    common = {"MAIL_DEFAULT_SENDER": config.mail_from, "MAIL_TIMEOUT": 20}
    if url.scheme == "file":
        return common | {"MAIL_BACKEND": "file", "MAIL_FILE_PATH": unquote(url.path)}
    if url.scheme == "console":
        return common | {"MAIL_BACKEND": "console"}
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        raise BadMailUrl("MAIL_URL must begin with smtp://, smtps://, file:// or console://")
    return common | {
        "MAIL_BACKEND": "smtp",
        "MAIL_SERVER": url.hostname,
        "MAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "MAIL_USERNAME": unquote(url.username) if url.username else None,
        "MAIL_PASSWORD": unquote(url.password) if url.password else None,
        "MAIL_USE_SSL": url.scheme == "smtps",
        "MAIL_USE_TLS": url.scheme == "smtp" and bool(url.username),
    }

"""What the machine decides: addresses, limits, timings, secrets. A bad value is refused by name.

What staff decide is in `settings.py`. Every variable is described in `.env.example`.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import click
import dotenv
from flask import current_app
from flask.cli import ScriptInfo
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from storefront.secrets import cipher

ROOT = Path(__file__).parent.parent

Seconds = Annotated[float, Field(gt=0, le=86400 * 7)]
HOST = re.compile(r"\.?[\w.-]+|\[[0-9a-fA-F:.]+\]")  # a name, those below one, or an address
Url = Annotated[str, Field(pattern=r"^https?://[^\s?#]+$")]


class Config(BaseSettings):
    """The environment, read once at start. Names are those of the variables, in lower case.

    What is set in the environment wins over .env, also if it is empty: then it is the default.
    """

    model_config = SettingsConfigDict(
        env_file=os.environ.get("ENV_FILE", ROOT / ".env") or None,
        extra="ignore",
        hide_input_in_errors=True,  # a refusal must not quote a key
    )

    secret_key: SecretStr | None = None
    credentials_key: SecretStr | None = None
    instance_path: Path = ROOT / "instance"
    database_url: str = ""
    redis_url: str = ""
    public_url: Url = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    web_workers: Annotated[int, Field(ge=1, le=64)] = 2
    web_threads: Annotated[int, Field(ge=1, le=256)] = 32
    trusted_hosts: str = ""
    trusted_proxies: Annotated[int, Field(ge=0, le=5)] = 0

    fourover_production_url: Url = "https://api.4over.com"
    fourover_staging_url: Url = "https://sandbox-api.4over.com"
    fourover_reads_per_second: Annotated[float, Field(gt=0, le=1000)] = 3
    catalog_cache_url: str = ""
    catalog_cache_key: SecretStr = SecretStr("")
    sandbox_url: str = ""
    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")

    artwork_store: str = ""
    s3_endpoint: str = ""
    s3_region: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = "us-east-1"
    s3_access_key_id: str = ""
    s3_secret_access_key: SecretStr = SecretStr("")
    artwork_max_mb: Annotated[int, Field(ge=1, le=5000)] = 500
    artwork_free_mb: Annotated[int, Field(ge=0, le=1_000_000)] = 500
    artwork_link_seconds: Annotated[int, Field(ge=3600, le=86400 * 400)] = 86400 * 90
    artwork_redirect_seconds: Annotated[int, Field(ge=0, le=86400 * 7)] = 0
    clamd_socket: str = ""
    mail_url: str = ""
    mail_from: str = "shop@localhost"

    read_timeout_seconds: Seconds = 30
    read_pause_seconds: Seconds = 0.5
    page_timeout_seconds: Seconds = 15
    push_leave_seconds: Seconds = 5
    push_step_seconds: Seconds = 60
    push_deadline_seconds: Seconds = 150
    push_unknown_seconds: Seconds = 240
    push_lease_seconds: Seconds = 300
    push_settle_seconds: Seconds = 900
    push_give_up_seconds: Seconds = 86400
    job_timeout_seconds: Seconds = 600
    breaker_seconds: Seconds = 60
    sweep_seconds: Seconds = 60
    track_seconds: Seconds = 900
    notice_retry_seconds: Seconds = 300
    quote_fresh_seconds: Seconds = 3600
    quote_cache_seconds: Seconds = 300
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"

    @property
    def sends_mail(self) -> bool:
        """By a mail server; else mail stays on this machine, as files or in the log."""
        return self.mail_url.startswith(("smtp://", "smtps://"))

    @property
    def pay_origins(self) -> list[str]:
        """Other sites where customers pay."""
        bank = urlsplit(self.sandbox_url)
        origins = [f"{bank.scheme}://{bank.netloc}"] if bank.netloc else []
        return [*origins, "https://checkout.stripe.com"] if self.stripe_secret_key else origins

    @field_validator("stripe_secret_key")
    @classmethod
    def _a_key_of_stripe(cls, key: SecretStr) -> SecretStr:
        if not re.fullmatch(r"((sk|rk)_(test|live)_\w+)?", key.get_secret_value()):
            raise ValueError("a Stripe key begins with sk_test_, sk_live_, rk_test_ or rk_live_")
        return key

    @field_validator("s3_endpoint")
    @classmethod
    def _an_address(cls, address: str) -> str:
        if not re.fullmatch(r"(https?://[^\s?#@]+)?", address):
            raise ValueError("the S3 server's address begins with https:// or http://")
        return address

    @model_validator(mode="after")
    def _both_keys_or_none(self) -> Self:
        if bool(self.s3_access_key_id) != bool(self.s3_secret_access_key):
            raise ValueError("S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together")
        return self

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *args: Any, **sources: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """As ever; but a file that is named and not there would else pass for an empty one."""
        file = str(getattr(sources["dotenv_settings"], "env_file", None) or "")
        named = file and file == os.environ.get("ENV_FILE")
        if named and (Path(file).is_dir() or not os.access(file, os.R_OK)):
            raise ValueError(f"ENV_FILE names {Path(file).absolute()}: no file can be read there.")
        return super().settings_customise_sources(settings_cls, *args, **sources)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_the_default(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Only here, where environment and file are one: an empty variable hides the file's."""
        return {name: value for name, value in values.items() if value != ""}

    @field_validator("trusted_hosts")
    @classmethod
    def _names_alone(cls, hosts: str) -> str:
        for host in split(hosts):
            if not HOST.fullmatch(host):
                raise ValueError(
                    f"{host!r} is no name such as shop.example.com (without https:// and port)"
                )
        return hosts

    @field_validator("credentials_key")
    @classmethod
    def _opens_something(cls, keys: SecretStr | None) -> SecretStr | None:
        try:
            if keys is not None:
                cipher(keys.get_secret_value())
        except ValueError:
            raise ValueError("each key must be 32 bytes in URL-safe base64") from None
        return keys

    @model_validator(mode="after")
    def _times_in_order(self) -> Self:
        """A lease must outlive what it guards, or two workers could send the same item."""
        names = (
            "push_leave_seconds",
            "push_step_seconds",
            "push_deadline_seconds",
            "push_unknown_seconds",
            "push_lease_seconds",
            "job_timeout_seconds",
        )
        for shorter, longer in pairwise(names):
            if getattr(self, shorter) >= getattr(self, longer):
                raise ValueError(f"{shorter.upper()} must be less than {longer.upper()}")
        if self.push_leave_seconds + self.push_deadline_seconds >= self.push_unknown_seconds:
            raise ValueError(
                "PUSH_LEAVE_SECONDS and PUSH_DEADLINE_SECONDS together must be less than "
                "PUSH_UNKNOWN_SECONDS"
            )
        return self

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).hostname or ""

    @property
    def database(self) -> str:
        if not self.database_url:
            return f"sqlite:///{self.instance_path / 'storefront.db'}"
        # what hosting companies hand out, and what SQLAlchemy wants
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url


@contextmanager
def refused_in_a_sentence() -> Iterator[None]:
    """Where settings that cannot be used end the process: with what is wrong, and no trace."""
    try:
        yield
    except ValidationError as error:
        raise SystemExit(refused_variables(error)) from None
    except ValueError as bad:
        raise SystemExit(str(bad)) from None


def refused_variables(error: ValidationError) -> str:
    """Which environment variables cannot be what they are; never their values."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = "_".join(str(part) for part in problem["loc"]).upper()
        words = problem["msg"].removeprefix("Value error, ")
        lines.append(f"{name}: {words}" if name else words)
    return "The settings (environment or .env) cannot be used. " + "; ".join(lines) + "."


def split(names: str) -> list[str]:
    """What a list with commas names."""
    return [name.strip() for name in names.split(",") if name.strip()]


def forget_what_flask_read() -> None:
    """Take back the .env that `flask` found by itself, perhaps another than ours, and put into the
    environment. Config reads the one that counts, for `flask` as for every other process."""
    context = click.get_current_context(silent=True)
    if not context or not context.find_object(ScriptInfo):
        return
    began = Path("/proc/self/environ")  # without one, what has the file's value is the file's
    given = began.read_bytes().split(b"\0") if began.exists() else []
    names = {pair.partition(b"=")[0].decode(errors="replace") for pair in given}
    for file in (".flaskenv", ".env"):
        for name, value in dotenv.dotenv_values(dotenv.find_dotenv(file, usecwd=True)).items():
            ours = name.lower() in Config.model_fields
            if ours and name not in names and os.environ.get(name) == value:
                del os.environ[name]


def config() -> Config:
    """The running app's configuration."""
    present: Config = current_app.extensions["config"]
    return present

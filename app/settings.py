"""Every setting, from the environment.  Nothing below `app` reads it; values are passed."""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kernel.errors import DomainError

PREFIX = "LEAFLEDGER_"
TELEGRAM_ORIGIN = "https://api.telegram.org"
SIMULATOR_TOKEN = "1000001:leafledger-simulator-token-000000000"
"""Known to everyone: it opens nothing but the local stand-in for Telegram."""


class SettingWrong(DomainError):
    """A setting has a value that cannot be used."""

    code = "setting_wrong"


class RegionSettingWrong(DomainError):
    """No place has the code that stands in LEAFLEDGER_REGION.  region: what stands there."""

    code = "region_setting_wrong"


class Settings(BaseSettings):
    """Environment variables with the prefix LEAFLEDGER_; an empty value means the default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    data_dir: Path = Field(default=Path(".leafledger"), description="Where embedded databases, keys and files lie.")
    host: str = Field(default="127.0.0.1", description="Address that the API, the pages and the simulator listen on.")
    port: int = Field(default=8080, ge=1, le=65535, description="Port of the API and the pages.")
    simulator_port: int = Field(default=8081, ge=1, le=65535, description="Port of the simulator and its chat page.")
    public_url: str = Field(
        default="",
        description="Origin in links, QR codes and the logs' names; frozen at the first start. "
        "Default: http://<host>:<port>.",
    )
    environment: Literal["development", "production"] = Field(
        default="development", description="`production` refuses unsafe settings instead of filling them in."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL of the application role `lf_app`; unset: embedded. A proxy in between must share"
        " connections by the session, not by the transaction.",
    )
    database_owner_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL of the role that owns the tables, for `migrate`; unset: the same as DATABASE_URL.",
    )
    database_backup_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL of a role that reads past row-level security, for `backup`; "
        "unset: the same as DATABASE_OWNER_URL.",
    )
    redis_url: SecretStr | None = Field(default=None, description="Redis or Valkey; unset: embedded.")
    key_file: Path | None = Field(
        default=None, description="The key-encryption key, 32 bytes in hexadecimal; unset: `key` in the data folder."
    )
    log_key_file: Path | None = Field(
        default=None,
        description="Another such key, under which the logs' signing keys lie, for the worker and the commands that sign"
        " alone; unset: they lie under KEY_FILE.",
    )
    region: str = Field(
        default="CN-GD-SZ", description="Region of the programme organisation 一叶.", pattern=r"^[A-Z0-9-]{2,16}$"
    )
    telegram_token: SecretStr | None = Field(default=None, description="The bot's token; unset: the local simulator.")
    telegram_api_url: str = Field(default=TELEGRAM_ORIGIN, description="Origin of any Bot API server.")
    telegram_webhook_secret: SecretStr | None = Field(
        default=None,
        description="Set: updates come by webhook to <public url>/telegram/webhook with this secret; unset: long poll.",
    )
    methodologies_dir: Path | None = Field(
        default=None,
        description="Further methodology packages and word files; unset: `methodologies` in the data folder.",
    )
    witnesses: Path | None = Field(
        default=None,
        description="A C2SP tlog-policy file: `witness NAME VKEY URL` lines, groups, `quorum`; unset: no witnesses.",
    )
    anchor_chat: str | None = Field(
        default=None,
        description="Telegram channel, `@name` or number, that gets the platform log's checkpoint daily; unset: none.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Server for letters, `smtp://user:password@host:587` (STARTTLS), `smtps://…` or `smtp+plain://localhost:25`;"
        " unset: none in production, files in `mail` of the data folder in development.",
    )
    mail_from: str = Field(
        default="leafledger@localhost", description="Sender of letters.", pattern=r"^[^\s@<>]+@[^\s@<>]+$"
    )
    keep_updates_days: int = Field(
        default=7, ge=1, le=30, description="An update of a chat, once handled: how many days it is kept."
    )
    keep_messages_days: int = Field(
        default=7, ge=1, le=30, description="A message to a person, once sent: how many days it is kept."
    )
    keep_set_aside_days: int = Field(
        default=30, ge=1, le=30, description="An update or message that failed for good: how many days it is kept."
    )
    keep_farewells_days: int = Field(
        default=2,
        ge=1,
        le=7,
        description="An erased person's certificate that can't be sent: how many days it is kept.",
    )
    keep_request_keys_days: int = Field(
        default=30, ge=1, le=3650, description="The hash of a partner's request: how many days it is kept."
    )
    keep_link_requests_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="A partner's request that nobody answered, once expired: how many days it is kept.",
    )
    keep_ended_links_days: int = Field(
        default=365, ge=1, le=3650, description="A partner's link, once withdrawn: how many days it is kept."
    )
    keep_sessions_days: int = Field(
        default=30, ge=1, le=3650, description="A session in a browser, over: how many days it is kept."
    )
    keep_email_codes_days: int = Field(
        default=2, ge=1, le=30, description="The digest of a code sent by e-mail: how many days it is kept."
    )
    keep_join_requests_days: int = Field(
        default=30, ge=7, le=365, description="A request to join, once decided or asked: how many days it is kept."
    )
    keep_roster_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="A roster's row whose person has not come, once last imported: how many days it is kept.",
    )
    keep_looks_days: int = Field(
        default=365, ge=1, le=3650, description="A note of who looked at what is a person's: how many days it is kept."
    )
    keep_photos_days: int = Field(
        default=90, ge=1, le=3650, description="Telegram's id of a photo, once judged: how many days it is kept."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is logged."
    )

    @field_validator("public_url", "telegram_api_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        """An origin, or nothing: scheme and host without a path."""
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
            raise ValueError("must be an origin such as https://leaf.example.org")
        return value.rstrip("/")

    @field_validator("database_url", "database_owner_url", "database_backup_url")
    @classmethod
    def _database(cls, value: SecretStr | None) -> SecretStr | None:
        return _address(value, "postgresql", "postgres")

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: SecretStr | None) -> SecretStr | None:
        return _address(value, "redis", "rediss", "unix")

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        """A token as Telegram gives it: told at once, because the bot alone would only end again and again."""
        if value is not None and not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value.get_secret_value()):
            raise ValueError("must be a bot's token from @BotFather, such as 123456:ABC-DEF")
        return value

    @property
    def origin(self) -> str:
        """The public URL that holds for a first start."""
        return self.public_url or f"http://{self.reachable_host}:{self.port}"

    @property
    def key_path(self) -> Path:
        """Where the key-encryption key lies."""
        return self.key_file or self.data_dir / "key"

    @property
    def drop_in_dir(self) -> Path:
        """Where further methodology packages are looked for."""
        return self.methodologies_dir or self.data_dir / "methodologies"

    @property
    def simulated(self) -> bool:
        """Whether the bot talks to the local simulator."""
        return self.telegram_token is None or self.telegram_token.get_secret_value() == SIMULATOR_TOKEN

    @property
    def simulator_url(self) -> str:
        """Where the simulator answers."""
        return f"http://{self.reachable_host}:{self.simulator_port}"

    @property
    def reachable_host(self) -> str:
        """A name by which this machine reaches what listens on `host`."""
        return "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host


def _address(value: SecretStr | None, *schemes: str) -> SecretStr | None:
    """The address, its scheme among these and its port a number; what is wrong is said without its password."""
    if value is None:
        return None
    try:
        parts = urlsplit(value.get_secret_value())
        usable = parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(f"must be an address such as {schemes[0]}://user:password@host/name")
    return value

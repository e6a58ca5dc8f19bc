"""What differs on this machine, read from environment variables that begin with EHCP_."""

import os
import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.bad_setting import BadSetting, all_at_once

PREFIX = "EHCP_"
EXAMPLE_COUNCIL = Path(__file__).parent / "council"

_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_LAST_PORT = 65_535
_SCANNER = re.compile(r"none|clamd:(/\S+|[A-Za-z0-9.\-]+:\d{1,5}|\[[0-9A-Fa-f:]+\]:\d{1,5})")
_PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)[^/]*@")


def _database(address: str) -> str:
    """Accept the two databases that are tested, and name the driver that is installed."""
    # `postgres://` and `postgresql://` are what hosting providers hand out.
    address = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", address)
    if not address.startswith(("sqlite:///", "postgresql+psycopg://")):
        msg = "neither SQLite nor PostgreSQL"
        raise ValueError(msg)
    return address


def _mailbox_address(address: str) -> str:
    if not _EMAIL.fullmatch(address):
        msg = "not an email address"
        raise ValueError(msg)
    return address


def _web_address(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        msg = "not a web address"
        raise ValueError(msg)
    return address.rstrip("/")


def _safe_web_address(address: str) -> str:
    """Accept what nobody on the way can read or change: https, or this machine itself."""
    if not re.match(r"https://|http://(localhost|127\.0\.0\.1)(:|/|$)", address):
        msg = "not a safe address"
        raise ValueError(msg)
    return address.rstrip("/")


def _scanner(address: str) -> str:
    """Accept `none`, or where the ClamAV daemon listens: a socket, or a machine and its port."""
    port = address.rpartition(":")[2]
    if not _SCANNER.fullmatch(address) or (port.isdigit() and not 0 < int(port) <= _LAST_PORT):
        msg = "not a scanner"
        raise ValueError(msg)
    return address


def _notify_key(key: SecretStr) -> SecretStr:
    """Accept the whole key; a part of it, copied by hand, would be refused letter by letter."""
    if not re.fullmatch(rf"\S.*-{_ID}-{_ID}", key.get_secret_value()):
        msg = "not a key of GOV.UK Notify"
        raise ValueError(msg)
    return key


def _notify_id(text: str) -> str:
    if not re.fullmatch(_ID, text):
        msg = "not an id of GOV.UK Notify"
        raise ValueError(msg)
    return text


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        msg = "not a folder"
        raise ValueError(msg)
    return path


def _in_lower_case(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


_lower = BeforeValidator(_in_lower_case)
WebAddress = Annotated[str, AfterValidator(_web_address)]
Folder = Annotated[Path, AfterValidator(_folder)]


class Settings(BaseSettings):
    """This machine's settings. Each description is what a person reads when the value is wrong."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///ehcp.db",
        repr=False,  # it may hold a password
        description="Write sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/DATABASE.",
    )
    council: Folder = Field(
        default=EXAMPLE_COUNCIL,
        description="Name the folder with the council's own files: council.toml, people.toml, …",
    )
    mailbox: Folder = Field(
        default=Path("mailbox"),
        description="Name a folder; it is made when the first mail is put there.",
    )
    channel: Annotated[Literal["mailbox", "smtp", "govuk_notify"], _lower] = Field(
        default="mailbox",
        description="Write mailbox (mails become files, nobody is mailed), smtp or govuk_notify.",
    )

    documents: Folder = Field(
        default=Path("documents"),
        description="Name the folder that keeps what is handed in; it is made when it is needed.",
    )
    scanner: Annotated[str, BeforeValidator(_trimmed), AfterValidator(_scanner)] = Field(
        default="none",
        description="Write clamd:HOST:PORT or clamd:/PATH/OF/SOCKET (the ClamAV daemon), or none.",
    )
    largest_file_mb: int = Field(
        default=20,
        ge=1,
        le=100,
        description="Write the most megabytes of one file that is handed in, from 1 to 100.",
    )

    smtp_host: str | None = Field(
        default=None, description="Name the mail server; channel smtp cannot send without one."
    )
    smtp_port: int = Field(
        default=587, ge=1, le=65535, description="Write a port: 587 for starttls, 465 for tls."
    )
    smtp_security: Annotated[Literal["starttls", "tls", "none"], _lower] = Field(
        default="starttls",
        description="Write starttls, tls, or none (only for a server on this same machine).",
    )
    smtp_user: str | None = Field(default=None, description="Name the account at the mail server.")
    smtp_password: SecretStr | None = Field(
        default=None, description="Give the password of the account at the mail server."
    )
    smtp_sender: Annotated[str, AfterValidator(_mailbox_address)] | None = Field(
        default=None, description="Write one email address, such as ehc@council.example."
    )
    smtp_timeout_seconds: float = Field(
        default=30, gt=0, le=600, description="Write a number of seconds from 1 to 600."
    )

    notify_key: Annotated[SecretStr, AfterValidator(_notify_key)] | None = Field(
        default=None,
        description="Give a key of GOV.UK Notify, whole: its name, then two ids with hyphens.",
    )
    notify_address: Annotated[str, AfterValidator(_safe_web_address)] = Field(
        default="https://api.notifications.service.gov.uk",
        description="Write the https address of GOV.UK Notify's API, or leave it out.",
    )
    notify_template: Annotated[str, AfterValidator(_notify_id)] | None = Field(
        default=None,
        description="Give the id of the email template in GOV.UK Notify, such as "
        "f33517ff-2a88-4f6e-b855-c550268ce08a.",
    )
    notify_reply_to: Annotated[str, AfterValidator(_notify_id)] | None = Field(
        default=None,
        description="Give the id of a reply-to address in GOV.UK Notify, or leave it out.",
    )
    notify_callback_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Give the bearer token that GOV.UK Notify sends with delivery receipts: the "
        "same as is entered there, 16 characters or more.",
    )
    notify_timeout_seconds: float = Field(
        default=30, gt=0, le=600, description="Write a number of seconds from 1 to 600."
    )

    web_address: WebAddress = Field(
        default="http://127.0.0.1:8000",
        description="Write the address at which people reach the pages; mails link to it.",
    )
    local_accounts: Annotated[Literal["on", "off"], _lower] = Field(
        default="on",
        description="Write on or off. Off: everybody signs in with a council account.",
    )
    second_factor: Annotated[Literal["required", "offered"], _lower] = Field(
        default="required",
        description="Write required or offered: whether a password needs a code from an app too.",
    )
    oidc_issuer: Annotated[str, AfterValidator(_safe_web_address)] | None = Field(
        default=None,
        description="Write the https address of the council's identity provider (its OpenID "
        "Connect issuer), such as https://login.microsoftonline.com/TENANT/v2.0.",
    )
    oidc_client_id: str | None = Field(
        default=None,
        description="Give the client id under which the identity provider knows this software.",
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Give the client secret that the identity provider made."
    )
    oidc_groups_claim: str = Field(
        default="groups",
        min_length=1,
        description="Name the claim in which the identity provider lists somebody's groups.",
    )
    prefect: bool = Field(
        default=True,
        description="Write on or off. Off: commands, checks and mails go on without flow runs.",
    )
    prefect_api_url: WebAddress | None = Field(
        default=None,
        description="Write the address of a Prefect server, which ends in /api; leave it out to "
        "use the one that `ehcp up` starts.",
    )
    logs: Annotated[Literal["console", "json"], _lower] = Field(
        default="console", description="Write console (for people) or json (for machines)."
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], _lower] = Field(
        default="info", description="Write debug, info, warning or error."
    )
    today: date | None = Field(
        default=None, description="Write a day such as 2019-07-22; for training only."
    )

    @model_validator(mode="after")
    def _smtp_is_complete(self) -> Self:
        if self.channel == "smtp":
            for key in ("smtp_host", "smtp_sender"):
                if getattr(self, key) is None:
                    raise _missing(key)
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise _missing("smtp_user" if self.smtp_user is None else "smtp_password")
        return self

    @model_validator(mode="after")
    def _notify_is_complete(self) -> Self:
        if self.channel == "govuk_notify":
            for key in ("notify_key", "notify_template"):
                if getattr(self, key) is None:
                    raise _missing(key)
        return self

    @model_validator(mode="after")
    def _somebody_can_sign_in(self) -> Self:
        wanted = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
        missing = [key for key in wanted if getattr(self, key) is None]
        if missing and (len(missing) < len(wanted) or self.local_accounts == "off"):
            raise _missing(missing[0])
        return self


def read_settings() -> Settings:
    """Read this machine's settings from the environment.

    Raises:
        BadSetting: a value cannot be used, or a name looks like a misspelt one.
    """
    _refuse_misspelt_names()
    try:
        return Settings()
    except ValidationError as error:
        raise all_at_once([_in_words(problem) for problem in error.errors()]) from None


def _missing(key: str) -> BadSetting:
    fix = Settings.model_fields[key].description or ""
    return BadSetting(where="environment", key=PREFIX + key.upper(), value=None, fix=fix)


def _in_words(problem: ErrorDetails) -> BadSetting:
    """Say a pydantic problem as a person would: the variable, its value, what to write."""
    key = str(problem["loc"][0])
    value = str(problem["input"])
    if any(word in key for word in ("password", "secret", "key", "token")):
        value = "(hidden)"
    return BadSetting(
        where="environment",
        key=PREFIX + key.upper(),
        value=_PASSWORD_IN_ADDRESS.sub("(hidden)@", value),
        fix=Settings.model_fields[key].description or "",
    )


def _refuse_misspelt_names() -> None:
    """Refuse a name that is nearly ours.

    Otherwise a slip in EHCP_DATABASE_URL quietly writes to another database. Names that resemble
    none of ours are somebody else's business.
    """
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1, cutoff=0.8)
            if near:
                raise BadSetting(
                    where="environment", key=name, value=None, fix=f"Is {near[0]} meant?"
                )

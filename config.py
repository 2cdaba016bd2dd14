"""The settings of one installation, read from the environment."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SQLITE = "sqlite:///"
LOG_LEVELS = ("debug", "info", "warning", "error")


class ConfigError(Exception):
    """Every setting that is missing or malformed, in one message."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything an installation can set; see README for the environment variables."""

    base_url: str
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    mail_url: str = field(repr=False)
    mail_from: str
    jobs_url: str = field(repr=False)
    instance_path: Path
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    mailbox_url: str | None = field(default=None, repr=False)
    mailbox_address: str | None = None
    mailbox_tags: str = "+"
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 32
    trusted_proxies: int = 0
    log_level: str = "warning"

    @property
    def is_production(self) -> bool:
        """Tell whether guests reach this installation from another machine."""
        return urlsplit(self.base_url).hostname not in LOOPBACK

    @property
    def is_https(self) -> bool:
        """Tell whether guests come in over https."""
        return self.base_url.startswith("https://")

    @property
    def mail_folder(self) -> Path | None:
        """Name the folder that mail is written to, or None when a server takes it."""
        scheme, _, path = self.mail_url.partition(":")
        return Path(path) if scheme == "folder" else None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, root: Path = ROOT) -> "Config":
        """Read the settings; raise ConfigError that names every one that is wrong."""
        return _Reader(environ, root).config()


class _Reader:
    """Reads variables one by one and keeps what is wrong, so that all is said at once."""

    def __init__(self, environ: Mapping[str, str], root: Path) -> None:
        self.environ = {name: value.strip() for name, value in environ.items() if value.strip()}
        self.root = root
        self.instance = root / "instance"
        self.problems: list[str] = []

    def config(self) -> Config:
        base_url = self.base_url()
        parts = urlsplit(base_url)
        production = parts.hostname not in LOOPBACK
        if production and parts.scheme != "https":
            self.problems.append("BASE_URL must begin with https:// outside your own machine.")
        for name in ("SECRET_KEY", "MAIL_FROM"):
            if production and name not in self.environ:
                self.problems.append(f"{name} is required outside your own machine.")
        values: dict[str, Any] = {
            "base_url": base_url,
            "secret_key_fallbacks": tuple(self.environ.get("SECRET_KEY_FALLBACKS", "").split()),
            "database_url": self.database_url("DATABASE_URL", "sqlite:///instance/eventapp.db"),
            "mail_url": self.mail_url(),
            "mail_from": self.address("MAIL_FROM", "olievlek@localhost.example"),
            "mailbox_url": self.mailbox_url(),
            "mailbox_address": self.address("MAILBOX_ADDRESS", "") or None,
            "mailbox_tags": self.environ.get("MAILBOX_TAGS", "+"),
            "jobs_url": self.jobs_url(),
            "instance_path": self.instance,
            "host": self.environ.get("HOST", "127.0.0.1"),
            "port": self.number("PORT", 8000, 1, 65535),
            "workers": self.number("WORKERS", 2, 1, 64),
            "threads": self.number("THREADS", 32, 1, 512),
            "trusted_proxies": self.number("TRUSTED_PROXIES", 0, 0, 10),
            "log_level": self.log_level("info" if production else "warning"),
        }
        secret_key = self.environ.get("SECRET_KEY", "")
        if secret_key and len(secret_key) < 16:
            self.problems.append("SECRET_KEY must be at least 16 characters long.")
        if self.problems:
            raise ConfigError(
                "These settings are missing or wrong:\n"
                + "\n".join(f"- {problem}" for problem in self.problems)
            )
        return Config(secret_key=secret_key or self.own_secret_key(), **values)

    def base_url(self) -> str:
        url = self.environ.get("BASE_URL", "").rstrip("/")
        if not url:
            port = self.environ.get("PORT", "8000")
            return f"http://127.0.0.1:{port if port.isdecimal() else 8000}"
        try:
            parts = urlsplit(url)
            well_formed = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            well_formed = False
        if not well_formed or parts.path or parts.query or parts.fragment or parts.username:
            self.problems.append(
                "BASE_URL must be a scheme, host and port, such as https://app.example."
            )
            return "http://127.0.0.1:8000"
        return url

    def database_url(self, name: str, default: str) -> str:
        url = self.environ.get(name, default)
        if url.startswith(("postgres://", "postgresql://")):
            url = "postgresql+psycopg://" + url.split("://", 1)[1]
        if url.startswith(SQLITE):
            path = url.removeprefix(SQLITE)
            return SQLITE + str(self.root / path) if path else self.wrong_database(name)
        if not url.startswith("postgresql+psycopg://"):
            return self.wrong_database(name)
        return url

    def wrong_database(self, name: str) -> str:
        self.problems.append(
            f"{name} must begin with sqlite:/// and a path, or with postgresql+psycopg://."
        )
        return ""

    def jobs_url(self) -> str:
        url = self.environ.get("JOBS_URL", "sqlite:///instance/jobs.db")
        if url.startswith(("redis://", "rediss://")):
            return url
        return self.database_url("JOBS_URL", "sqlite:///instance/jobs.db")

    def mail_url(self) -> str:
        url = self.environ.get("MAIL_URL", "folder:instance/mail")
        if url.startswith("folder:") and len(url) > len("folder:"):
            return f"folder:{self.root / url.removeprefix('folder:')}"
        return self.server_url(
            "MAIL_URL", url, {"smtp", "smtps"}, "folder:PATH, smtp://HOST or smtps://HOST"
        )

    def mailbox_url(self) -> str | None:
        url = self.environ.get("MAILBOX_URL")
        if url is None:
            return None
        return self.server_url(
            "MAILBOX_URL", url, {"imap", "imaps"}, "imaps://user:pass@host/INBOX"
        )

    def server_url(self, name: str, url: str, schemes: set[str], example: str) -> str:
        try:
            parts = urlsplit(url)
            well_formed = parts.scheme in schemes and parts.hostname and parts.port != 0
        except ValueError:
            well_formed = False
        if not well_formed:
            self.problems.append(f"{name} must look like {example}.")
        return url

    def address(self, name: str, default: str) -> str:
        address = self.environ.get(name, default)
        local, at, domain = address.partition("@")
        if address and (not (local and at and domain) or any(c in address for c in " \r\n,;<>")):
            self.problems.append(f"{name} must be one mail address, such as events@app.example.")
        return address

    def log_level(self, default: str) -> str:
        level = self.environ.get("LOG_LEVEL", default).lower()
        if level not in LOG_LEVELS:
            self.problems.append(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}.")
        return level

    def number(self, name: str, default: int, least: int, most: int) -> int:
        text = self.environ.get(name, str(default))
        if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
            self.problems.append(f"{name} must be a whole number from {least} to {most}.")
            return default
        return int(text)

    def own_secret_key(self) -> str:
        """Read the key made for this machine, or make it at the first start."""
        path = self.instance / "secret_key"
        half = self.instance / f".secret_key.{os.getpid()}"
        try:
            self.instance.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                self.write_private(half, secrets.token_urlsafe(48))
                os.link(half, path)
        except FileExistsError:
            pass  # another process was a moment earlier
        except OSError as error:
            raise self.not_writable(error.strerror or "") from None
        finally:
            with suppress(OSError):
                half.unlink()
        if not path.is_file():
            raise self.not_writable("something stands in its way")
        return path.read_text().strip()

    @staticmethod
    def write_private(path: Path, text: str) -> None:
        """Write a whole file that only its owner reads."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def not_writable(self, reason: str) -> ConfigError:
        return ConfigError(
            f"The folder {self.instance} cannot be written ({reason}). "
            "Make it writable, or set SECRET_KEY, DATABASE_URL, MAIL_URL and JOBS_URL."
        )

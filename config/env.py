"""Settings from the environment, typed. A wrong value stops the start with a sentence that names it."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(os.environ.get("VARTA_LOCAL_DIR") or BASE_DIR / ".local")
"""What is private to this machine: logs, mails, figures, the address of the private cluster."""


class Env(BaseSettings):
    """Everything a deployment may set. Names carry the prefix VARTA_, but for DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="VARTA_", env_file=BASE_DIR / ".env", extra="ignore")

    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    secret_key: SecretStr = SecretStr("")
    allowed_hosts: list[str] = ["localhost", "127.0.0.1", "[::1]"]
    public_url: str = ""
    """The address people use, in every link of an e-mail; empty means this machine at `port`."""
    port: int = 8000
    """Where `make run` serves pages and API."""
    socket_port: int = 8001
    """Where `make run` serves the live socket."""
    socket_url: str = ""
    """Where the page finds the live socket; empty means the page's own origin."""
    allowed_origins: list[str] = []
    """Full origins that may open the live socket, beside the public URL's."""
    media_dir: Path = LOCAL_DIR / "media"
    frontend_dir: Path = BASE_DIR / "frontend" / "build"
    email_url: str = "file"
    """`file` writes mails into .local/mail; else smtp://user:password@host:port?tls=1."""
    email_from: str = "Varta <varta@localhost>"
    trusted_proxies: int = 0
    """How many proxies in front set X-Forwarded-For; the client is that many from the right."""
    language: Literal["uk", "en"] = "uk"
    time_zone: str = "Europe/Kyiv"
    city_name: str = "Вінниця"
    basemap_style_url: str = ""
    basemap_pmtiles: Path | None = None
    area_credit: str = ""
    """Whom the map names for the imported boundaries, where their licence asks for it."""
    map_hosts: list[str] = []
    """Further origins the basemap loads tiles, glyphs or sprites from."""
    emergency_numbers: dict[str, str] = {
        "general": "112",
        "fire": "101",
        "police": "102",
        "ambulance": "103",
    }
    backup_dir: Path | None = None
    """Where backups land, if this machine sees it: `check --deploy` then says when none is young."""
    receipt_key: SecretStr = SecretStr("")
    """Key of the reporters' receipts. Set it once and keep it: with another key no receipt opens any more."""
    report_limits: dict[str, int] = {"address": 300, "device": 12, "city": 4000}
    """Reports an hour from one address (/64 network), one device or person, the whole city; 0 is no limit."""
    demo: bool = False
    """Shows the demo sign-ins on the sign-in page. Refused in production."""
    db_pool_max: int = 8
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics_networks: list[IPvAnyNetwork] = [ip_network("127.0.0.0/8"), ip_network("::1/128")]
    """From where `/metrics` may be read without the token, when no proxy stands between."""
    metrics_token: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _at_this_port(self) -> Self:
        self.public_url = self.public_url or f"http://localhost:{self.port}"
        return self


env = Env()

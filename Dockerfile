# The very steps of the Makefile, on a slim image: CPU only, not root.
#   docker build --platform linux/amd64 -t cadre-bot .
FROM python:3.11-slim

ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# libgomp: FAISS and torch count their threads with it. Tesseract reads scans, LibreOffice old Word files.
# Debian's packages are not pinned: old ones vanish from its servers.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        make libgomp1 tesseract-ocr tesseract-ocr-vie libreoffice-writer-nogui \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY pyproject.toml Makefile README.md ./
COPY bot ./bot
RUN make install TORCH_INDEX="$TORCH_INDEX" EXTRAS=

# An admin's phone files documents too, so that the folder must be the bot's to write; a folder of the host, mounted in
# its place, must let user 10001 write.
RUN useradd --create-home --uid 10001 bot && mkdir -p /app/data && chown bot:bot /app/data
COPY --chown=bot:bot knowledge ./knowledge
USER 10001

ENV KNOWLEDGE=/app/knowledge DATA=/app/data WEB_HOST=0.0.0.0 WEB_PORT=8080
VOLUME ["/app/knowledge", "/app/data"]
EXPOSE 8080
# The first start encodes the folder before it listens.
HEALTHCHECK --interval=30s --timeout=5s --start-period=600s \
    CMD [".venv/bin/python", "-c", "import urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD [".venv/bin/cadre-bot", "serve"]

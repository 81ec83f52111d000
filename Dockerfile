# The very steps of the Makefile, on a slim image: CPU only, not root. Build for linux/amd64.
FROM python:3.11-slim

ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# libgomp: FAISS and torch count their threads with it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends make libgomp1 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY pyproject.toml Makefile README.md ./
COPY bot ./bot
RUN make install TORCH_INDEX="$TORCH_INDEX" EXTRAS=

COPY knowledge ./knowledge
RUN useradd --create-home --uid 10001 bot && mkdir -p /app/data && chown bot /app/data
USER bot

ENV KNOWLEDGE=/app/knowledge DATA=/app/data WEB_HOST=0.0.0.0 WEB_PORT=8080
VOLUME ["/app/knowledge", "/app/data"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=300s \
    CMD [".venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD [".venv/bin/cadre-bot", "serve"]

# One image for web, socket, worker and the one-shot commands. Bases are pinned; a city may name its own mirror of them.
ARG PYTHON_IMAGE=python:3.12.11-slim-bookworm
ARG NODE_IMAGE=node:22.17.0-bookworm-slim

FROM ${NODE_IMAGE} AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM ${PYTHON_IMAGE} AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/base.txt

FROM ${PYTHON_IMAGE} AS messages
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
COPY config/locale /locale
RUN find /locale -name '*.po' -exec sh -c 'msgfmt -o "${1%.po}.mo" "$1"' _ {} \;

FROM ${PYTHON_IMAGE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends gdal-bin \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin varta \
 && install -d -o varta -g varta /app /app/.local /data/media
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY config ./config
COPY core ./core
COPY accounts ./accounts
COPY geo ./geo
COPY notifications ./notifications
COPY watch ./watch
COPY rosters ./rosters
COPY incidents ./incidents
COPY dispatch ./dispatch
COPY --from=messages /locale ./config/locale
COPY --from=frontend /build/frontend/build ./frontend/build
ENV PATH=/opt/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    VARTA_MEDIA_DIR=/data/media \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER varta
EXPOSE 8000 8001
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["python", "-m", "config.probe", "http://127.0.0.1:8000/healthz"]
CMD ["python", "manage.py", "process", "web"]

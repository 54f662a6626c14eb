# One image for api, bot, worker, migrate and backup; the command chooses.
FROM node:24-bookworm-slim AS console
WORKDIR /src
COPY language/locales language/locales
COPY web web
RUN cd web && npm ci && npm run build

FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY requirements/run.lock requirements/run.lock
RUN python -m venv /opt/leafledger \
 && /opt/leafledger/bin/pip install --no-cache-dir --require-hashes --requirement requirements/run.lock
COPY . .
COPY --from=console /src/api/pages/console api/pages/console
RUN /opt/leafledger/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --create-home leafledger \
 && install --directory --owner leafledger /var/lib/leafledger /var/lib/leafledger-signing /backups /exports
COPY --from=build /opt/leafledger /opt/leafledger
ENV PATH=/opt/leafledger/bin:$PATH PYTHONUNBUFFERED=1
USER leafledger
ENTRYPOINT ["leafledger"]
CMD ["--help"]

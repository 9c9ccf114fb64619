# One image for every part of the service; its first argument says which: worker, bridge, or at-risk …
# The emulator, for development alone, is an image of its own: docker build --target emulator .
# Run it with an init process (`docker run --init`, `init: true`), which reaps children and passes signals on.
# Health checks are docker-compose.yml's: what healthy means differs from part to part.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/setup.mjs scripts/npm.mjs scripts/
RUN node scripts/setup.mjs
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY emulator emulator
COPY hubspot-app hubspot-app
RUN npm run build

FROM ${NODE_IMAGE} AS service
# Temporal's native client trusts the system's certificates, which a slim image lacks.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production \
    AT_RISK_WORKFLOW_BUNDLE=/app/dist/workflow-bundle.js
COPY package.json LICENSE ./
COPY --chmod=755 scripts/docker-entrypoint.sh ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist/src dist/src
COPY --from=build /app/dist/workflow-bundle.js dist/
COPY config config
USER node
ENTRYPOINT ["/app/docker-entrypoint.sh"]
CMD ["worker"]

FROM service AS emulator
COPY --from=build /app/dist/emulator dist/emulator
ENTRYPOINT ["node", "--enable-source-maps", "dist/emulator/main.js"]
CMD []

# What is built unless told otherwise.
FROM service

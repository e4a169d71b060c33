# One image for the API and the worker; docker-compose.yml says which command it runs.
# Debian, because Temporal's native library needs glibc.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts
# The library comes for five platforms, 20 MB and more each.
RUN cd node_modules/@temporalio/core-bridge/releases \
 && own="$(uname -m)-unknown-linux-gnu" && test -d "$own" \
 && find . -mindepth 1 -maxdepth 1 ! -name "$own" -exec rm -r {} +

FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates git openssh-client \
 && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# A new volume takes its owner from here. The code itself stays root's: no release can change it.
RUN install --directory --owner=node --group=node /var/lib/slipway
ENV SLIPWAY_DATA_DIR=/var/lib/slipway
USER node
EXPOSE 3000
CMD ["node", "dist/entry/server.js"]

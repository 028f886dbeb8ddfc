# One image for the worker, the webhook receiver and the emulator; the command says which.
# Debian, not Alpine: the native part of the Temporal SDK needs glibc.

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.base.json tsconfig.build.json ./
COPY scripts/build scripts/build
COPY src src
RUN npm run build
# Not `npm ci --omit=dev`: the Temporal packages are peer and development dependencies at once, and that leaves them out.
# What is an optional peer of the package is no option of the image: its environment is enough to have metrics, a consent store in
# PostgreSQL, and files in a bucket.
RUN npm pkg delete devDependencies \
    peerDependenciesMeta.prom-client peerDependenciesMeta.pg \
    peerDependenciesMeta.@aws-sdk/client-s3 peerDependenciesMeta.@aws-sdk/lib-storage \
  && npm prune --ignore-scripts

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/lib lib
RUN mkdir /media && chown node:node /media
USER node
ENTRYPOINT ["node", "lib/cli/main.js"]
CMD ["worker"]

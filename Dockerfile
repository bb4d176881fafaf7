# One image for hub and worker: compiled JavaScript, no embedded servers, no root.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-slim
# Options for memory as in src/cli/supervisor/node-children.ts, which says why.
ENV NODE_ENV=production BORDERO_BIND=0.0.0.0 MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 4000
STOPSIGNAL SIGTERM
# Hub and worker touch this file while their event loop turns.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "process.exit(Date.now() - require('fs').statSync('/tmp/alive').mtimeMs < 20000 ? 0 : 1)"]
# The worker: see docker-compose.yml.
CMD ["node", "--max-old-space-size=128", "dist/src/server/main.js", "--port", "4000", "--heartbeat", "/tmp/alive"]

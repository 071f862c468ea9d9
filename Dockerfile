# One image for all services, and for a city in one process: what runs is told by its arguments. A second one is the front door.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build \
 && npm prune --omit=dev \
 && rm -rf node_modules/node-linux-* apps/console/src

FROM node:24.21.0-bookworm-slim AS service
ENV NODE_ENV=production KAFKAJS_NO_PARTITIONER_WARNING=1 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=build /app /app
RUN mkdir -p /data /files && chown node:node /data /files
USER 1000
EXPOSE 3000 4300
VOLUME ["/data", "/files"]
ENTRYPOINT ["node", "--max-semi-space-size=8", "--heap-growing-percent=30", "--disable-warning=ExperimentalWarning", "--disable-warning=TimeoutNegativeWarning", "--enable-source-maps", "--import", "./tools/swc-hook.mjs"]
CMD ["apps/solo/src/main.ts", "--lan", "--port", "4300", "--data", "/data", "--empty"]

FROM nginx:1.28.0-bookworm AS front
COPY deploy/nginx/*.conf /etc/nginx/
COPY --from=build /app/apps/console/dist /usr/share/lyceum/console
USER nginx
EXPOSE 8080
CMD ["nginx", "-g", "daemon off;"]

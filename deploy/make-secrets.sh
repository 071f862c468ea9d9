#!/bin/sh
# Makes what docker-compose.yml needs in deploy/secrets: random passwords, addresses with them, the key of the vault. What is there stays.
# make-secrets.sh kurrentdb: with the log in KurrentDB instead of PostgreSQL; mongodb: with rows, keys and accounts in MongoDB; or both.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
put() { [ -e "secrets/$1" ] || printf '%s\n' "$2" > "secrets/$1"; }
random() { openssl rand -hex 24; }
put postgres_password "$(random)"
put grafana_password "$(random)"
put master_key "$(openssl rand -base64 32)"
password=$(cat secrets/postgres_password)
put mongodb_root_password "$(random)"
put mongodb_password "$(random)"
put mongodb_key "$(openssl rand -base64 48)"
mongo() { echo "mongodb://lyceum:$(cat secrets/mongodb_password)@$1:27017/lyceum?replicaSet=rs0&authSource=admin"; }
for engine in "$@"; do
  case "$engine" in
    kurrentdb) put log_url "kurrentdb://kurrentdb:2113?tls=false" ;;
    mongodb) put rows_url "$(mongo mongodb)"; put vault_url "$(mongo mongodb-vault)" ;;
    *) echo "make-secrets.sh [kurrentdb] [mongodb]: there is no $engine" >&2; exit 2 ;;
  esac
done
put log_url "postgres://lyceum:$password@postgres:5432/lyceum"
put rows_url "postgres://lyceum:$password@postgres:5432/lyceum"
put vault_url "postgres://lyceum:$password@vault:5432/lyceum"
put redis_url "redis://redis:6379"
# Containers run as another user, who must be able to read them; the folder keeps everybody else out.
chmod 644 secrets/*
echo "deploy/secrets is ready. Keep a copy of secrets/master_key in a safe place: without it nothing opens the vault."

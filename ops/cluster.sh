#!/usr/bin/env bash
# The private PostgreSQL + PostGIS cluster of this checkout: start | stop | url.
# Data, log and socket live under .local/; the server listens on a unix socket only.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
local_dir="$root/.local"
data="$local_dir/pg"
# A unix socket path holds 107 bytes at most, so the socket lives under /tmp, named after the checkout.
socket="/tmp/varta-$(printf '%s' "$root" | sha256sum | cut -c1-10)"
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)

as_owner() {
  # initdb refuses root: the cluster then belongs to the unprivileged postgres user.
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
  [ -n "$bin" ] || { echo "PostgreSQL is not installed: apt-get install postgresql-15-postgis-3" >&2; exit 1; }
  mkdir -p "$local_dir" "$socket"
  if [ "$(id -u)" = 0 ]; then
    mkdir -p "$data"
    chown postgres "$data" "$socket"
  fi
  if [ ! -f "$data/PG_VERSION" ]; then
    as_owner "$bin/initdb" -D "$data" -U varta --auth=trust --encoding=UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
    cat >>"$data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$socket'
max_connections = 200
shared_buffers = 512MB
max_wal_size = 4GB
CONF
  fi
  if ! as_owner "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; then
    as_owner "$bin/pg_ctl" -D "$data" -l "$data/server.log" -w start >/dev/null
  fi
  "$bin/psql" -h "$socket" -U varta -d postgres -tAc "select 1 from pg_database where datname='varta'" | grep -q 1 ||
    "$bin/createdb" -h "$socket" -U varta varta
  echo "postgresql://varta@/varta?host=$socket" >"$local_dir/database-url"
}

case "${1:-}" in
  start) start ;;
  stop) as_owner "$bin/pg_ctl" -D "$data" -m fast stop >/dev/null ;;
  url) cat "$local_dir/database-url" ;;
  *) echo "usage: ops/cluster.sh start|stop|url" >&2; exit 2 ;;
esac

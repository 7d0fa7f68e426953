#!/usr/bin/env bash
# The private PostgreSQL + PostGIS cluster of this checkout: ops/cluster.sh start|stop|url|status|remove [run|test]
# Data and log live under .local/; the server listens on a unix socket only, in a folder nobody else may enter.
# The "test" cluster stands apart and trades durability for speed; the other never does.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

command=${1:-}
kind=${2:-run}
case "$kind" in
  run) suffix= url_file="$local_dir/database-url" ;;
  test) suffix=-test url_file="$local_dir/test-database-url" ;;
  *) fail "There is no cluster called $kind: run or test." ;;
esac
# A unix socket path holds 107 bytes at most, so the socket lives under /tmp, named after the checkout.
identity=$(printf '%s%s' "$root" "$suffix" | sha256sum | cut -c1-10)
socket="/tmp/varta-$identity"
owner=$(id -un)
[ "$(id -u)" != 0 ] || owner=postgres

# initdb refuses root: the cluster then belongs to the unprivileged postgres user.
as_owner() {
  if [ "$(id -u)" = 0 ]; then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi
}

# Inside the project; but where its unprivileged owner cannot reach that (a home of 0700), beside the system's clusters.
choose_data() {
  mkdir -p "$local_dir"
  data="$local_dir/pg$suffix"
  [ "$(id -u)" = 0 ] || return 0
  id postgres >/dev/null 2>&1 || return 0
  as_owner test -x "$local_dir" && return 0
  data="/var/lib/postgresql/varta-$identity"
}

# The programs of the version that made the data; of the newest installed version when there are no data yet.
choose_programs() {
  local made
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  [ -n "$bin" ] || fail "PostgreSQL is not installed." "Run ops/system.sh run, which installs it."
  [ -f "$data/PG_VERSION" ] || return 0
  made=$(cat "$data/PG_VERSION")
  bin="/usr/lib/postgresql/$made/bin"
  [ -x "$bin/postgres" ] ||
    fail "The data in $data were made by PostgreSQL $made, which is not installed." \
      "Install postgresql-$made-postgis-3, or move that folder away to begin anew."
}

# A postmaster.pid may outlive its server, and its number may by now be somebody else's.
running() {
  local pid
  pid=$(head -1 "$data/postmaster.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$(readlink -f "$data")" ]
}

tell_log() {
  tail -n 12 "$data/server.log" 2>/dev/null | sed 's/^/    /' >&2 || true
}

prepare_folders() {
  if [ -e "$socket" ] && [ "$(stat -c %U "$socket")" != "$owner" ]; then
    fail "$socket belongs to $(stat -c %U "$socket"), not to $owner." "Remove that folder, or start as the same user as before."
  fi
  if [ -f "$data/PG_VERSION" ] && [ "$(stat -c %U "$data")" != "$owner" ]; then
    fail "The data in $data belong to $(stat -c %U "$data"), not to $owner." "Start as the same user as before, or move that folder away to begin anew."
  fi
  mkdir -p "$socket" "$data"
  chmod 700 "$socket" "$data"
  [ "$(id -u)" != 0 ] || chown postgres "$socket" "$data"
}

# Memory in proportion to the machine, within what a small one can spare. Values bound to a statement stay out of the log;
# values that a statement holds as literals stand in it when it is slow or fails.
write_configuration() {
  local total shared
  total=$(awk '/MemTotal/ {print int($2 / 1024)}' /proc/meminfo)
  shared=$((total / 8))
  [ "$shared" -le 1024 ] || shared=1024
  [ "$shared" -ge 128 ] || shared=128
  cat >"$data/varta.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$socket'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = ${shared}MB
effective_cache_size = $((total / 2))MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 4GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_min_duration_statement = 1000
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_line_prefix = '%m [%p] '
CONF
  if [ "$kind" = test ]; then
    printf '%s\n' 'fsync = off' 'full_page_writes = off' 'synchronous_commit = off' 'autovacuum = off' >>"$data/varta.conf"
  else
    printf '%s\n' 'fsync = on' 'full_page_writes = on' 'synchronous_commit = on' >>"$data/varta.conf"
  fi
  [ "$(id -u)" != 0 ] || chown postgres "$data/varta.conf"
}

initialise() {
  local output
  [ ! -f "$data/PG_VERSION" ] || return 0
  need_space "$data" 300 "a new database cluster"
  find "$data" -mindepth 1 -delete  # what an interrupted initdb left
  output=$(as_owner "$bin/initdb" -D "$data" -U varta --auth=trust --encoding=UTF8 --locale=C.UTF-8 --data-checksums 2>&1) ||
    fail "The database cluster could not be made: $(tail -1 <<<"$output")"
  echo "include = 'varta.conf'" >>"$data/postgresql.conf"
}

connect() { as_owner "$bin/psql" -X -q -h "$socket" -U varta "$@"; }

start() {
  prepare_folders
  if ! running; then
    initialise
    write_configuration
    need_space "$data" 100 "the database"
    rm -f "$data/postmaster.pid" "$socket"/.s.PGSQL.*
    [ -z "${VARTA_CLUSTER_FOR:-}" ] || echo "$VARTA_CLUSTER_FOR" >"$local_dir/cluster-for$suffix"
    as_owner "$bin/pg_ctl" -D "$data" -l "$data/server.log" -w -t 60 start >/dev/null 2>&1 || {
      tell_log
      fail "The database did not start; the end of $data/server.log stands above." "Another version's or a damaged folder can be moved away to begin anew."
    }
  fi
  if ! connect -d postgres -tAc "select 1 from pg_database where datname = 'varta'" | grep -q 1; then
    as_owner "$bin/createdb" -h "$socket" -U varta varta
  fi
  echo "postgresql://varta@/varta?host=$socket" >"$url_file"
}

stop() {
  running || return 0
  as_owner "$bin/pg_ctl" -D "$data" -m fast -w -t 60 stop >/dev/null
  rm -f "$local_dir/cluster-for$suffix"
}

choose_data
case "$command" in
  start) choose_programs; start ;;
  stop) choose_programs; stop ;;
  status) if running; then echo running; else echo stopped; fi ;;
  url) cat "$url_file" ;;
  remove) choose_programs; stop; rm -rf "$data" "$socket" "$url_file" ;;
  *) fail "usage: ops/cluster.sh start|stop|status|url|remove [run|test]" ;;
esac

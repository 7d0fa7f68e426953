#!/usr/bin/env bash
# make run: everything from a bare machine to a running product. What is done already costs nothing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

VARTA_BEGAN_AT=$(date +%s.%N)
export VARTA_BEGAN_AT

# from_file NAME: what .env says, for the few names that matter before Python is there.
from_file() { sed -n "s/^$1=//p" "$root/.env" 2>/dev/null | tail -1; }
web_port=${VARTA_PORT:-$(from_file VARTA_PORT)}
socket_port=${VARTA_SOCKET_PORT:-$(from_file VARTA_SOCKET_PORT)}
web_port=${web_port:-8000}
socket_port=${socket_port:-8001}

# require_free_port PORT NAME-OF-THE-VARIABLE
require_free_port() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    fail "Port $1 is in use by another program." "Stop it, or choose another: $2=$(($1 + 100)) make run"
  fi
}

cd "$root"
mkdir -p "$local_dir"
exec 9>"$local_dir/run.lock"
flock -n 9 || fail "Varta already runs from this folder." "Stop that one with Ctrl-C (or: kill $(cat "$local_dir/run.pid" 2>/dev/null)), or clone a second folder."
echo $$ >"$local_dir/run.pid"
require_free_port "$web_port" VARTA_PORT
require_free_port "$socket_port" VARTA_SOCKET_PORT
need_space "$root" 200 "running Varta"
ops/system.sh run
ops/python.sh base
ops/frontend.sh build
ops/messages.sh

export DJANGO_SETTINGS_MODULE=${DJANGO_SETTINGS_MODULE:-config.settings.dev}
export VARTA_PORT="$web_port" VARTA_SOCKET_PORT="$socket_port" VARTA_DEMO=${VARTA_DEMO:-1}
if [ -z "${DATABASE_URL:-$(from_file DATABASE_URL)}" ]; then
  VARTA_CLUSTER_FOR=run ops/cluster.sh start 9>&-
fi
demo=()
case "$VARTA_DEMO" in 1 | true | True) demo=(--demo) ;; esac
exec "$venv/bin/python" manage.py serve "${demo[@]}"

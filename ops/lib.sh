# Shared by the scripts in ops/: where things are, and how a script speaks and stops. Sourced, never run.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
local_dir="$root/.local"
venv="$root/.venv"

say() { printf '· %s\n' "$*"; }

# One sentence of what is wrong, one of what to do; then stop.
fail() {
  printf '\n✗ %s\n' "$1" >&2
  [ $# -lt 2 ] || printf '  %s\n' "$2" >&2
  exit 1
}

# need_space DIRECTORY MEBIBYTES WHAT-FOR
need_space() {
  local free
  free=$(df -Pm "$1" | awk 'NR==2 {print $4}')
  [ "$free" -ge "$2" ] ||
    fail "The disk is nearly full: $free MB free under $1, $3 needs about $2 MB." "Free some space and run the same command again."
}

# fingerprint FILE-OR-DIRECTORY...: one hash over names and contents.
fingerprint() {
  find "$@" -type f ! -path '*/node_modules/*' ! -path '*/__pycache__/*' -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-32
}

# stamped NAME VALUE: is the work called NAME already done for VALUE?
stamped() { [ "$(cat "$local_dir/stamps/$1" 2>/dev/null)" = "$2" ]; }
stamp() { mkdir -p "$local_dir/stamps" && printf '%s\n' "$2" >"$local_dir/stamps/$1"; }

#!/usr/bin/env bash
# The project's own Python environment in .venv: ops/python.sh base|dev. Every package is checked against its hash.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

kind=${1:-base}
lock="$root/requirements/$kind.txt"

# A stamp of the larger set stands for the smaller one too; a changed lock installs again.
done_already() {
  [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import django' 2>/dev/null || return 1
  stamped "python-$kind" "$(fingerprint "$lock")" && return
  [ "$kind" = base ] && stamped python-dev "$(fingerprint "$root/requirements/dev.txt")"
}

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$name" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  fail "No Python of 3.11 or newer was found." "Install python3.11 and python3.11-venv, then run again."
}

done_already && exit 0
need_space "$root" 1200 "the Python environment"
mkdir -p "$local_dir/log"
log="$local_dir/log/python.log"
if ! "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  python=$(find_python)
  "$python" -m venv --clear "$venv" >"$log" 2>&1 || fail "The virtual environment could not be made: $(tail -1 "$log")"
fi
say "Installing Python packages, checked by hash (log: .local/log/python.log)"
"$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --no-compile --require-hashes -r "$lock" >"$log" 2>&1 ||
  fail "Installing the Python packages failed: $(grep -E '^ERROR' "$log" | tail -1)" "The whole story is in .local/log/python.log."
stamp "python-$kind" "$(fingerprint "$lock")"

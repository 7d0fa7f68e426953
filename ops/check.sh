#!/usr/bin/env bash
# make check: everything that needs no running product. Runs all of it and names what failed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$root"
ops/system.sh run
ops/python.sh dev
[ ! -f frontend/package.json ] || ops/frontend.sh install
ops/cluster.sh start test
trap 'ops/cluster.sh stop test' EXIT
DATABASE_URL=$(ops/cluster.sh url test)
export DATABASE_URL DJANGO_SETTINGS_MODULE=config.settings.test
export PATH="$venv/bin:$PATH"

failed=()
# step NAME COMMAND...: quiet when it passes, whole when it does not.
step() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    say "$name"
  else
    printf '%s\n' "$output"
    failed+=("$name")
  fi
}

types_are_current() {
  local fresh
  fresh=$(mktemp --suffix=.d.ts)
  ops/frontend.sh npm exec --silent -- openapi-typescript ../docs/openapi.json -o "$fresh" >/dev/null
  if ! cmp -s "$fresh" frontend/src/lib/api/schema.gen.d.ts; then
    rm -f "$fresh"
    echo "frontend/src/lib/api/schema.gen.d.ts is not up to date. Run: make api-types"
    return 1
  fi
  rm -f "$fresh"
}

step "lint" ruff check .
step "format" ruff format --check .
step "types" mypy .
step "import contracts" lint-imports --no-cache
step "migrations" python manage.py makemigrations --check --dry-run
step "system checks" python manage.py check --fail-level WARNING
step "OpenAPI file" python manage.py openapi --check
step "messages" ops/messages.sh check
if [ -f frontend/package.json ]; then
  step "TypeScript types of the API" types_are_current
  step "front-end types" ops/frontend.sh npm run --silent check
  step "front-end lint" ops/frontend.sh npm run --silent lint
fi
[ "${#failed[@]}" = 0 ] || fail "Failed: $(IFS=,; echo "${failed[*]}")."

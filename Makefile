# All that is done with csdesk's source. Needs git, make and Python 3.11 or newer, nothing else.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench battery soak screenshots words keys clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run  ## set up and open the sample desk
	@$(BIN)/csdesk demo

test: $(VENV)/.dev lint  ## set up and run everything the gate runs
	$(BIN)/pytest -n auto

lint: $(VENV)/.dev  ## formatting, rules, types, and who may import what
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev  ## put the source into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.bench  ## measure the budgets of ARCHITECTURE.md (minutes; ARGS="--orders 100000")
	$(BIN)/python -m tests.bench $(ARGS)

battery: $(VENV)/.bench  ## measure every goal of reliability (an hour and a half; ARGS="kills leader")
	$(BIN)/python -m tests.battery $(ARGS)

soak: $(VENV)/.bench  ## hours of people at the desk: nothing grows, falls or is lost (MINUTES=10)
	$(BIN)/python -m tests.battery.soak --minutes $(or $(MINUTES),10)

screenshots: $(VENV)/.dev  ## take the pictures of screenshots/ anew
	$(BIN)/python screenshots/make.py

words: $(VENV)/.dev  ## collect the messages into csdesk.po, then compile the Chinese
	$(BIN)/python -m tests.house.catalogue

keys: $(VENV)/.dev  ## write KEYS.md from the one table of commands
	$(BIN)/python -m tests.house.keys

clean:  ## take away what make made; desks and their data are not touched
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A finished install leaves a stamp, so that the next call starts at once.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "csdesk needs Python 3.11 or newer: install it" \
		"(Debian: apt install python3 python3-venv), or say make PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make a virtual" \
		"environment: install its venv package (Debian: apt install python3-venv)." >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(BIN)/python
	@$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml | $(BIN)/python
	@$(BIN)/pip install --quiet --editable '.[dev,bench]'
	@touch $@ $(VENV)/.dev $(VENV)/.run

# Everything starts here: `make demo` to try the bot, `make test` and `make check` to change it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python run_bot.py

.PHONY: help demo demo-reset preview pictures install install-dev test check format lock bench faults

help:  ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing. Install it with: sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	@echo "Installing what the bot needs (once, about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.runtime
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/.runtime  ## Install the pinned runtime dependencies into .venv

install-dev: $(VENV)/.dev  ## Install also what tests and checks need

demo: install  ## Try the bot in your browser, without Telegram
	@exec $(RUN) demo

demo-reset: install  ## Forget the demo's progress
	@$(RUN) demo --reset

preview: install  ## Write content, and try it in your browser at each save
	@exec $(RUN) preview

pictures:  ## Draw the PNGs of content/media anew from the SVGs beside them (needs Chromium)
	@for svg in content/media/*.svg; do \
	  size=$$(sed -nE 's/^<svg.* width="([0-9]+)" height="([0-9]+)".*/\1,\2/p' $$svg); \
	  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=2 \
	    --window-size=$$size --screenshot=$${svg%.svg}.png "file://$$PWD/$$svg" 2>/dev/null; \
	  echo "$${svg%.svg}.png ($$size, twice as large)"; \
	done

test: install-dev  ## Run all tests
	@$(BIN)/python -m pytest -n auto

check: install-dev  ## Everything that must be green before a change lands
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	$(RUN) check --strict
	$(RUN) fmt --check
	$(BIN)/python -m pytest -n auto

format: install-dev  ## Put code and content in their canonical form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(RUN) fmt

lock: install-dev  ## Pin the dependencies of pyproject.toml anew
	@$(BIN)/python -m pip install --quiet uv
	@for extra in "" "--extra dev"; do \
	  out=requirements$${extra:+-dev}.lock; \
	  $(BIN)/uv pip compile pyproject.toml $$extra --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-annotate --quiet -o $$out; \
	done

bench: install-dev  ## Measure, and compare with the goals
	@$(BIN)/python -m bench

faults: install-dev  ## Try all faults at length (most of an hour), and show the figures
	@FAULTS=long $(BIN)/python -m pytest tests/faults -n 2 --dist worksteal

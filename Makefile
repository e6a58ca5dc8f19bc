# make install   set up .venv, and nothing else
# make demo      the invented council, from its spreadsheets to the report of 22 July 2019
# make test      lint, format, types, import contracts, tests
# make browser   the pages in a real browser, which is fetched first
# make again     what the two of them try, in every other way: slower
# make lint      the same without the tests
# make bench     our speed as a ratio to the limit; takes minutes, wants a quiet machine
# make faults    kill it at random moments, again and again; takes minutes
# make format    put the layout and the order of imports right
# make pin       write requirements.txt anew, from the ranges in pyproject.toml
# make clean     remove .venv and whatever the tools leave behind

.DEFAULT_GOAL := help
.PHONY: help install demo test browser again chromium lint bench faults pin format clean

# The newest Python on this machine that is 3.11 or later. `make install PYTHON=…` names another.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
BIN := .venv/bin
STAMP := .venv/installed
# The pages' styles and scripts, built by the npm that .venv brings: nothing of them is committed.
PAGES := ehcp/web/assets
BUILT := $(PAGES)/built/counter.css
# How many processes share the tests: one more than there are cores, since some of them wait.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)

help:
	@sed -n 's/^# make/make/p' Makefile

install: $(STAMP) $(BUILT)

# Made anew when the pins or the project's own description change; otherwise nothing happens.
$(STAMP): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install -qq --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

$(BUILT): $(STAMP) $(wildcard $(PAGES)/*.json $(PAGES)/*.scss $(PAGES)/own/* $(PAGES)/scripts/*)
	cd $(PAGES) && export PATH="$(abspath $(BIN)):$$PATH" && \
		npm ci --silent --ignore-scripts --omit=optional && npm run --silent build

demo: install
	$(BIN)/ehcp demo

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/pytest -n $(WORKERS) --ignore=tests/browser

browser: chromium
	$(BIN)/pytest -n $(WORKERS) tests/browser

again: chromium
	$(BIN)/pytest -n $(WORKERS) -m again --timeout=600

chromium: install
	command -v chromium google-chrome || $(BIN)/python -m playwright install chromium || \
		echo "No browser could be fetched: its tests will say so, and be skipped."

# Ratios against the limit, in turn, in one process: nothing else may run beside them.
bench: install
	$(BIN)/pytest tests/benchmarks -m bench -s --timeout=3600

faults: install
	$(BIN)/pytest tests/faults -m fault --timeout=3600

# Pin everything, tests included, to the newest versions that the ranges allow.
pin: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip-tools>=7.5,<8'
	CUSTOM_COMPILE_COMMAND='make pin' $(BIN)/pip-compile --quiet --upgrade --extra test \
		--strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --output-file requirements.txt pyproject.toml

format: install
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf .venv $(PAGES)/node_modules $(PAGES)/built build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Needs Python 3.11 or newer, GNU make 4 or newer and git. `make` alone lists what it can do.
# Everything it installs or writes stays inside this checkout (pip's download cache apart).

PYTHON ?= python3
BIN := .venv/bin
UV := build/uv/bin/uv
HUB := build/hub

SHELL := /bin/sh
.SHELLFLAGS := -ec
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

ifeq ($(filter-out 0 1 2 3,$(firstword $(subst ., ,$(MAKE_VERSION)))),)
$(error GNU make 4 or newer is needed, this is $(MAKE_VERSION); on macOS: brew install make, then gmake)
endif

# Jupyter keeps its connection files and IPython its history in the environment, not in the home folder,
# and the environment's own kernel goes before any kernel of the same name elsewhere.
export JUPYTER_PREFER_ENV_PATH := 1
export JUPYTER_RUNTIME_DIR := $(CURDIR)/.venv/share/jupyter/runtime
export IPYTHONDIR := $(CURDIR)/.venv/share/ipython
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# nbval runs a committed notebook in its own folder, against a demo company of its own: never the analyst's store.
NOTEBOOK_DATA := build/notebooks
NOTEBOOK_ENV := XSYNC_STORE="$(CURDIR)/$(NOTEBOOK_DATA)/store"

# Each file stays on one worker: a notebook's cells need one kernel and their order (tests/conftest.py).
# One worker more than there are cores: browsers, servers and kernels are waited for half of the time.
PYTEST := $(BIN)/pytest -n $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )) --maxprocesses=8 --dist=loadfile

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

# The stamp is a copy of the lock that was installed. Another lock means a new environment, so that nothing
# lingers which the lock no longer names; a change of pyproject.toml or etc alone only reinstalls the project.
.venv/.ready: requirements.lock pyproject.toml $(wildcard etc/*/*)
	@command -v "$(PYTHON)" >/dev/null || { echo >&2 \
	  "There is no $(PYTHON) here: install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo >&2 \
	  "Python 3.11 or newer is needed, $(PYTHON) is $$("$(PYTHON)" --version 2>&1): make PYTHON=python3.12, for example"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo >&2 \
	  "$(PYTHON) cannot make environments (its venv or ensurepip module is missing): on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	@if [ -e $@ ] && ! cmp -s $@ requirements.lock || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  echo "Creating the environment in .venv from requirements.lock (the first time takes a few minutes) ..."; \
	  "$(PYTHON)" -m venv --clear .venv; \
	else \
	  echo "Bringing the environment in .venv up to date ..."; \
	fi
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@cp requirements.lock $@

.PHONY: setup
setup: .venv/.ready  ## the environment in .venv, exactly as locked

# Spark is optional and large, so its lock is one of its own, on top of the other.
.venv/.spark: .venv/.ready requirements-spark.lock
	@cmp -s $@ requirements-spark.lock || { echo "Bringing Spark into .venv (450 MB) ..."; \
	  $(BIN)/python -m pip install -qq --require-hashes -r requirements-spark.lock; }
	@cp requirements-spark.lock $@

.PHONY: setup-spark
setup-spark: .venv/.spark  ## Spark on top of it, for engine: spark://…; Java 17 or later must be there

.PHONY: report
report: .venv/.ready  ## the demo company's report; the last line is the page's path
	@$(BIN)/xsync demo
	@$(BIN)/xsync report params/demo.yaml

.PHONY: lab
lab: .venv/.ready  ## JupyterLab on the notebooks
	@$(BIN)/xsync lab

.PHONY: lint
lint: .venv/.ready
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@found=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$found"; exit 1; }; echo "$$found" | tail -1

.PHONY: notebook-data
notebook-data: .venv/.ready
	@rm -rf $(NOTEBOOK_DATA)
	@told=$$($(BIN)/python -m tests.notebooks.demo_data $(NOTEBOOK_DATA) 2>&1) || { echo "$$told"; exit 1; }

.PHONY: test
test: lint notebook-data  ## every check: format, lint, types, imports, tests, notebooks, browser
	@$(NOTEBOOK_ENV) $(BIN)/pytest -q notebooks \
	  --nbval --nbval-current-env --nbval-cell-timeout=300 --nbval-sanitize-with=tests/notebooks/sanitize.cfg
	@$(PYTEST) tests

.PHONY: hub
hub: $(HUB)/.ready  ## a JupyterHub in build/hub, for the tests that need a real one

$(HUB)/.ready: tests/hub/requirements.lock
	@echo "Creating the environment of a JupyterHub in $(HUB) ..."
	@"$(PYTHON)" -m venv --clear $(HUB)
	@$(HUB)/bin/python -m pip install -qq --require-hashes -r $<
	@cp $< $@

.PHONY: test-spark
test-spark: .venv/.spark  ## the tests on Spark, which `make test` leaves out
	@XSYNC_TEST_SPARK=1 $(BIN)/pytest -q tests/spark

.PHONY: bench
bench: .venv/.ready  ## ours beside its peers, as a table; BENCH="--quick" for a smoke test
	@$(BIN)/python -m bench $(BENCH)

.PHONY: lock
lock: $(UV)  ## renew the locks after a change of pyproject.toml or tests/hub; UPGRADE=1 takes newer versions too
	@$(UV) pip compile --quiet --universal --python-version 3.11 --extra dev $(if $(UPGRADE),--upgrade) \
	  --generate-hashes --no-annotate --no-header pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 $(if $(UPGRADE),--upgrade) \
	  --generate-hashes --no-annotate --no-header tests/hub/requirements.in -o tests/hub/requirements.lock
	@build/uv/bin/python -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	  print(*project["optional-dependencies"]["spark"], sep="\n")' | $(UV) pip compile --quiet --universal \
	  --python-version 3.11 --constraint requirements.lock --generate-hashes --no-annotate --no-header - \
	  -o requirements-spark.lock

$(UV):
	@"$(PYTHON)" -m venv --clear build/uv
	@build/uv/bin/python -m pip install -qq uv

.PHONY: golden
golden: .venv/.ready notebook-data  ## renew golden pages and committed notebooks; look at the difference before you commit
	@cd notebooks && $(NOTEBOOK_ENV) ../$(BIN)/python ../tests/notebooks/renew.py *.ipynb
	@XSYNC_RENEW_GOLDEN=1 $(PYTEST) -m "not browser" tests/view

.PHONY: clean
clean:  ## remove what can be made again (.venv, build, caches); store/, reports/ and demo/ stay
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find xsync tests bench -name __pycache__ -prune -exec rm -rf {} +

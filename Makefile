# make run     serve on this machine: http://127.0.0.1:8000/ (PORT=8001 make run for another port)
# make test    run the tests that need no browser
# make check   lint, types, templates, missing migrations
# make bench   measure against a by-the-book Django twin (docs/performance.md)
# make dev     serve with DEBUG on, reloading what changes
# make identity-report  measure on labelled data how well people are told apart (ARGS=FILE for others)
# make site-report  measure on real sites how much of them is found (ARGS=FOLDER for others)
# make zotero-report  try with Zotero's own translators what they save of pages and files (needs npm)
# make lock    renew requirements/*.txt (make lock ARGS=--upgrade for the newest versions)
# make clean   remove the environment and caches; the data folder stays
#
# PYTHON chooses the interpreter, VENV the folder of the environment, BYLINE_DATA that of the data.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
PY := $(VENV)/bin/python
PIP := install --quiet --disable-pip-version-check --no-input --no-compile \
  --no-warn-script-location --require-hashes --only-binary=:all:
CORE := $(if $(filter postgres%,$(DATABASE_URL)),postgres,base)

# Without compiled modules, which the packages come without, each start takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

# Stamps of an environment whose interpreter is gone, after an upgrade of the system, say nothing.
ifeq ($(wildcard $(PY)),)
$(shell rm -f $(VENV)/*.stamp)
endif

.PHONY: run dev test check bench identity-report site-report zotero-report lock clean

run: $(VENV)/$(CORE).stamp
	@$(PY) manage.py serve --port $(PORT) $(ARGS)

dev: $(VENV)/$(CORE).stamp
	@BYLINE_DEBUG=True $(PY) manage.py migrate --verbosity 0
	@BYLINE_DEBUG=True $(PY) manage.py runserver $(PORT)

test: $(VENV)/test.stamp
	@$(PY) -m pytest -n auto --ignore=tests/e2e $(ARGS)

check: $(VENV)/full.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m djlint templates --lint --quiet
	$(PY) -m djlint portal/templates --lint --quiet --profile django
	BYLINE_DATA=$(VENV)/check $(PY) manage.py makemigrations --check --dry-run

bench: $(VENV)/test.stamp
	@$(PY) -m tests.bench $(ARGS)
	@$(PY) -m tests.bench.imports

identity-report: $(VENV)/test.stamp
	@$(PY) -m tests.identity_report $(ARGS)

site-report: $(VENV)/test.stamp
	@$(PY) -m tests.site_report $(ARGS)

zotero-report: $(VENV)/test.stamp
	@$(PY) -m tests.zotero_report

# An empty environment filled from outside is quicker and smaller than one with a pip of its own,
# and needs no python3-venv on Debian. Without an outer pip that knows --python (22.3), the
# environment's own does it.
$(VENV)/%.stamp: requirements/%.txt
	@command -v $(PYTHON) >/dev/null || { echo 'There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: PYTHON=/path/to/python3 make run' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "Byline needs Python 3.11 or newer; this is %s. Choose another: PYTHON=python3.12 make run" \
	  % sys.version.split()[0])'
	@echo 'Installing requirements/$*.txt into $(VENV) ...'
	@if $(PYTHON) -c 'import sys, pip; sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (22, 3))' 2>/dev/null; then \
	  { test -x $(PY) || $(PYTHON) -m venv --clear --without-pip $(VENV); } && \
	  $(PYTHON) -m pip --python $(PY) $(PIP) -r $<; \
	else \
	  { test -x $(VENV)/bin/pip || $(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 || { \
	    rm -rf $(VENV); \
	    echo 'This Python has neither pip nor ensurepip. On Debian: apt-get install python3-venv' >&2; \
	    exit 1; }; } && \
	  $(PY) -m pip $(PIP) -r $<; \
	fi || { echo 'The packages could not be installed: see above. If the network was the reason, try again; nothing half-done is left to repair.' >&2; exit 1; }
	@touch $@ $(if $(filter full test,$*),$(VENV)/base.stamp) $(if $(filter full,$*),$(VENV)/test.stamp $(VENV)/postgres.stamp)

LOCK := UV_PYTHON_DOWNLOADS=never $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-build --no-header --no-annotate $(ARGS) pyproject.toml
lock: $(VENV)/full.stamp
	$(LOCK) -o requirements/base.txt
	$(LOCK) --extra postgres -c requirements/base.txt -o requirements/postgres.txt
	$(LOCK) --extra postgres --group test -c requirements/base.txt -o requirements/test.txt
	$(LOCK) --all-extras --group test --group quality --group e2e -c requirements/test.txt -o requirements/full.txt
	@! grep -nE '://|index-url|find-links' requirements/*.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

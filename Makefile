# The portal's ways in. Each sets up what it needs first, and leaves alone what is already there.
#   make demo [PORT=8000]   the portal on the sample scorecard, on this machine alone
#   make test               every test, on PostgreSQL with Redis and on SQLite with the folder as broker
#   make gallery            pictures of every page in every role, and of the report, into portal/gallery
#   make check              style, types, migrations, the deploy check
# PYTHON=/path/to/python names the Python that .venv is made with.

PORT ?= 8000
PYTHON ?=
export PYTHON

python := .venv/bin/python
setup := $(or $(PYTHON),python3) requirements/install.py

.PHONY: demo test gallery check bench soak format check-pdf setup lock

demo:
	@$(setup) base
	@PORTAL_DEMO=1 exec $(python) manage.py demo --port $(PORT)

test:
	@$(setup) dev
	@exec $(python) -m tests.run $(TESTS)

gallery:
	@$(setup) dev
	@exec $(python) -m tests.gallery

check:
	@$(setup) dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy .
	$(python) manage.py makemigrations --check --dry-run
	ALLOWED_HOSTS=scorecard.example.gov.uk SECRET_KEY=$$($(python) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  $(python) manage.py check --deploy --fail-level WARNING

bench:
	@$(setup) dev
	@exec $(python) -m tests.benchmarks

soak:
	@$(setup) dev
	@GRID=whole $(python) -m pytest -q tests/browser/test_accessibility.py
	@exec $(python) -m tests.benchmarks.soak

check-pdf:
	@$(setup) dev
	@exec $(python) -m tests.check_pdf

format:
	@$(setup) dev
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

setup:
	@$(setup) dev

# Works the locks out again: for every system and every Python from 3.11, without any registry's address.
lock:
	@$(setup) dev
	cd requirements && for lock in base dev production; do \
	  ../$(python) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	    --no-emit-index-url --no-annotate --custom-compile-command "make lock" $$lock.in -o $$lock.txt || exit 1; \
	done

# Two commands: `make run` starts Imprimatur with its demonstration, `make test` proves it.
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
export HOST PORT PYTHON

.PHONY: help run test quick mutants coverage lock format messages

help:  ## Say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

run:  ## Install, migrate, load the demonstration, serve on http://HOST:PORT
	@scripts/install.sh run
	@scripts/run.sh

test:  ## Install what the tests need and run every check
	@scripts/install.sh dev
	@.venv/bin/python scripts/check.py

quick:  ## For every day: style, types, contracts and the tests of what changed since main
	@scripts/install.sh dev
	@.venv/bin/python scripts/quick.py $(BASE)

mutants:  ## Which small bugs no test notices (ROOMS="policy journal": some rooms, ROOMS=--anew: all again)
	@scripts/install.sh dev
	@.venv/bin/python benchmarks/mutants.py $(ROOMS)

coverage:  ## Which lines and branches no test reaches; fails below what is said in pyproject.toml
	@scripts/install.sh dev
	@IMPRIMATUR_MODE=development .venv/bin/python -m pytest -q -n auto -m "not browser" --cov --cov-report=term-missing:skip-covered

lock:  ## Write the locks anew from pyproject.toml; UPGRADE=--upgrade takes newer versions
	@scripts/install.sh dev
	@scripts/lock.sh $(UPGRADE)

format:  ## Bring the code into the house format
	@scripts/install.sh dev
	@.venv/bin/python -m ruff check --fix .
	@.venv/bin/python -m ruff format .
	@.venv/bin/python scripts/templates.py
	@test ! -x tests/validators/node_modules/.bin/biome || tests/validators/node_modules/.bin/biome check --write .

messages:  ## Collect what is to be translated and compile the translations
	@scripts/install.sh dev
	@.venv/bin/python scripts/messages.py

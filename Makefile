.DEFAULT_GOAL := help
.PHONY: help run test test-integreat check lint format lock vendor messages docs bench export-plan-json

help:  ## say what there is
	@sed -n 's/^\([a-z-]*\):.*##/\1\t/p' $(MAKEFILE_LIST)

run:  ## start the demo on http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec scripts/run.sh

test:  ## everything: checks, all tests on SQLite and PostgreSQL, browser
	@scripts/bootstrap.sh dev
	@scripts/system_packages.sh
	@exec .venv/bin/python scripts/run_tests.py all

test-integreat:  ## the import of offers against a real Integreat CMS (downloads it once)
	@scripts/bootstrap.sh dev
	@scripts/system_packages.sh
	@exec nice -n 10 .venv/bin/python scripts/test_integreat.py

check:  ## under a minute: lint, types, contracts, fast tests
	@scripts/bootstrap.sh dev
	@exec .venv/bin/python scripts/run_tests.py check

lint:  ## the part of `make check` without tests
	@scripts/bootstrap.sh dev
	@exec .venv/bin/python scripts/run_tests.py lint

format:  ## put the code into its form
	@scripts/bootstrap.sh dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

lock:  ## write the lock files after a change of the dependencies (scripts/lock.sh --upgrade: newest versions)
	@scripts/lock.sh

vendor:  ## fetch the front-end files named in package.json into the static folder
	npm ci --ignore-scripts
	@scripts/bootstrap.sh run
	.venv/bin/python scripts/vendor_assets.py

messages:  ## compile the translations
	@scripts/bootstrap.sh dev
	@.venv/bin/python scripts/compile_messages.py

docs:  ## write docs/rules.md from the docstrings of the rules
	@scripts/bootstrap.sh run
	@bash -c '. scripts/demo_env.sh && exec .venv/bin/python manage.py rules_doc'

bench:  ## measure and print the figures with their bars
	@scripts/bootstrap.sh dev
	@exec .venv/bin/python scripts/bench.py

export-plan-json:  ## print the action concepts of Warendorf as JSON; sets up the demo if needed
	@exec scripts/export_plan.sh

# SPDX-License-Identifier: AGPL-3.0-or-later
# Two commands: `make run` opens the product, `make test` checks everything.
PYTHON ?= python3
LINLI = .venv/bin/linli

.PHONY: run test test-full lint doctor clean

run:
	@$(PYTHON) tools/bootstrap.py
	@$(LINLI) run

test:
	@$(PYTHON) tools/bootstrap.py --dev
	@.venv/bin/python tools/check.py

test-full:
	@$(PYTHON) tools/bootstrap.py --dev
	@.venv/bin/python tools/check.py --full

lint:
	@$(PYTHON) tools/bootstrap.py --dev
	@.venv/bin/python tools/check.py --only lint

doctor:
	@$(PYTHON) tools/bootstrap.py
	@$(LINLI) doctor

clean:
	rm -rf .venv build *.egg-info

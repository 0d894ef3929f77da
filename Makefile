# Everyday commands: `make help` lists them. Nothing but Python 3.11, its venv module and make is needed.

PYTHON ?= python3
PORT ?= 8000
export PORT

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Tools that only read the code need settings, not a secret: they borrow the demo's.
DEMO_MANAGE := DEMO=1 $(MANAGE)
# What a careful production sets; nothing is connected to.
PRODUCTION = env -i PATH="$$PATH" ENV_FILE=/dev/null VAR_DIR="$$(mktemp -d)" \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	BASE_URL=https://portal.example.org ALLOWED_HOSTS=portal.example.org TRUSTED_PROXIES=1 \
	DATABASE_URL=postgres://portal@db.example.org/portal REDIS_URL=redis://redis.example.org/0 \
	EMAIL_URL=smtp+tls://mail.example.org:587 MAIL_FROM="Portal <portal@example.org>"
TEMPLATES := templates $(wildcard */templates)
MO := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
TESTS ?= tests
# Which tests run on PostgreSQL and Redis; .ci/run takes all but the browser's.
ON_SERVICES ?= services

ifneq ($(shell command -v uv 2>/dev/null),)
INSTALL := uv pip install --python $(BIN)/python --require-hashes
else
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes
endif

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test check fmt lock messages demo-reset bench pictures shell doctor clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*  ## ' Makefile | sed -E 's/^([a-z-]+):.*  ## (.*)/  make \1\t\2/' | expand -t 20

run: setup  ## Start the portal with its demo on http://localhost:8000 (PORT=8001 for another port)
	@DEMO=1 DEBUG=0 $(MANAGE) start

setup: $(VENV)/runtime.done $(MO)  ## Make .venv, install what the portal runs on, compile messages

setup-dev: setup $(VENV)/dev.done  ## The same, with what tests and checks need

test: setup-dev  ## Run all tests: on SQLite, then those that need real PostgreSQL and Redis
	$(BIN)/python -m tests --on-services "$(ON_SERVICES)" $(TESTS)

check: setup-dev  ## Lint code and templates, look for missing migrations, careless settings, a stale lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint $(TEMPLATES) --lint --quiet
	$(DEMO_MANAGE) makemigrations --check --dry-run
	$(BIN)/python deploy/check_lock.py
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

fmt: setup-dev  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:  ## Write requirements*.txt anew from requirements*.in (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" $(UPGRADE) requirements.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" $(UPGRADE) requirements-dev.in -o requirements-dev.txt

messages: setup  ## Bring the translations up to date with locale/scope.txt, and say what is missing
	$(DEMO_MANAGE) translations --gaps

demo-reset:  ## Throw the demo away: var/ is removed, the next make run makes it anew
	@! grep -qs '^SECRET_KEY=.' .env || { echo "This is no demo: .env sets SECRET_KEY. Nothing was removed."; exit 1; }
	rm -rf var

bench: setup-dev  ## Measure pages, statements and mails; writes var/bench.json
	$(BIN)/python -m benchmarks

pictures: setup-dev  ## Take the pictures of the README from the demo that runs (needs Chromium)
	PYTHONPATH=. $(BIN)/python docs/pictures/take.py

shell: setup  ## Open a Python shell with the models at hand
	$(DEMO_MANAGE) shell

doctor: setup  ## Say what is set up and what is missing
	$(MANAGE) doctor

clean:  ## Remove the virtual environment, caches and compiled files; var/ stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis test-results $(MO)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- How the virtual environment comes about -----------------------------------------------------

$(VENV)/made.done:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. On Debian or Ubuntu: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "The portal needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1). On Debian 12, Ubuntu 24.04 or newer: sudo apt install python3 python3-venv; or name another one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) -V)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime.done: requirements.txt $(VENV)/made.done
	@echo "Installing what the portal runs on (about a minute, once)"
	$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/dev.done: requirements.txt requirements-dev.txt $(VENV)/runtime.done
	@echo "Installing what tests and checks need"
	$(INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $@

%.mo: %.po $(VENV)/runtime.done
	$(BIN)/python -c 'import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@

# Two commands matter: `make demo` and `make test`. The rest is for those who work on the product.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export DATA_DIR ?= $(CURDIR)/var
PORT ?= 8000
export PORT
export SITE_URL ?= http://localhost:$(PORT)

.PHONY: demo test check bench lock clean
.DEFAULT_GOAL := demo

## Try the product: installs, prepares and serves it on http://localhost:8000.
demo: .venv/installed $(DATA_DIR)/static/ready
	@$(BIN)/python manage.py demo
	@PATH="$(CURDIR)/$(BIN):$$PATH" exec honcho --no-prefix start

## All checks and tests; `make test ARGS="-k certificate"` for a part.
test: .venv/installed check
	$(BIN)/pytest -n 3 --dist loadgroup $(ARGS)

## What needs no running: style, types, direction of imports, missing migrations.
check: .venv/installed
	@mkdir -p $(DATA_DIR)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache > $(DATA_DIR)/imports.txt || (cat $(DATA_DIR)/imports.txt; false)
	DATABASE_URL=sqlite://:memory: DJANGO_SETTINGS_MODULE=lms.settings.test $(BIN)/python -W error manage.py makemigrations --check --dry-run

## Speed as ratios against a floor in the same run; `make bench ONLY=lesson_page` for one.
bench: .venv/installed
	$(BIN)/python -m bench $(ONLY)

## After a change of requirements*.in (needs uv).
lock:
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header requirements-token.in -o requirements-token.txt

clean:
	rm -rf .venv var

.venv/installed: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; false)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@mkdir -p $(DATA_DIR) && touch $@

# Static files are hashed and compressed once, and again when they change.
$(DATA_DIR)/static/ready: .venv/installed $(shell find lms/static -type f)
	$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

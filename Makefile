# What people and CI run here. Needs only make and Python 3.11 or newer.
.DEFAULT_GOAL := help
.PHONY: help run test check format e2e messages lock vendor clean venv runtime dev

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python

# $(call install,FILE): install what a lock file says, unless it is what was installed last.
define install
@cmp -s $(1) $(VENV)/$(1) || { \
	echo "Installing $(1) into $(VENV), about a minute ..." && \
	$(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
	cp $(1) $(VENV)/$(1); }
endef

help: ## Show this list
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1	\2/p' Makefile

run: runtime ## Prepare the portal and run it, with demo data on the first run (PORT=8001 for another port)
	@$(PYTHON_IN_VENV) manage.py portal --demo

test: dev ## Run the tests, on DATABASE_URL and REDIS_URL where given (ARGS="cities -x" for some of them)
	@$(PYTHON_IN_VENV) -m pytest -n 2 -m "not slow and not e2e" $(ARGS)

check: dev ## Run every static check: style, types, layers, templates, migrations, settings
	@sh .ci/check

format: dev ## Bring code and templates into the form that `make check` asks for
	@$(VENV)/bin/ruff check --quiet --fix .
	@$(VENV)/bin/ruff format --quiet .
	@find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} + || true

e2e: dev ## Walk through a running portal in Chromium; pictures go to e2e/shots/
	@$(PYTHON_IN_VENV) -m pytest -m e2e e2e $(ARGS)

messages: dev ## Collect what is to be translated into wwc/locale/ (needs xgettext: apt install gettext)
	@$(PYTHON_IN_VENV) manage.py makemessages

lock: dev ## Write requirements*.txt anew from requirements*.in
	@$(PYTHON_IN_VENV) -m uv --version >/dev/null 2>&1 || $(PYTHON_IN_VENV) -m pip install --quiet uv
	@for name in requirements requirements-dev; do \
		$(PYTHON_IN_VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-strip-extras \
			--custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; \
	done

vendor: ## Take the front end's vendored files anew from their npm packages
	@sh static/vendor/update.sh

clean: ## Remove what can be made again (the environment and caches; never var/, which holds data)
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis e2e/shots
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@sh .ci/venv $(VENV)

runtime: venv
	$(call install,requirements.txt)

dev: runtime
	$(call install,requirements-dev.txt)

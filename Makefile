# Two commands set everything up: `make demo` and `make test`. What they install stays in .uv and .venv.

PYTHON ?= python3
UV := .uv/bin/uv
BIN := .venv/bin
EXAMPLE := nato-umbrella
SOURCES := checker schemas prompts tests bench

.PHONY: demo test check fix bench floors picture wheel clean

demo: .venv/.installed  ## Check a bundled story offline, by replaying its cassette.
	@mkdir -p out
	@CHECKER_HOME=out/home $(BIN)/checker check examples/$(EXAMPLE) --replay cassettes/examples/$(EXAMPLE) \
		--fail-level never --quiet -o out/$(EXAMPLE).html
	@echo
	@echo out/$(EXAMPLE).html

test: .venv/.installed  ## Run the tests: offline, in any order.
	$(BIN)/pytest

check: .venv/.installed  ## Read-only checks: format, lint, types, layers, docs.
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/docs

fix: .venv/.installed  ## Format, and mend what can be mended by itself.
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: .venv/.installed  ## Everything that is measured, beside its rivals, as JSON.
	@$(UV) sync --quiet --locked --group bench
	@$(BIN)/python -m bench

floors: .venv/.installed  ## Pin what the examples must reach; LOWER="why" to accept less.
	$(BIN)/python -m tests.evaluate.pin $(if $(LOWER),--lower "$(LOWER)")

picture: .venv/.installed  ## Photograph the review page for the README; needs Chromium.
	$(BIN)/python -m tests.review.web.picture docs/review.png

wheel: .venv/.installed  ## Build the wheel, install it outside the checkout, and replay an example with it.
	bash .ci/wheel $(UV) $(EXAMPLE)

clean:  ## Throw away what was installed and made.
	rm -rf .uv .venv dist out

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "checker needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv

.venv/.installed: $(UV) pyproject.toml uv.lock
	$(UV) sync --quiet --locked --python $(PYTHON)
	@touch $@

# The two commands of the README, the same for a person and for CI.
PYTHON ?= python3
VENV ?= .venv
DEMO_CLIP ?= samples/sls_both_front.mp4
DEMO_OUT ?= demo-out
BIN := $(VENV)/bin

.PHONY: demo test lint types imports unit bench clean

demo: $(VENV)/.installed          ## analyse a sample and print the verdict
	$(BIN)/formcheck models pull full
	$(BIN)/formcheck analyze $(DEMO_CLIP) --out $(DEMO_OUT) --force

test: lint types imports unit     ## everything that is checked

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

imports: $(VENV)/.installed-dev
	$(BIN)/lint-imports

unit: $(VENV)/.installed-dev
	$(BIN)/pytest -n 2 --dist loadgroup

bench: $(VENV)/.installed         ## beside the bare landmarker, on a minute as a phone films it
	$(BIN)/formcheck bench --seconds 60 --size 1920x1080

clean:
	rm -rf $(VENV) demo-out

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

# What there is to do here: `make help`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 7860
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup index run test test-slow check lock eval bench encoder

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(READY) ## create .venv and install the locked dependencies

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else "Python 3.11 to 3.13 is needed, this is %d.%d: make PYTHON=/path/to/python3.12 ..." % v)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^torch==' requirements.lock)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

index: setup ## index the sample corpus
	$(BIN)/askalliance index data/corpus

run: index ## serve the page on 127.0.0.1:7860
	$(BIN)/askalliance serve --port $(PORT)

test: setup ## run every test that this machine can run, but the slow ones
	$(BIN)/python -m pytest -m "not slow" -ra

test-slow: setup ## run the slow tests
	$(BIN)/python -m pytest -m slow -ra

check: setup ## lint, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/unit/test_layers.py

lock: ## resolve the dependencies anew into requirements.lock (CUDA packages come with torch itself)
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	.venv-lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --upgrade --quiet --no-header --no-annotate --index-strategy unsafe-best-match \
	  | grep -vE '^(nvidia|cuda|triton)' > requirements.lock
	rm -rf .venv-lock

encoder: setup ## train the encoder: make encoder DATA=FOLDER [WITHOUT="BEIR_DIR..."] [OUT=FOLDER]
	@test -n "$(DATA)" || { echo "name the parallel text: make encoder DATA=FOLDER" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[train]"
	$(BIN)/python -m embeddings.training $(DATA) $(or $(OUT),embeddings/askalliance-static) \
	  $(if $(WITHOUT),--without $(WITHOUT))

eval: index ## measure answers on the gold questions, against what was reached before
	$(BIN)/askalliance eval gold data/gold --gate eval/thresholds.toml

bench: index ## time the query path
	$(BIN)/python benchmarks/ask.py --json benchmarks/results/ask.json

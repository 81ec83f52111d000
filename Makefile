# Two commands do everything: `make run` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# PyTorch's public index of CPU builds; empty where the configured package index offers CPU builds itself.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
TORCH := 2.13.0
STAMP := $(VENV)/.installed
# What is installed beside the product: the tools of `make test`. An image needs none of them.
EXTRAS ?= [dev]
# Processes that share the tests. Much of them waits (for servers, kills, pages), so it is one more than two cores.
WORKERS ?= 3
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

.PHONY: run install test test-long bench check-style bar encoder clean

run: install
	$(BIN)/cadre-bot serve

install: $(STAMP)

# torch comes first and from the CPU index alone, so that nothing later brings a CUDA build in.
$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "· torch $(TORCH) (CPU)"
	@$(BIN)/pip install --quiet --no-deps "torch==$(TORCH)" $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX),)
	@echo "· everything else"
	@$(BIN)/pip install --quiet -e ".$(EXTRAS)"
	@$(BIN)/python -c "import sys, torch; sys.exit('torch is a CUDA build' if torch.version.cuda else 0)"
	@touch $@

test: install check-style
	$(PYTEST)

test-long: install check-style
	CADRE_LONG=1 $(PYTEST)

check-style: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Rebuild bot/answer/bar.json from the development data beside the checkout.
bar: install
	$(BIN)/python -m bench.fit_bar --write

bench: install
	$(BIN)/python -m bench

# Make the product's own encoder anew (docs/encoder.md). Data and everything in between stay outside the repository.
ENCODER_DATA ?= ../shared/training
ENCODER_WORK ?= data/encoder
# Steps of training; 0 gives the public weights pruned and in int8.
ENCODER_STEPS ?= 700
encoder: install
	$(BIN)/pip install --quiet -e ".[training]"
	$(BIN)/python -m training --data $(ENCODER_DATA) --work $(ENCODER_WORK) --steps $(ENCODER_STEPS)

clean:
	rm -rf build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

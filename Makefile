# Everything lives in .venv; `make demo` and `make test` set it up on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin
RUNS ?= demo-runs

.PHONY: install demo test lint bench clean

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# The main job on the sample that textkit carries: train, score, predict from a pipe.
demo: install
	rm -rf $(RUNS)
	TEXTKIT_RUNS=$(RUNS) $(BIN)/textkit train clickbait --model tfidf --source sample
	TEXTKIT_RUNS=$(RUNS) $(BIN)/textkit train clickbait --model lstm-attn --source sample
	TEXTKIT_RUNS=$(RUNS) $(BIN)/textkit eval
	printf 'You Will Not Believe This\nParliament passes budget\n' | TEXTKIT_RUNS=$(RUNS) $(BIN)/textkit predict

test: install
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/clickbait.py
	$(BIN)/python benchmarks/labels.py
	$(BIN)/python benchmarks/tagging.py
	$(BIN)/python benchmarks/crf.py
	$(BIN)/python benchmarks/prepare.py
	$(BIN)/python benchmarks/predict.py
	$(BIN)/python benchmarks/coldstart.py
	$(BIN)/python benchmarks/export.py benchmark-runs/conll2003-minilm
	$(BIN)/python benchmarks/distill.py
	$(BIN)/python benchmarks/serve.py
	$(BIN)/python benchmarks/train.py
	$(BIN)/python benchmarks/peers.py
	$(BIN)/python benchmarks/results.py

clean:
	rm -rf .venv $(RUNS) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The commands of the house; CONTRIBUTING.md tells what each is for.

VENV := .venv
PYTHON = $(shell .ci/interpreter)
GROUP := dev
ON := 3.13
JOBS := 2
ARGS :=

BIN = $(VENV)/bin
# Touched when the environment holds what pyproject.toml and constraints.txt ask for.
READY = $(VENV)/.ready
BENCH = .venv-bench-$(ON)
PYTEST = pytest --numprocesses=$(JOBS) $(ARGS)

# The tests start hundreds of programs, each of which would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test coverage lint ruff mypy basedpyright contracts check others fix goldens bench soak rooms mutants constraints clean

demo: $(READY)
	TOUR=$(TOUR) $(BIN)/python -m examples.bookshop

test: $(READY)
	$(BIN)/python -m $(PYTEST)

# Not pytest-cov: a pytest plugin of ours is imported before it starts to measure.
coverage: $(READY)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m $(PYTEST)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: ruff mypy basedpyright contracts

ruff: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

mypy: $(READY)
	$(BIN)/mypy

basedpyright: $(READY)
	$(BIN)/basedpyright --project pyproject.toml

contracts: $(READY)
	$(BIN)/lint-imports

check: lint coverage others

# The tests again, on each other Python that this machine has; of random programs fewer, as the rules are the same.
others: export EXAMPLES ?= 0.4
others: $(READY)
	@main=$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); status=0; \
	for version in 3.11 3.12 3.13; do \
	    [ $$version != $$main ] || continue; \
	    python=$$(.ci/interpreter $$version) || { echo "Python $$version: not on this machine"; continue; }; \
	    echo "Python $$version: $$python"; \
	    $(MAKE) --no-print-directory test VENV=.venv-$$version PYTHON=$$python GROUP=test ARGS='-m "not once"' || status=1; \
	done; exit $$status

fix: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# What messages say and what generated Python looks like, written anew; read the diff.
goldens: $(READY)
	$(BIN)/python -m tests.errors.test_golden_texts
	$(BIN)/python -m tests.generated.test_goldens
	$(BIN)/python -m tests.spec.cli.test_check
	$(BIN)/python -m tests.spec.cli.test_documented
	$(BIN)/python -m tests.spec.ahead.test_ahead_written

# Beside hand-written code and other libraries, and written down; `make bench ARGS=--quick ON=3.12` is a first look alone.
bench: $(BENCH)/.ready
	$(BENCH)/bin/python -m bench $(or $(ARGS),--write docs/benchmarks.md)

# A minute of mixed load of eight processes on a server that dies and comes back; fails if the cache broke a promise.
soak: $(READY)
	$(BIN)/python -m bench.soak $(ARGS)

# A thousand sockets, and one that does not read: rooms beside a loop, for less than a minute.
rooms: $(READY)
	$(BIN)/python -m bench.rooms $(ARGS)

$(BENCH)/.ready: pyproject.toml constraints.txt bench/requirements.txt
	$$(.ci/interpreter $(ON)) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --constraint constraints.txt pip
	$(BENCH)/bin/python -m pip install --quiet --requirement bench/requirements.txt
	$(BENCH)/bin/python -m pip install --quiet --no-deps "fastapi-rc==0.1.0; python_version >= '3.12'"
	$(BENCH)/bin/python -m pip install --quiet --build-constraint constraints.txt --editable .
	touch $@

# The core broken on purpose, a little each time, to see which tests notice; in an environment of its own, and for hours.
# `make mutants NAMES="wireworks._plan.reach*"` tries some of it.
mutants:
	@$(MAKE) --no-print-directory .venv-mutants/.ready VENV=.venv-mutants GROUP=mutation
	nice -n 19 .venv-mutants/bin/mutmut run --max-children $(JOBS) $(patsubst %,'%',$(NAMES))
	@.venv-mutants/bin/mutmut results | grep --invert-match 'not checked' || echo 'No mutant that was tried survived.'

# Newest versions that work together on every Python of this machine; read the diff before committing it.
constraints:
	.ci/constraints

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --build-constraint constraints.txt \
	    --group $(GROUP) --editable '.[all]'
	touch $@

clean:
	rm -rf .venv .venv-3.* .venv-bench* .venv-mutants mutants .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist

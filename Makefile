# Two commands: `make demo` builds and shows, `make test` tests. Both do all the set-up, from locks with hashes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SECONDS ?= 60
SEED ?= 0
TARGET ?= all
# Prints the newest versions that pyproject.toml allows, for every platform and Python at once, with hashes.
UV := $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

.PHONY: demo test lint generate docs fuzz lock licences spark release clean

demo: $(VENV)/run.stamp
	$(BIN)/kg build --out build
	@echo "open build/explorer.html for the network, build/report.html to read"

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

generate: $(VENV)/dev.stamp
	$(BIN)/python -m kg.generate
	$(BIN)/python -m kg.sparql.catalogue

# The documentation as a site in site/, which opens from disk. Any warning is an error.
docs: $(VENV)/docs.stamp
	rm -rf site
	$(BIN)/python docs/site/build.py site
	@echo "open site/index.html"

fuzz: $(VENV)/dev.stamp
	PYTHONPATH=tests $(BIN)/python -m fuzz --target $(TARGET) --seconds $(SECONDS) --seed $(SEED)

licences: $(VENV)/dev.stamp
	$(BIN)/python requirements/licences.py

# The reasoner for large graphs, an extra that needs Java.
spark: $(VENV)/spark.stamp

# Checks that a release is whole, builds it into dist/, and lists what it depends on, as CycloneDX.
release: licences
	$(BIN)/python requirements/release.py check
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist -t sdist -t wheel
	$(PYTHON) -m venv $(VENV)/release
	$(VENV)/release/bin/pip install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0
	$(VENV)/release/bin/cyclonedx-py requirements requirements/run.txt --pyproject pyproject.toml --output-reproducible \
	  --output-file dist/sbom.json

# The first lock holds what the others share with it to the same versions. UPGRADE=--upgrade takes the newest.
lock: | $(BIN)/python
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet 'uv>=0.9,<1'
	$(UV) $(UPGRADE) --extra dev requirements/build.in --output-file requirements/dev.txt
	$(UV) $(UPGRADE) requirements/build.in --constraint requirements/dev.txt --output-file requirements/run.txt
	$(UV) $(UPGRADE) --extra docs requirements/build.in --constraint requirements/dev.txt --output-file requirements/docs.txt
	$(UV) $(UPGRADE) --extra spark requirements/build.in --constraint requirements/dev.txt --output-file requirements/spark.txt

clean:
	rm -rf build site dist $(VENV)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# What the lock names, each file by its hash; then the package itself, built by what the lock brought.
$(VENV)/%.stamp: requirements/%.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --requirement $<
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

# Every target works on a fresh clone; `make run` and `make test` need nothing else first.
PYTHON ?= python3
DEMO ?= 1
JOBS ?= 2
BIN = .venv/bin

.PHONY: run phones install test check bench screenshots audit vendor lock translations packages

run:  ## install, migrate, fill an empty database with the demo year, serve (DEMO=0 begins empty)
	@$(PYTHON) tools/start.py run --demo=$(DEMO)

phones:  ## the same over https on the local network, for a trial with real phones
	@$(PYTHON) tools/start.py phones --demo=$(DEMO)

install:  ## make .venv with the locked requirements and compile the translations
	@$(PYTHON) tools/start.py install

test: packages  ## run every test on both databases and in a real browser, then the drills
	@$(PYTHON) tools/start.py install --dev
	$(BIN)/python -m pytest -q -n $(JOBS) -m "not drill"
	$(BIN)/python -m pytest -q -m drill

check:  ## format, lint, types, templates, translations, architecture
	@$(PYTHON) tools/start.py install --dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet eventapp/templates
	$(BIN)/python -m pytest -q tests/test_translations.py tests/test_architecture.py

bench: packages  ## print the figures, each beside a bare floor of the same run (ROWS="door start")
	@tools/bench.sh
	@$(PYTHON) tools/start.py install --dev
	$(BIN)/python -m tests.bench --rows "$(ROWS)" --databases "$(DATABASES)"

screenshots:  ## make a picture of every page in build/screenshots, and README's tour
	@tools/packages.sh chromium-l10n
	@$(PYTHON) tools/start.py install --dev
	$(BIN)/python -m tests.screenshots

audit: packages  ## Lighthouse on a phone's pages, and the HTML of every page (needs node and java)
	@$(PYTHON) tools/start.py install --dev
	npm ci --prefix tools/audit --ignore-scripts --no-audit --no-fund --silent
	$(BIN)/python -m tests.audit

vendor:  ## rebuild eventapp/static/vendor and the icons from package.json and its lock
	npm ci --ignore-scripts --no-audit --no-fund
	node tools/vendor.mjs

lock:  ## lock the versions named in pyproject.toml anew, with hashes
	@$(PYTHON) tools/start.py install --dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt

translations:  ## collect the texts of code and templates in the Dutch catalogue
	@$(PYTHON) tools/start.py install --dev
	$(BIN)/python tools/translations.py

packages:
	@tools/packages.sh

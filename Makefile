# cijfer: `make run` reads the samples, `make test` tests; both install what they need (scripts/setup says what).
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Debug information of tests is not worth a second build: everything is built once, in release.
BUILD := swift build -c release
CIJFER := .build/release/cijfer
SCANS ?= samples/scans
OUT ?= out

.PHONY: help setup build run test check format lint samples baseline bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## installs missing system packages (root or sudo), says so before
	@scripts/setup

build: setup ## builds the release binary, .build/release/cijfer
	@$(BUILD) --product cijfer

run: build ## reads samples/scans into out/, draws overlays; expects exit code 4 (see samples/README.md)
	@scripts/run-samples $(CIJFER) $(SCANS) $(OUT)

test: setup ## builds and runs every test that can run here
	@swift test -c release --disable-testable-imports
	@echo "The review page's tests in a browser were skipped: make test-browser runs them."

.PHONY: test-browser screenshots review-trial review-load
test-browser: build ## the review page in a real browser (installs chromium and its driver)
	@scripts/test-browser $(CIJFER)

screenshots: build ## makes the pictures of docs/review.md anew
	@scripts/test-browser $(CIJFER) screenshots

review-trial: build ## 100 queued fields by the page, by groups and keyed plainly: strokes and seconds
	@scripts/test-browser $(CIJFER) trial

review-load: build ## 20,000 queued fields: how soon the page and the next field are there, memory
	@scripts/test-browser $(CIJFER) load

check: lint build test sanitize thread-sanitize ## format lint, build without warnings, tests, sanitizers

lint: ## fails where the house format is not kept
	@swift format lint --strict --parallel --recursive --configuration .swift-format $$(scripts/swift-sources)

format: ## formats our sources
	@swift format --in-place --parallel --recursive --configuration .swift-format $$(scripts/swift-sources)

.PHONY: sanitize
# Without leaks: the test library and Foundation leave some of their own.
sanitize: setup ## the decoders' and the network's tests under AddressSanitizer
	@ASAN_OPTIONS=detect_leaks=0 swift test --sanitize address --scratch-path .build-asan --filter 'Ingest|GlyphNet|Raster'

.PHONY: thread-sanitize mutations enumerations fuzz kill-test skip-test
thread-sanitize: setup ## the parts with several threads or tasks under ThreadSanitizer
	@TSAN_OPTIONS=suppressions=$(CURDIR)/scripts/thread-sanitizer-suppressions swift test --sanitize thread --scratch-path .build-tsan --filter 'PipelineTests.(Batch|SubprocessPool|Worker|ReviewDesk)|LedgerTests'

mutations: setup ## 100,000 damaged samples: each a reading or a named failure (an hour)
	@CIJFER_MUTATIONS=100000 swift test -c release --disable-testable-imports --filter MutationTests

enumerations: setup ## the decoder equals enumeration on 14,000 random small fields
	@CIJFER_ENUMERATIONS=14000 swift test -c release --disable-testable-imports --filter PosteriorTests

fuzz: setup ## libFuzzer on scans, weight files, configurations and IDX files, two minutes each (FUZZ_SECONDS)
	@scripts/fuzz $${FUZZ_SECONDS:-120}

kill-test: build ## 300 random kills of 200-page batches: nothing may differ
	@scripts/kill-test $(CIJFER)

skip-test: build ## 20,000 finished scans are skipped in 5 seconds
	@scripts/skip-test $(CIJFER)

GLYPHS := samples/glyphs/digits-images-idx3-ubyte.gz samples/glyphs/letters-images-idx3-ubyte.gz
samples: build ## makes samples/scans, samples/meter/scans and their truth.csv anew from recipe.json
	@rm -rf samples/scans samples/meter/scans
	@$(CIJFER) synthesize --recipe samples/recipe.json --glyphs $(GLYPHS) --out samples/scans
	@$(CIJFER) synthesize --config samples/meter/pipeline.json --recipe samples/meter/recipe.json --glyphs $(GLYPHS) --out samples/meter/scans
	@for folder in samples samples/meter; do mv $$folder/scans/truth.csv $$folder/truth.csv; done

.PHONY: detect-figures design-figures first-hour install uninstall test-install
detect-figures: build ## how well forms detect finds rows on blank forms of unlike style
	@scripts/detect-forms $(CIJFER)

design-figures: build ## what boxes are read best: the figures of docs/form-design.md
	@scripts/form-design $(CIJFER)

first-hour: build ## runs the commands of docs/first-hour.md from an installed cijfer
	@scripts/first-hour $(CIJFER)

PREFIX ?= /usr/local
STATIC := .build-static/release/cijfer
$(STATIC): setup
	@$(BUILD) --product cijfer --static-swift-stdlib --scratch-path .build-static

install: $(STATIC) ## installs below PREFIX (/usr/local); runs where there is no toolchain
	@scripts/install $(STATIC) $(DESTDIR)$(PREFIX)

uninstall: ## removes what install put below PREFIX
	@scripts/uninstall $(DESTDIR)$(PREFIX)

test-install: $(STATIC) ## installs into a bare root file system and reads there (root)
	@scripts/test-install $(STATIC)

.PHONY: embedded
embedded: setup ## builds without the review page and the packages it needs (.build-embedded), and reviews by table
	@$(BUILD) --disable-default-traits --product cijfer --scratch-path .build-embedded
	@scripts/test-embedded .build-embedded

baseline: build ## 500 office pages of report writers' digits: read right, accepted, wrong, per type (needs ../shared/data)
	@scripts/baseline $(CIJFER)

bench: build ## speed beside ONNX Runtime, OpenVINO and bare decoding (installs them in .build/bench)
	@$(BUILD) --product NetworkSpeed
	@$(BUILD) --product DecodingSpeed
	@$(BUILD) --product PageSpeed
	@python3 -m venv .build/bench && .build/bench/bin/pip install -q -r Benchmarks/requirements.txt
	@.build/bench/bin/python Benchmarks/speed.py

.PHONY: memory-figures registration-figures
memory-figures: build ## memory of a worker on 600-dpi pages and on a TIFF of 1,000 pages
	@scripts/memory-figures $(CIJFER)

registration-figures: setup ## 11,000 pages: registered rightly, refused, misread (docs/registration.md; hours)
	@scripts/registration-figures

.PHONY: figures
figures: build ## 3,000 fields of each type, office and rough, of report writers: read right, accepted, wrong, by type (needs ../shared/data; hours)
	@scripts/figures $(CIJFER)

clean: ## removes what was built and read
	@rm -rf .build .build-* $(OUT)

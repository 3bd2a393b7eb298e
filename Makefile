# cijfer: `make run` reads the samples, `make test` tests; both install what they need (scripts/setup says what).
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Debug information of tests is not worth a second build: everything is built once, in release.
BUILD := swift build -c release
CIJFER := .build/release/cijfer
SCANS ?= samples/scans
OUT ?= out

.PHONY: help setup build run test check format lint samples baseline clean

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

check: lint build test sanitize ## format lint, build without warnings, tests, sanitizers

lint: ## fails where the house format is not kept
	@swift format lint --strict --parallel --recursive --configuration .swift-format $$(scripts/swift-sources)

format: ## formats our sources
	@swift format --in-place --parallel --recursive --configuration .swift-format $$(scripts/swift-sources)

.PHONY: sanitize
# Without leaks: the test library and Foundation leave some of their own.
sanitize: setup ## the decoders' and the network's tests under AddressSanitizer
	@ASAN_OPTIONS=detect_leaks=0 swift test --sanitize address --scratch-path .build-asan --filter 'Ingest|GlyphNet|Raster'

samples: build ## makes samples/scans and samples/truth.csv anew from samples/recipe.json
	@rm -rf samples/scans && $(CIJFER) synthesize --recipe samples/recipe.json --glyphs samples/glyphs/digits-images-idx3-ubyte.gz samples/glyphs/letters-images-idx3-ubyte.gz --out samples/scans
	@mv samples/scans/truth.csv samples/truth.csv

baseline: build ## 500 office pages of report writers' digits: read right, accepted, wrong, per type (needs ../shared/data)
	@scripts/baseline $(CIJFER)

.PHONY: figures
figures: build ## 3,000 office and 3,000 rough pages of report writers: the table of docs/accuracy.md (needs ../shared/data; hours)
	@scripts/figures $(CIJFER)

clean: ## removes what was built and read
	@rm -rf .build .build-* $(OUT)

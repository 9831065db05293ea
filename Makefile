# Everything starts from a fresh clone: each target sets up what it needs. Wanted on the machine: Go 1.26, Node 20, make.
#
#   make run          the demo bank on http://localhost:3000
#   make test         every test, in real browsers too
#   make build        bin/telemark
#   make assets       static/dist from static/src; only when a source has changed
#   make lint         golangci-lint, built from tools/go.mod
#   make check        lint and test
#   make bench        the figures of the README, as a table
#   make fuzz         each fuzz test for FUZZTIME (10s)
#   make screenshots  each main screen into SCREENSHOTS (bin/screenshots)

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: run test build assets lint check bench fuzz screenshots chromium

FUZZTIME ?= 10s
SCREENSHOTS ?= $(CURDIR)/bin/screenshots

MODULES := node_modules/.package-lock.json
ASSETS := static/dist/manifest.json
SOURCES := package.json static/build.mjs $(shell find static/src partials -type f 2>/dev/null)

run: build
	exec bin/telemark serve --demo

build: $(ASSETS)
	go build -o bin/telemark .

assets: $(ASSETS)

$(MODULES): package.json package-lock.json
	npm ci
	@touch $@

$(ASSETS): $(MODULES) $(SOURCES)
	npm run --silent build
	@touch $@

# The journeys are timed, so they run alone, after everything else; never from the cache, which does not know of the program that
# they build. With TEST_MSSQL_URL the store's tests make some hundred databases on a server, which takes a while.
test: $(ASSETS) chromium
	@mkdir -p bin && rm -f bin/skipped
	go vet ./...
	go test -timeout 40m $$(go list ./... | grep -v /proof$$)
	SKIPPED_FILE=$(CURDIR)/bin/skipped go test -count 1 -timeout 40m ./proof
	@if [ -s bin/skipped ]; then cat bin/skipped; fi

# Without chromium the journeys are skipped, which the last line of `make test` says; REQUIRE_BROWSER=1 makes each a failure.
chromium:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core) \
			|| echo "chromium can't be installed"; \
	fi

lint: $(ASSETS)
	mkdir -p bin && cd tools && go build -o ../bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	bin/golangci-lint run ./...

check: lint test

# One package after the other, so that none disturbs the next one's figures; the whole program comes last.
bench: $(ASSETS)
	go test -run '^$$' -bench . -benchmem -p 1 -timeout 60m $$(go list ./... | grep -v /proof$$)
	go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./proof

fuzz:
	for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz' || true); do \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package"; \
		done; \
	done

screenshots: $(ASSETS) chromium
	mkdir -p $(SCREENSHOTS)
	REQUIRE_BROWSER=1 SCREENSHOTS=$(SCREENSHOTS) go test -count 1 -timeout 10m -run '^TestEveryMainScreenHasAPicture$$' -v ./proof

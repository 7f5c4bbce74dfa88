# make            build everything          make run     the demo court on http://localhost:8080
# make test       everything that is checked  make court   the binary of a real court, without the demo
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
export GOTOOLCHAIN := local

GO_SOURCE  := $(shell find cmd internal web -not -path '*/dist/*' -type f \( -name '*.go' -o -name '*.json' -o -name '*.gohtml' -o -name '*.sql' -o -name '*.txt' \)) go.mod go.sum
WEB_SOURCE := $(shell find web -not -path '*/dist/*' -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.svg' \)) $(wildcard tsconfig.json)
STAMP      := web/dist/.built

.PHONY: all build court run test hearing check bench crash fuzz assets screens clean

all: build

node_modules/.ready: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(STAMP): node_modules/.ready $(WEB_SOURCE) $(wildcard web/*.go tools/assets/*.go)
	go run ./tools/assets
	@touch $@

bin/tarazy: $(GO_SOURCE) $(STAMP)
	go build -tags demo -o $@ ./cmd/tarazy

bin/court/tarazy: $(GO_SOURCE) $(STAMP)
	go build -o $@ ./cmd/tarazy

bin/tarazy-verify: $(GO_SOURCE)
	go build -o $@ ./cmd/tarazy-verify

# Stands in for NCALayer in tests and the demo; no court has it.
bin/ncalayer: $(GO_SOURCE) $(wildcard tools/ncalayer/*.go)
	go build -o $@ ./tools/ncalayer

assets: $(STAMP)

build: bin/tarazy bin/tarazy-verify bin/ncalayer

court: bin/court/tarazy bin/tarazy-verify

run: build
	@exec bin/tarazy serve --demo

# What reckons long: whole without the race detector, which makes it ten times slower, and a part of it with.
RECKON := ./internal/record/ ./internal/gost/ ./internal/esign/ ./internal/clerk/ ./cmd/tarazy-verify/

# What the demo's tag changes: with the race detector as the demo has it, and once as a court has it.
TAGGED := ./internal/i18n/... ./internal/keys/... ./internal/pages/...

# Tests of pages go two by two: they mostly wait. Those of rooms have the machine to
# themselves, and those that need NCALayer's one port are among them.
PAPER := $(patsubst %,test/browser/%.test.mjs,calendar court door filing format members pages phone verify)

# What the tests need from Debian is installed where that is allowed.
test: build court
	./test/needs
	$(MAKE) --no-print-directory check
	go test $(RECKON) $(TAGGED)
	CGO_ENABLED=1 go test -race -short $(RECKON)
	CGO_ENABLED=1 go test -race $$(go list ./cmd/... ./internal/... ./web/... | grep -vxF "$$(go list $(RECKON) $(TAGGED))")
	go test -tags demo ./internal/cli/...
	CGO_ENABLED=1 go test -race -tags demo $(TAGGED)
	out=$$(mktemp -d) && go run ./tools/assets $$out && node --test $$out && rm -r $$out
	node --test --test-concurrency=2 --test-reporter=spec $(PAPER)
	node --test --test-concurrency=1 --test-reporter=spec $(filter-out $(PAPER),$(wildcard test/browser/*.test.mjs))
	$(MAKE) --no-print-directory hearing || { echo 'the hearing failed; once more, in case the machine was starved:'; $(MAKE) --no-print-directory hearing; }

check: $(STAMP)
	go vet ./cmd/... ./internal/... ./web/...
	go vet -tags demo ./cmd/... ./internal/... ./web/...
	npx --no-install tsc --noEmit

# Five people on lines of their own, with faults that are real: part of the test,
# here alone. On a machine busy with other things browsers starve, and lines
# break that nobody cut.
hearing: build
	./test/needs
	node --test --test-concurrency=1 --test-reporter=spec test/hearing/*.test.mjs

bench: build
	cd bench && go run -tags demo . $(ONLY)

crash: build
	go test -tags demo -count=1 -timeout 60m -v -run 'TestCrash$$' ./internal/cli/ -args -crashes=100

# Nightly: every reader of strangers' bytes, a minute each.
fuzz:
	grep -rlE '^func Fuzz' internal --include='*_test.go' | while read -r file; do \
		grep -oE '^func Fuzz[A-Za-z0-9]+' $$file | cut -c6- | while read -r f; do \
			go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $${FUZZTIME:-60s} -fuzzminimizetime 10x ./$$(dirname $$file); done; done

screens: build court
	node test/screens.mjs

clean:
	rm -rf bin node_modules web/dist/*

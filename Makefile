# Shedu. `make` prints this help; every line of it is read from the comments beside the targets.

SHELL := /bin/bash
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
ARGS ?=
BUILD_PACKAGES := libsqlite3-dev python3-venv
TEST_PACKAGES := openssl gnutls-bin curl strongswan-pki libstrongswan-standard-plugins libstrongswan-extra-plugins
MINISTACK := .venv/ministack/.installed
JUDGES := .venv/judges/.installed .venv/moto/.installed $(MINISTACK)

.DEFAULT_GOAL := help
.PHONY: help demo test bench build release lint format docs build-tools test-tools clean

help: ## print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build-tools $(MINISTACK) ## show the whole product on a throwaway folder; ARGS=--exit ends it by itself
	swift build --product shedu
	.build/debug/shedu demo --ministack .venv/ministack/bin/ministack $(ARGS)

test: build-tools test-tools lint ## build everything and run every test
	swift build --build-tests
	swift test --skip-build

bench: build-tools ## measure the release build; ARGS are the load generator's options
	swift build -c release --product shedu
	swift build -c release --product shedu-bench
	.build/release/shedu-bench $(ARGS)

build: build-tools ## build for debugging
	swift build

release: build-tools ## build the release binary, .build/release/shedu
	swift build -c release --product shedu

lint: ## check the formatting of every Swift file
	swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks

format: ## format every Swift file
	swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks

docs: build-tools ## write docs/reference and schemas from the tables in the code
	swift run docgen

build-tools: ## install the Debian packages that the build needs
	@$(call install,$(BUILD_PACKAGES))

test-tools: $(JUDGES) ## install what the tests judge by: Debian packages, and PyPI packages in .venv
	@$(call install,$(TEST_PACKAGES))

clean: ## remove what was built
	rm -rf .build .venv

.venv/%/.installed: Tests/requirements/%.txt | build-tools
	python3 -m venv .venv/$*
	.venv/$*/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# Installs only what is missing, so that a second run asks no package server. Daemons are not started.
define install
missing=$$(for package in $(1); do dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || echo $$package; done); \
if [ -n "$$missing" ]; then \
	echo "installing" $$missing; \
	$(SUDO) apt-get -o DPkg::Lock::Timeout=300 -qq update && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=300 -qq install --no-install-recommends -y $$missing >/dev/null; \
fi
endef

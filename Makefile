# Escapement: build, run, test, measure. `make help` lists the targets.

SWIFT ?= swift
# The official WebAssembly test suite, which is not part of this repository.
WASM_TESTSUITE ?= ../shared/testsuite
TESTSUITE_REPOSITORY := https://github.com/WebAssembly/testsuite
TESTSUITE_REVISION := 193e551ff22663995b1ac95dc62344133669e14b
# The component model's reference tests, likewise.
COMPONENT_TESTS ?= ../shared/component-tests
COMPONENT_REPOSITORY := https://github.com/WebAssembly/component-model
COMPONENT_REVISION := 6d281648bd89caf885a7adcc412962dbd2425ab7
# For a shell: where the first is, or an error if it can't be had.
SUITE = $$(.ci/testsuite "$(WASM_TESTSUITE)" $(TESTSUITE_REPOSITORY) $(TESTSUITE_REVISION))

# How many random modules `make differential` compares, and where it begins.
MODULES ?= 1000
SEED ?= 1

RELEASE := .build/release
ESCAPEMENT := $(RELEASE)/escapement
# Debian packages, each with the pkg-config module or the program that says whether it is there.
PACKAGES := libffi-dev:libffi libunwind-dev:libunwind valgrind:valgrind

# No target is a file.
.PHONY: $(shell grep -oE '^[a-z0-9_-]+:' $(firstword $(MAKEFILE_LIST)) | tr -d :)

help: ## Show the targets
	@grep -E '^[a-z0-9_-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

run: build ## Install what is missing, build, and run the bundled program
	@echo "==> Running Examples/tour.wasm"
	@$(ESCAPEMENT) run --dir Examples/life::/life Examples/tour.wasm

# What continuous integration runs, in this order: what fails quickly first.
TESTS := check-format unit-tests program-tests suite-tests fuzz-replay check-apple
# What was not yet run on everything that has come together since the last release, and is to join the others as it passes.
MORE_TESTS := suite-tests-compiled check-counts differential hostile-tests complexity-tests test-package test-threads \
  test-sanitized test-abi

test: dependencies ## Run the tests that continuous integration runs, and say where the time went
	@MAKE="$(MAKE)" .ci/parts $(TESTS)

test-all: dependencies ## Run every test
	@MAKE="$(MAKE)" .ci/parts $(TESTS) $(MORE_TESTS)

unit-tests: dependencies ## Unit tests of all modules
	@echo "==> Unit tests"
	@suite="$(SUITE)" && WASM_TESTSUITE="$$(realpath "$$suite")" $(SWIFT) test --parallel

program-tests: build ## Real programs, compared with the output that other engines agreed on
	@echo "==> Programs"
	@python3 Tests/Programs/compare.py --escapement $(abspath $(ESCAPEMENT))

suite-tests: build ## The official WebAssembly test suite, in every mode
	@echo "==> WebAssembly test suite"
	@suite="$(SUITE)" && .ci/suite $(ESCAPEMENT) "$$suite"

# The compiler that knows the calling convention of the engine's handlers: the toolchain's own.
CLANG ?= $(firstword $(wildcard $(dir $(realpath $(shell command -v $(SWIFT))))clang) clang)

test-compiled: build ## The test suite with all modules compiled to native code, by way of C
	@echo "==> WebAssembly test suite, compiled"
	@suite="$(SUITE)" && .ci/suite-compiled $(ESCAPEMENT) $(CLANG) all "$$suite"

# A third of the scripts, another one every day.
suite-tests-compiled: build ## Modules compiled to native code against the interpreter, with a third of the test suite
	@echo "==> Compiled modules"
	@python3 Tests/Compiled/compare.py --escapement $(abspath $(ESCAPEMENT)) --clang $(CLANG) \
	  $$(command -v gcc >/dev/null && echo --gcc gcc)
	@echo "==> WebAssembly test suite, a third of it compiled"
	@suite="$(SUITE)" && .ci/suite-compiled $(ESCAPEMENT) $(CLANG) third "$$suite"

hostile-tests: dependencies ## Millions of broken modules, components, texts and artifacts: none may crash or hang the engine
	@echo "==> Hostile input"
	@$(SWIFT) build -c release --product HostileInput
	@suite="$(SUITE)" && \
	  components="$$(.ci/testsuite "$(COMPONENT_TESTS)" $(COMPONENT_REPOSITORY) $(COMPONENT_REVISION) \
	    component-model test)" && \
	  $(RELEASE)/HostileInput --test-suite "$$suite" --component-tests "$$components" $(HOSTILE_OPTIONS) \
	    Examples/*.wasm Tests/Programs/*.wasm Benchmarks/Workloads/*.wasm

# What `make fuzz-…` takes: a minute finds what is near, a night finds more.
FUZZ_SECONDS ?= 600
FUZZ_TARGETS := module optimizations artifact text component wit wasi
FUZZER := .build-fuzz/release/Fuzz

fuzz-replay: dependencies ## Saved inputs of all fuzz targets: each is run again
	@echo "==> Saved inputs of fuzzers"
	@$(SWIFT) build -c release --product Fuzz
	@for target in $(FUZZ_TARGETS); do \
	  find Tests/Fuzz/Corpus/$$target -type f -print0 | xargs -0 $(RELEASE)/Fuzz $$target || exit 1; \
	done

fuzz: $(FUZZ_TARGETS:%=fuzz-%) ## All fuzz targets one after the other, FUZZ_SECONDS each, with libFuzzer
$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: fuzzer # One of them: fuzz-module, fuzz-wasi …
	@echo "==> Fuzzing: $*"
	@mkdir -p .build-fuzz/corpus/$* .build-fuzz/found
	@SWIFT_BACKTRACE=enable=no $(FUZZER) $* -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4096 \
	  -dict=Tests/Fuzz/dictionary.txt -artifact_prefix=.build-fuzz/found/$*- $(FUZZ_OPTIONS) \
	  .build-fuzz/corpus/$* Tests/Fuzz/Corpus/$*

# libFuzzer is linked by its runtime library; gold can't link what AddressSanitizer adds.
fuzzer: dependencies
	@$(SWIFT) build -c release --product Fuzz --scratch-path .build-fuzz -Xswiftc -sanitize=fuzzer,address \
	  -Xswiftc -DFUZZING -Xcc -fsanitize=fuzzer-no-link,address -Xswiftc -use-ld=lld

complexity-tests: dependencies ## Every shape of large input: time and memory grow no faster than n log n
	@echo "==> Time and memory by size of input"
	@$(SWIFT) build -c release --product Complexity
	@$(RELEASE)/Complexity $(COMPLEXITY_OPTIONS)

differential: dependencies ## Random modules, run in every way and by Wasmtime, compared; MODULES=1000 says how many
	@echo "==> Random modules"
	@$(SWIFT) build -c release --product Differential
	@python="$$(.ci/oracle)" && \
	  $$python Tests/Differential/compare.py --tool $(RELEASE)/Differential --modules $(MODULES) --seed $(SEED)

update-listings: build ## Write anew what Tests/TranslationTests expects of the translation
	@for module in Tests/TranslationTests/Listings/*.wat; do \
	  $(ESCAPEMENT) explore "$$module" >"$${module%.wat}.txt"; \
	done

# Without optimization, this toolchain's ThreadSanitizer does not see the memory accesses of the handlers.
test-threads: dependencies ## Tests with several threads, under ThreadSanitizer
	@echo "==> Tests under ThreadSanitizer"
	@$(SWIFT) test --sanitize=thread -Xcc -O1 --scratch-path .build-thread \
	  --filter "ThreadTests|InterruptionTests|AsynchronousTests|IsolationTests|MisuseTests"

# Every report ends the process, so that the run fails.
test-sanitized: dependencies ## Test suite and programs under AddressSanitizer, the C module also under UBSan
	@echo "==> Test suite and programs under AddressSanitizer and UndefinedBehaviorSanitizer"
	@$(SWIFT) build -c release --product escapement --scratch-path .build-sanitized \
	  --sanitize=address -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined
	@suite="$(SUITE)" && .ci/suite .build-sanitized/release/escapement "$$suite"
	@python3 Tests/Programs/compare.py --escapement $(abspath .build-sanitized/release/escapement)

test-package: dependencies ## What users build: a program for each product alone, by version tag, in five configurations
	@echo "==> Package"
	@Tests/Package/test-package .build-package

test-ilp32: build ## The engine as a process with 32-bit pointers (i686): test suite, programs and more
	@suite="$(SUITE)" && Tests/ABI/test-ilp32 $(ESCAPEMENT) "$$suite"

test-arm64_32: build ## The C module as machine code for the watch (arm64_32), under qemu: test suite, programs
	@suite="$(SUITE)" && Tests/ABI/test-arm64_32 $(ESCAPEMENT) "$$suite"

test-arm64: build ## The engine as a process for arm64, under qemu: test suite, programs and more
	@suite="$(SUITE)" && Tests/ABI/test-arm64 $(ESCAPEMENT) "$$suite"

test-abi: test-ilp32 test-arm64_32 test-arm64 ## All three, and the suite's totals on four builds side by side
	@echo "==> WebAssembly test suite on four builds"
	@Tests/ABI/compare-results x86-64 i686 arm64_32 arm64

check-apple: ## Compile the C module for seven Apple targets, and parse all Swift
	@echo "==> Apple platforms"
	@Tests/ABI/check-apple

sizes: build ## Bytes of the C module and of the whole runtime, also one that only loads artifacts
	@Tests/ABI/dependencies ilp32
	@Tests/ABI/dependencies arm64_32
	@Tests/ABI/sizes

bench: build ## Compare with every other engine that is found, and write tables and a chart into docs
	@$(SWIFT) build -c release --product HostBenchmark
	@python="$$(.ci/benchmark-python)" && \
	  $$python Benchmarks/bench.py --escapement $(abspath $(ESCAPEMENT)) --host $(abspath $(RELEASE)/HostBenchmark) \
	    --results .build/benchmarks.json --docs docs $(BENCH_OPTIONS)

check-counts: build ## The workloads may not take a hundredth more machine instructions than recorded
	@echo "==> Machine instructions of the workloads"
	@python3 Benchmarks/counts.py --escapement $(abspath $(ESCAPEMENT)) $(COUNTS_OPTIONS)

update-counts: COUNTS_OPTIONS += --update
update-counts: check-counts ## Record how many they take now

bench-counts: build ## Count machine instructions and dispatches of the workloads
	@$(SWIFT) build -c release --product escapement --scratch-path .build-counts \
	  --traits defaults,DispatchCounts
	@python3 Benchmarks/counts.py --escapement $(abspath $(ESCAPEMENT)) \
	  --counting $(abspath .build-counts/release/escapement) $(COUNTS_OPTIONS)

bench-arm64: ## Count machine instructions on arm64, of Escapement and of peers: arm64-wasm3, arm64-iwasm in PATH
	@Tests/ABI/dependencies arm64
	@$(MAKE) -s -C Tests/ABI process TARGET=aarch64-none-none-elf
	@python3 Benchmarks/counts.py --arm64 $(abspath Tests/ABI/run-arm64) $(COUNTS_OPTIONS)

bench-allocation: build ## Measure the cost of an allocation: 10 GiB within a heap of 64 MiB
	@Benchmarks/Allocation/allocation.py --escapement $(abspath $(ESCAPEMENT))

docs: ## Documentation of all products, without warnings, into .build/documentation
	@echo "==> Documentation"
	@.ci/documentation $(SWIFT) .build/documentation

build: dependencies ## Build the command in release mode
	@echo "==> Building (release)"
	@$(SWIFT) build -c release --product escapement

dependencies: ## Install the Debian packages that are missing
	@command -v $(SWIFT) >/dev/null || { \
	  echo "error: Swift 6.2 or later is needed; see https://www.swift.org/install" >&2; exit 1; }
	@missing=""; \
	for entry in $(PACKAGES); do \
	  pkg-config --exists "$${entry#*:}" 2>/dev/null || command -v "$${entry#*:}" >/dev/null || missing="$$missing $${entry%%:*}"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	echo "==> Installing$$missing"; \
	command -v apt-get >/dev/null || { \
	  echo "error: please install:$$missing (there is no apt-get here)" >&2; exit 1; }; \
	sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq || echo "not every list of packages could be read; going on" >&2; \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq pkg-config $$missing >/dev/null || { \
	  echo "error: could not install:$$missing" >&2; exit 1; }

format: ## Format the Swift sources in place
	@$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

check-format: ## Say which Swift sources are not formatted
	@$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

clean: ## Remove what was built
	@$(SWIFT) package clean
	@rm -rf .build-*

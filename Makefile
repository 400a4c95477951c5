# Everything a developer types. `make demo` and `make test` work on a machine with only a Swift toolchain.
PREFIX ?= /usr/local
SWIFT_FLAGS ?=
SOAK_SECONDS ?= 3600
FUZZ_SECONDS ?= 600
FUZZ_SEED ?= 1
ORACLE_EXPRESSIONS ?= 100000
ORACLE_SECONDS ?= 3600
ORACLE_CONFIGURATION ?= debug
SEED ?= 1
SWIFT_SOURCES = Package.swift Sources Tests $(wildcard Benchmarks/Package.swift Benchmarks/Benchmarks)

.PHONY: help setup demo test lint format bench docs release install soak fuzz oracle clean

help:
	@echo "make demo     build, then run the e-commerce example on four SQLite shards"
	@echo "make test     all tests"
	@echo "make lint     swift format in strict mode"
	@echo "make format   rewrite the sources as the formatter wants them"
	@echo "make bench    Benchmarks/: Vitrine beside the SQLite C API"
	@echo "make docs     the DocC catalogue as a web site in .build/docs"
	@echo "make release  an optimised vitrine in .build/release"
	@echo "make install  copies it to PREFIX/bin (PREFIX=$(PREFIX))"
	@echo "make soak     TPC-H, then random reads, writes and partitions on all layouts for SOAK_SECONDS=$(SOAK_SECONDS)"
	@echo "make fuzz     mutated statements against the parser for FUZZ_SECONDS=$(FUZZ_SECONDS)"
	@echo "make oracle   ORACLE_EXPRESSIONS=$(ORACLE_EXPRESSIONS) random expressions beside a private MariaDB, from SEED=$(SEED)"

setup:
	@Scripts/setup

demo: setup
	swift build $(SWIFT_FLAGS) -c release --product vitrine
	.build/release/vitrine demo

test: setup
	swift test $(SWIFT_FLAGS)

lint: setup
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format: setup
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

bench: setup
	swift package --package-path Benchmarks benchmark

docs: setup
	Scripts/docs

release: setup
	swift build $(SWIFT_FLAGS) -c release --product vitrine

install: release
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 .build/release/vitrine $(DESTDIR)$(PREFIX)/bin/vitrine

soak: setup
	Scripts/tpch .build/tpch
	VITRINE_TPCH=$(CURDIR)/.build/tpch VITRINE_SOAK_SECONDS=$(SOAK_SECONDS) swift test $(SWIFT_FLAGS) -c release -Xswiftc -enable-testing --filter Soak

fuzz: setup
	swift build $(SWIFT_FLAGS) -c release --product VitrineFuzz
	.build/release/VitrineFuzz --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED) \
	  Tests scenarios $(wildcard ../shared/corpora)

oracle: setup
	swift build $(SWIFT_FLAGS) -c $(ORACLE_CONFIGURATION) --product vitrine
	python3 Scripts/oracle .build/$(ORACLE_CONFIGURATION)/vitrine --count $(ORACLE_EXPRESSIONS) --seconds $(ORACLE_SECONDS) --seed $(SEED)

clean:
	swift package clean

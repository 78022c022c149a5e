# phatetools: `make deps demo` and `make deps check` do everything; README.md says more.

PROGRAMS = snapcat snapgram phmsum knnaff diffop potdist mds trajplot \
           phminfo phm2npy npy2phm phm2tsv tsv2phm
PREFIX  ?= /usr/local
BUILD   ?= build
CC      ?= cc
PYTHON  ?= python3
V       ?= 0

# Debian packages: what the programs link and run, and what only the tests and the linters use.
RUN_DEPS  = gcc make pkg-config libopenblas-dev liblapacke-dev libxxhash-dev libjansson-dev \
            zlib1g-dev gnuplot-nox
TEST_DEPS = perl libcmocka-dev mandoc poppler-utils libxml2-utils imagemagick
LINT_DEPS = clang clang-format cppcheck shellcheck

LIBS_PC  = openblas lapacke libxxhash jansson zlib
CFLAGS  ?= -O3 -g
CSTD     = -std=c17 -D_GNU_SOURCE -iquote lib -fopenmp
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion
PC      := $(shell pkg-config --cflags $(LIBS_PC) 2>/dev/null)
LDLIBS   = $(shell pkg-config --libs $(LIBS_PC)) -lm
SAN_0    =
SAN_1    = -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
ALLFLAGS = $(CSTD) $(WARN) $(CFLAGS) $(SAN_$(or $(SAN),0)) $(PC) -MMD -MP
ifeq ($(SAN),1)
BUILD    = build/san
endif
Q        = $(if $(filter 0,$(V)),@)

LIB_OBJ  = $(patsubst lib/%.c,$(BUILD)/lib/%.o,$(wildcard lib/*.c))
LIB      = $(BUILD)/libphate.a
BIN      = $(PROGRAMS:%=$(BUILD)/%)
C_TESTS  = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/*.c))

.PHONY: all check demo bench deps install clean
.SECONDARY:

all: $(BIN) $(BUILD)/mlp

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "cc $<"
	$(Q)$(CC) $(ALLFLAGS) -c -o $@ $<

$(LIB): $(LIB_OBJ)
	@echo "ar $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BIN): $(BUILD)/%: $(BUILD)/cmd/%.o $(BUILD)/cmd/cli.o $(LIB)
	@echo "ld $@"
	$(Q)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/mlp: $(BUILD)/examples/mlp.o $(LIB)
	@echo "ld $@"
	$(Q)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIB)
	@echo "ld $@"
	$(Q)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs cmocka) $(LDLIBS)

check: all $(C_TESTS)
	BUILD=$(abspath $(BUILD)) PATH="$(abspath $(BUILD)):$$PATH" PYTHON=$(PYTHON) prove --exec '' \
	    $(sort $(wildcard tests/*.t)) $(filter %_test,$(C_TESTS))

clean:
	rm -rf build

-include $(wildcard $(BUILD)/*/*.d)

# phatetools: `make deps demo` and `make deps check` do everything; README.md says more.
#
#     all                                 the programs and the shared library, in BUILD
#     demo, gallery, pictures             what is drawn with them
#     check, lint, fuzz, bench            what they are held to; mutants, what the tests are; races
#     install, install-lib, uninstall     into PREFIX, below DESTDIR
#     deb                                 a package of Debian
#     deps, *-deps                        Debian's packages that all this needs
#
# Options: V=1 shows commands, SAN=1 builds with sanitizers, SAN=thread with that of races.

PROGRAMS = snapcat snapeval snapaudit snapjump snapalign snapgram phmsum preddist knnaff diffop potdist \
           mds pca trajplot lossgrid losshom trajstat embscore embsweep \
           phminfo phm2npy npy2phm phm2tsv tsv2phm phatetools
VERSION  = 1.0
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
BUILD   ?= build
CC      ?= cc
PYTHON  ?= $(firstword $(wildcard /usr/bin/python3) python3)
V       ?= 0
# Where three.js is, as Debian's libjs-three has it.
THREE   ?= /usr/share/javascript/three
ifeq ($(SAN),1)
BUILD    = build/san
endif
ifeq ($(SAN),thread)
BUILD    = build/tsan
CC       = clang
endif

# ---- jobs and goals ----

# Where nobody says how many jobs there are (-j, a make above), as many as processors, of which a control
# group may allow less than nproc counts. By make 4.3 MAKEFLAGS has no -j yet, but may inherit it.
CPU_MAX    = /sys/fs/cgroup/cpu.max
PROCESSORS = $(shell { env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc || getconf _NPROCESSORS_ONLN || echo 1; \
                 awk '$$1 != "max" { print int(($$1 + $$2 - 1) / $$2) }' $(CPU_MAX); } 2>/dev/null | sort -n | sed 1q)
ifeq ($(filter j% -j% --jo%,$(MAKEFLAGS) $(shell echo "$$MAKEFLAGS $$GNUMAKEFLAGS")),)
MAKEFLAGS += -j$(PROCESSORS)
endif

# Several goals are reached one after another, each by a make of its own with all jobs, which is told of all
# (GOALS): `make deps check`, `make clean all`. Files are made side by side.
GOALS = $(MAKECMDGOALS)
ifneq ($(and $(word 2,$(MAKECMDGOALS)),$(filter-out $(BUILD)/% build/%,$(MAKECMDGOALS))),)
.NOTPARALLEL:
.PHONY: $(MAKECMDGOALS)
$(MAKECMDGOALS):
	@$(MAKE) --no-print-directory GOALS="$(MAKECMDGOALS)" $@
else

.PHONY: all lib check mutants races demo gallery gallery-renew pictures bench bench-deps fuzz lint deps lint-deps torch-deps \
        cluster-deps debian-deps fashion-deps install install-lib uninstall deb deb-deps clean
.SECONDARY:

# ---- flags ----

LIBS_PC  = openblas lapacke libxxhash jansson zlib minizip hdf5 gdlib
CFLAGS  ?= -O3 -g
CSTD     = -std=c17 -D_GNU_SOURCE -iquote lib -iquote cmd/shared -iquote tests/tools -Ilib/public -fopenmp \
           -fno-math-errno
# Objects serve the programs and the shared library alike: with hidden names that costs no time.
PIC      = -fPIC -fvisibility=hidden
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror=implicit-function-declaration
# clang tells of each loop that gcc alone can make vector code of.
ifneq ($(findstring clang,$(CC)),)
WARN    += -Wno-pass-failed
endif
# Asked once, when the first thing is compiled: before `make deps` there may be no pkg-config.
PC       = $(eval PC := $$(shell pkg-config --cflags $(LIBS_PC)))$(PC)
PC_LIBS  = $(eval PC_LIBS := $$(shell pkg-config --libs $(LIBS_PC)))$(PC_LIBS)
# Each program loads the libraries that it calls; gcc would link the sanitizers' build with all of them,
# and its programs would take three times as long to start.
LDLIBS   = -Wl,--as-needed $(PC_LIBS) -lm
SAN_0    =
SAN_1    = -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
SAN_thread = -O1 -g1 -fsanitize=thread
ALLFLAGS = $(CSTD) $(PIC) $(WARN) $(CFLAGS) $(SAN_$(or $(SAN),0)) $(PC) -MMD -MP
Q        = $(if $(filter 0,$(V)),@)

# ---- programs and library ----

LIB_C    = $(wildcard lib/*/*.c lib/*/*/*.c)
LIB_OBJ  = $(LIB_C:%.c=$(BUILD)/%.o) $(BUILD)/lib/plot/page/page.o
LIB      = $(BUILD)/libphate.a
CLI_OBJ  = $(patsubst %,$(BUILD)/cmd/shared/%.o,cli files notes options option_value start tensor_options \
             version)
BIN      = $(PROGRAMS:%=$(BUILD)/%)
MLP_OBJ  = $(patsubst %.c,$(BUILD)/%.o,$(filter-out examples/phate_%,$(wildcard examples/*.c)))
# Of lib/public what calls it, by the names of its header alone.
SHARED     = $(BUILD)/libphate.so.0
PUBLIC_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard lib/public/*.c))

all: $(BIN) $(BUILD)/mlp lib
lib: $(SHARED)
clean:
	rm -rf build demo demo.png

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "cc $<"
	$(Q)$(CC) $(ALLFLAGS) -c -o $@ $<

# The objects that tell the version; its file changes only when VERSION does.
VERSION_FLAG = -DPHATE_VERSION='"$(VERSION)"'
VERSION_OBJ  = $(BUILD)/cmd/shared/version.o $(BUILD)/lib/public/process.o
$(VERSION_OBJ): ALLFLAGS += $(VERSION_FLAG)
$(VERSION_OBJ): $(BUILD)/version
$(BUILD)/version: always
	@mkdir -p $(@D)
	@echo "$(VERSION)" | cmp -s - $@ || echo "$(VERSION)" > $@
.PHONY: always

# The page of `trajplot -o x.html`: what page.html names in lines of their own stands in their place,
# and ld makes an object of it. Without three.js, or with a version that has other files, it is an
# empty line, which is older than anything: each make looks for three.js anew.
THREE_JS   = $(THREE)/three.min.js $(THREE)/examples/js/controls/OrbitControls.js \
             $(patsubst %,$(THREE)/examples/js/lines/%.js,LineSegmentsGeometry LineMaterial LineSegments2)
PAGE_PARTS = lib/plot/page/page.css $(THREE_JS) \
             $(patsubst %,lib/plot/page/%.js,page_data page_scene page_view page_pointer page_parts page_reload page)
%/lib/plot/page/page.html: lib/plot/page/page.html $(PAGE_PARTS)
	@mkdir -p $(@D)
	$(Q)for f in $(THREE_JS); do [ -r $$f ] || missing=$$f; done; \
	if [ "$$missing" ]; then \
	    echo "page $@: left out, for there is no $$missing"; \
	    echo > $@ && touch -d @0 $@; \
	else \
	    echo "page $@"; \
	    sed $(foreach p,$(PAGE_PARTS),-e '/^@$(notdir $p)@$$/{r $p' -e 'd;}') $< > $@; \
	fi
.PHONY: $(filter-out $(wildcard $(THREE_JS)),$(THREE_JS))
%/lib/plot/page/page.o: %/lib/plot/page/page.html
	$(Q)cd $(@D) && $(LD) -r -z noexecstack -b binary -o page.o page.html

$(LIB): $(LIB_OBJ)
	@echo "ar $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(SHARED): lib/public/libphate.map $(PUBLIC_OBJ) $(LIB)
	@echo "ld $@"
	$(Q)$(CC) $(ALLFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(@F) -Wl,--version-script=$< -o $@ \
	    $(filter-out $<,$^) $(LDLIBS)

$(BUILD)/phatetools.pc: lib/public/phatetools.pc.in always
	@mkdir -p $(@D)
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' $< > $@

# What those that read checkpoints as rows share.
$(BUILD)/snapcat $(BUILD)/snapeval $(BUILD)/snapaudit $(BUILD)/snapalign: $(BUILD)/cmd/shared/checkpoint_files.o
$(BUILD)/snapcat: $(BUILD)/cmd/shared/guess_files.o $(BUILD)/cmd/shared/sketch_options.o \
                  $(BUILD)/cmd/shared/part_option.o $(BUILD)/cmd/shared/sketch_logs.o
$(BUILD)/snapcat: $(BUILD)/cmd/shared/follow_options.o
$(BUILD)/phmsum: $(BUILD)/cmd/shared/waiting_table.o
# And those that run evaluators.
$(BUILD)/snapeval $(BUILD)/lossgrid: $(BUILD)/cmd/shared/evaluation_options.o
$(BUILD)/trajplot: $(BUILD)/cmd/shared/picture_options.o
# And those that compute; the others load neither OpenBLAS nor what that loads.
COMPUTING = $(patsubst cmd/%.c,%,$(shell grep -l '&computing' cmd/*.c))
$(COMPUTING:%=$(BUILD)/%): $(BUILD)/cmd/shared/computing.o

$(filter-out $(BUILD)/phatetools,$(BIN)): $(BUILD)/%: $(BUILD)/cmd/%.o $(BUILD)/cmd/shared/filter.o $(CLI_OBJ) $(LIB)
	@echo "ld $@"
	$(Q)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $(filter-out $(LIB),$^) $(LIB) $(LDLIBS)

# The one that is a script.
$(BUILD)/phatetools: cmd/phatetools.sh Makefile $(BUILD)/version
	@echo "script $@"
	$(Q)sed 's/@VERSION@/$(VERSION)/; s/@PROGRAMS@/$(filter-out phatetools,$(PROGRAMS))/' $< >$@ && chmod +x $@

$(BUILD)/mlp: $(MLP_OBJ) $(BUILD)/cmd/shared/computing.o $(CLI_OBJ) $(LIB)
	@echo "ld $@"
	$(Q)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# ---- tests ----

# What tests and examples run with.
RUN        = BUILD=$(abspath $(BUILD)) PROGRAMS="$(PROGRAMS)" PYTHON=$(PYTHON) PATH="$(abspath $(BUILD)):$$PATH"
UNIT_TESTS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/lib/*/*_test.c))
TEST_TOOLS = $(patsubst %,$(BUILD)/tests/tools/%,compare machine measure plot_stream prefixes)
PRELOADS   = $(patsubst %,$(BUILD)/tests/tools/%.so,faults olderblas)

$(UNIT_TESTS) $(TEST_TOOLS): %: %.o $(LIB)
	@echo "ld $@"
	$(Q)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs cmocka) $(LDLIBS)

# Preloaded into programs, so without what they are built with.
$(PRELOADS): $(BUILD)/%.so: %.c
	@mkdir -p $(@D)
	@echo "cc $<"
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O2 -fPIC -shared -o $@ $<

# Tests find the programs on PATH and what was built for them under $BUILD. One more runs at a time than
# make has jobs, for some wait; the longest come first. So each program has one thread, but where a
# test wants more.
JOBS        = $(patsubst -j%,%,$(filter -j%,$(MAKEFLAGS)))
TESTS       = $(sort $(wildcard tests/pipe/*.t)) $(LONG_UNITS) \
              $(sort $(wildcard tests/cmd/*/*.t tests/tools/*.t)) $(filter-out $(LONG_UNITS),$(UNIT_TESTS))
LONG_UNITS  = $(patsubst %,$(BUILD)/tests/lib/%_test,relaxation/relaxed_power gram/sum mds/mds mds/levels)
# Of cases that are alike, such as the prefixes of a file, one of so many is tried.
ALIKE       = $(if $(SANITIZED),7,1)
# What runs without the sanitizers (SAN=1) alone, for they see no more in it: how pictures look, which
# gnuplot and browsers draw; what --help says; scripts, and a library, around what other tests run; what
# tests are made with; how good pictures of 1,100 points are, which landmarks.t makes;
# and six of seven cases that are alike (ALIKE).
SANITIZED   = $(filter 1,$(SAN))
UNSANITIZED = $(wildcard tests/tools/*.t tests/cmd/phatetools/*.t) \
              $(patsubst %,tests/cmd/trajplot/%.t,colors layout) \
              $(patsubst %,tests/pipe/%.t,cluster completion examples experiments gallery library options phm_py readme \
              slurm) \
              $(BUILD)/tests/lib/mds/levels_test
ONE_THREAD  = OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1
check: all $(UNIT_TESTS) $(TEST_TOOLS) $(PRELOADS)
	$(RUN) $(ONE_THREAD) ALIKE=$(ALIKE) PERL5LIB=tests/tools \
	    prove $(if $(JOBS),-j$(shell expr $(JOBS) + 1)) --formatter Skips --exec '' \
	    $(if $(SANITIZED),$(filter-out $(UNSANITIZED),$(TESTS)),$(TESTS))

# Whether the tests notice errors of one line, one at a time (tests/tools/mutants.list), in a copy that is built
# anew for each: a quarter of an hour. MUTANTS=REGEX for some of them.
mutants: all
	$(RUN) PERL5LIB=tests/tools tests/tools/mutants.sh $(MUTANTS)

# Whether threads race: `make SAN=thread races`. ThreadSanitizer can be trusted with clang's OpenMP, which tells it
# of barriers and locks (archer); with gcc's, which does not, each loop is reported. The whole suite by it would
# take an hour: what has threads runs instead. CI does without, for a build of its own takes minutes.
races: all
	$(RUN) tests/tools/races.sh

# ---- fuzzers ----

# The harnesses in tests/fuzz, and what they link of the library, are clang's, with libFuzzer: the rooms that
# read, and those below that they call.
FUZZ         = build/fuzz
FUZZ_SECONDS = 60
FUZZ_FLAGS   = -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -Wno-pass-failed
FUZZ_ROOMS   = align assignment base checkpoint distance embedding evaluation gram homology matrix mds modes operator phate plot \
               prediction relaxation run sketch snapshot stream
FUZZ_OBJ     = $(patsubst %.c,$(FUZZ)/%.o,$(filter $(FUZZ_ROOMS:%=lib/%/%),$(LIB_C))) $(FUZZ)/lib/plot/page/page.o
FUZZERS      = $(patsubst tests/fuzz/%.c,$(FUZZ)/%,$(wildcard tests/fuzz/*.c))

$(FUZZ)/%.o: %.c
	@mkdir -p $(@D)
	@echo "clang $<"
	$(Q)clang $(ALLFLAGS) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -c -o $@ $<

$(FUZZ)/libphate.a: $(FUZZ_OBJ)
	@echo "ar $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(FUZZERS): $(FUZZ)/%: $(FUZZ)/tests/fuzz/%.o $(FUZZ)/libphate.a
	@echo "ld $@"
	$(Q)clang $(FUZZ_FLAGS) -fsanitize=fuzzer -fopenmp -o $@ $^ $(LDLIBS)

# Each reader on hostile input for FUZZ_SECONDS, as many at a time as make has jobs.
fuzz: $(FUZZERS)
	$(if $(JOBS),JOBS=$(JOBS)) tests/fuzz/run.sh $(FUZZ) $(FUZZ_SECONDS)

# ---- pictures and measurements ----

demo: all
	$(RUN) examples/demo.sh

gallery: all
	$(RUN) examples/gallery.sh $(BUILD)/gallery

# Those that README.md and examples/gallery/README.md show are kept with the sources; another gnuplot draws
# them otherwise.
KEPT = $(filter-out %.md,$(wildcard examples/gallery/*))
gallery-renew: gallery
	cp $(KEPT:examples/%=$(BUILD)/%) examples/gallery

# How true the pictures of different settings are; SETS='NAME=FILE.npy ...' for further data.
pictures: all
	$(RUN) tests/tools/pictures.sh $(SETS)

# BENCH=full for the large sizes, BENCH=ratios for the comparison alone. What bench-deps has installed is
# compared with: the reference implementation that all numbers are checked against, and the newest.
REFERENCES  = $(wildcard build/reference-*/bin/python)
bench: all $(BUILD)/tests/tools/machine $(BUILD)/tests/tools/measure
	$(RUN) BENCH=$(BENCH) REFERENCES="$(abspath $(REFERENCES))" tests/tools/bench.sh

REFERENCE_1 = phate==1.0.11 graphtools==2.1.0 'numpy<2' 'scipy<1.13' 'scikit-learn<1.6' 'pandas<2.3'
REFERENCE_2 = phate==2.0.0
bench-deps:
	python3 -m venv build/reference-1 && build/reference-1/bin/pip install -q $(REFERENCE_1)
	python3 -m venv build/reference-2 && build/reference-2/bin/pip install -q $(REFERENCE_2)

# ---- linters ----

C_FILES  = $(wildcard */*.[ch] */*/*.[ch] */*/*/*.[ch])
PAGES    = $(wildcard man/*.[1-9])
SCRIPTS  = .ci/run cmd/completion.bash cmd/phatetools.sh \
           $(wildcard tests/*/*.sh tests/*/*.t tests/*/*/*.t examples/*.sh examples/*/*.sh)
# Parts that run side by side, with -j.
LINTERS = lint-house lint-words lint-gcc lint-clang lint-format lint-cppcheck lint-scripts lint-pages
.PHONY: $(LINTERS)
lint: $(LINTERS)
lint-house: $(LIB_OBJ)
	@echo $@
	$(Q)tests/tools/floors.sh lib
	$(Q)tests/tools/circles.sh $(LIB_OBJ)
	$(Q)tests/tools/symbols.sh $(LIB_OBJ)
lint-words:
	@echo $@
	$(Q)tests/tools/words.pl $(filter-out tests/%,$(C_FILES)) $(PAGES) README.md
lint-gcc lint-clang: lint-%:
	@echo $@
	$(Q)$* $(CSTD) $(WARN) -Werror -O2 $(PC) $(VERSION_FLAG) -fsyntax-only $(filter %.c,$(C_FILES))
lint-format:
	@echo $@
	$(Q)clang-format --dry-run -Werror $(C_FILES)
	$(Q)tests/tools/columns.pl $(C_FILES)
lint-cppcheck:
	@echo $@
	$(Q)cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr --enable=warning,performance,portability \
	    --suppress=missingIncludeSystem $(VERSION_FLAG) -Ilib -Ilib/public -Icmd/shared cmd lib examples tests
lint-scripts:
	@echo $@
	$(Q)shellcheck -x $(SCRIPTS)
lint-pages:
	@echo $@
	$(Q)mandoc -Tlint -Wwarning $(PAGES)
	$(Q)for page in $(PAGES); do ! groff -mdoc -Tutf8 -ww -b $$page 2>&1 >/dev/null | grep . || exit 1; done

# ---- installation ----

# What make install puts where, as WHERE=FILE, and links, as WHERE=TARGET.
SHARE      = $(PREFIX)/share
SHELLS     = $(SHARE)/bash-completion/completions
ZSH        = $(SHARE)/zsh/site-functions
DOC        = $(SHARE)/doc/phatetools
COMPLETED  = $(notdir $(BIN)) mlp
into       = $(foreach f,$(2),$(1)/$(notdir $(f))=$(f))
LIB_PLACES = $(PREFIX)/include/phate.h=lib/public/phate.h $(LIBDIR)/$(notdir $(SHARED))=$(SHARED) \
             $(LIBDIR)/pkgconfig/phatetools.pc=$(BUILD)/phatetools.pc
LIB_LINKS  = $(LIBDIR)/libphate.so=$(notdir $(SHARED))
PLACES     = $(LIB_PLACES) $(call into,$(PREFIX)/bin,$(BIN) $(BUILD)/mlp) \
             $(foreach f,$(PAGES),$(call into,$(SHARE)/man/man$(patsubst .%,%,$(suffix $(f))),$(f))) \
             $(SHELLS)/phatetools=cmd/completion.bash $(ZSH)/_phatetools=$(BUILD)/completion.zsh \
             $(call into,$(DOC),README.md LICENSE) \
             $(call into,$(DOC)/examples,$(wildcard $(addprefix examples/,README.md *.sh *.py *.mk phate_*.c))) \
             $(foreach d,cluster data gallery,$(call into,$(DOC)/examples/$(d),$(wildcard examples/$(d)/*)))
LINKS      = $(LIB_LINKS) $(patsubst %,$(SHELLS)/%=phatetools,$(filter-out phatetools,$(COMPLETED)))
MADE       = $(SHARED) $(BUILD)/phatetools.pc $(BUILD)/completion.zsh

$(BUILD)/completion.zsh: cmd/completion.zsh Makefile
	@mkdir -p $(@D)
	$(Q){ echo "#compdef $(COMPLETED)" && cat $<; } > $@

# Each file is as executable as it is here.
define put # ROOT PLACES LINKS
	@set -e; for p in $(2); do \
	    to="$(1)$${p%%=*}" from=$${p#*=} mode=644; \
	    [ ! -x "$$from" ] || mode=755; \
	    echo "install $$to"; \
	    install -d "$${to%/*}"; install -m $$mode "$$from" "$$to"; \
	done; \
	for p in $(3); do ln -sf "$${p#*=}" "$(1)$${p%%=*}"; done
endef
install: all $(MADE)
	$(call put,$(DESTDIR),$(PLACES),$(LINKS))
install-lib: $(MADE)
	$(call put,$(DESTDIR),$(LIB_PLACES),$(LIB_LINKS))

# Takes away these files and the folders that are phatetools' own, but for what others have put there.
uninstall:
	@for p in $(PLACES) $(LINKS); do rm -f "$(DESTDIR)$${p%%=*}"; done; \
	for d in examples/cluster examples/data examples/gallery examples .; do \
	    d="$(DESTDIR)$(DOC)/$$d"; [ ! -d "$$d" ] || rmdir "$${d%/.}" 2>/dev/null || true; \
	done

# A package of Debian, of the programs as they are. deb-deps installs what finds its dependencies.
deb: PREFIX = /usr
deb: LIBDIR = /usr/lib/$(shell dpkg-architecture -q DEB_HOST_MULTIARCH)
deb: ZSH = $(SHARE)/zsh/vendor-completions
deb: all $(MADE)
	rm -rf $(BUILD)/deb
	$(call put,$(BUILD)/deb,$(PLACES),$(LINKS))
	examples/packaging/deb.sh $(abspath $(BUILD)/deb) $(VERSION)
deb-deps:
	$(call install_packages,dpkg-dev)

# ---- packages that all this needs ----

# Whether the tests are to be run, or may be: not where the goals, but for deps, are these.
UNTESTED  = all lib clean demo gallery gallery-renew install install-lib uninstall deb deb-deps
TESTED    = $(filter-out $(UNTESTED),$(or $(filter-out deps,$(GOALS)),check))

# The packages of gnuplot exclude each other: one that is there is kept. The tests want windows.
GNUPLOT   = $(firstword $(shell dpkg-query -W -f='$${db:Status-Status} $${Package}\n' gnuplot-qt gnuplot-x11 \
                gnuplot-nox 2>/dev/null | sed -n 's/^installed //p') $(if $(TESTED),gnuplot-x11,gnuplot-nox))

# Debian packages: what the programs link and run, and what only the tests and the linters use.
RUN_DEPS  = gcc make pkg-config libopenblas-dev liblapacke-dev libxxhash-dev libjansson-dev \
            zlib1g-dev libminizip-dev libhdf5-dev libgd-dev libjs-three $(GNUPLOT)
TEST_DEPS = perl python3-numpy python3-h5py libcmocka-dev mandoc groff-base poppler-utils libxml2-utils \
            imagemagick xvfb zsh dpkg-dev chromium chromium-driver
LINT_DEPS = clang libclang-rt-dev libomp-dev clang-format cppcheck shellcheck
# What there is not without these. All others are needed for anything at all.
WITHOUT_libjs-three           = pages of trajplot -o x.html
WITHOUT_gnuplot-nox           = pictures
WITHOUT_gnuplot-x11           = $(WITHOUT_gnuplot-nox)
WITHOUT_xvfb                  = tests of trajplot --show
WITHOUT_chromium              = tests of pages in a browser
WITHOUT_chromium-driver       = $(WITHOUT_chromium)
WITHOUT_zsh                   = tests of completion in zsh
WITHOUT_dpkg-dev              = package of Debian
WITHOUT_libclang-rt-dev       = fuzzers
WITHOUT_python3-torch         = tests with PyTorch
WITHOUT_python3-safetensors   = tests with the safetensors library
WITHOUT_slurmctld             = tests of parts by Slurm
WITHOUT_slurmd                = $(WITHOUT_slurmctld)
WITHOUT_slurm-client          = $(WITHOUT_slurmctld)
WITHOUT_munge                 = $(WITHOUT_slurmctld)
WITHOUT_parallel              = tests of parts by GNU parallel
WITHOUT_debootstrap           = tests in a fresh Debian
WITHOUT_dataset-fashion-mnist = comparisons of data sets
OPTIONAL = $(patsubst WITHOUT_%,%,$(filter WITHOUT_%,$(.VARIABLES)))

# Asks the package manager only for what is missing, and so needs no network where nothing is.
deps:
	$(call install_packages,$(RUN_DEPS) $(if $(TESTED),$(TEST_DEPS)))
lint-deps:
	$(call install_packages,$(LINT_DEPS))
# PyTorch, for the tests of examples/torch_conv.py, and the library that safetensors are read with.
torch-deps:
	$(call install_packages,python3-torch python3-safetensors)
# Slurm and GNU parallel, for the tests of examples/cluster.
cluster-deps:
	$(call install_packages,slurmctld slurmd slurm-client munge parallel)
# For tests/tools/debian.sh.
debian-deps:
	$(call install_packages,debootstrap)
# Fashion-MNIST, for examples/compare.sh datasets.
fashion-deps:
	$(call install_packages,dataset-fashion-mnist)

define install_packages
	@command -v dpkg-query >/dev/null || \
	    { echo "make: install what these Debian packages hold, then go on without deps: $(1)"; exit 1; }; \
	missing=$$(for p in $(1); do \
	    dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	[ "$$missing" ] || exit 0; \
	sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	$$sudo apt-get -q update || exit 1; \
	for p in $$missing; do \
	    if LC_ALL=C apt-cache policy $$p | grep -q 'Candidate: [^(]'; then known="$$known $$p"; continue; fi; \
	    case $$p in \
	    $(foreach p,$(OPTIONAL),($(p)) echo "make: apt has no package $$p, and so there are no $(WITHOUT_$(p))" ;;) \
	    *) echo "make: apt has no package $$p: install what it holds, then go on without deps" >&2; exit 1 ;; \
	    esac; \
	done; \
	[ -z "$$known" ] || { echo "installing$$known"; \
	    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $$known; }
endef

-include $(shell find $(BUILD) $(FUZZ) -name '*.d' 2>/dev/null)

endif # of several goals

# The pipeline with every stage's result kept: a stage is run again only where its input or its own
# options have changed.
#
#   make -f examples/pipeline.mk RUNS='demo/*.safetensors' KNN=7 T=20 OUT=out
#
# The picture is OUT/picture.png. OUT/STAGE.options holds the options that made OUT/STAGE.phm; it is
# rewritten, and so made newer, only where they differ from the ones asked for.

RUNS   ?= demo/*.safetensors
OUT    ?= pipeline
KNN    ?= 5
DECAY  ?= 40
METRIC ?= euclidean
T      ?= auto
GAMMA  ?= 1
MDS    ?= metric
DIM    ?= 2
COLOUR ?= test_loss

options_gram     = $(RUNS)
options_affinity = -k $(KNN) -a $(DECAY) -m $(METRIC)
options_operator = -t $(T)
options_distance = -g $(GAMMA)
options_coords   = -d $(DIM) -a $(MDS)
options_picture  = -c $(COLOUR)

SHELL       = /bin/bash
.SHELLFLAGS = -o pipefail -ec
.PHONY: all FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(OUT)/picture.png

ifeq ($(wildcard $(RUNS)),)
$(error no snapshots: RUNS=$(RUNS): train some, as `make demo` does, or name yours)
endif

# The shell, not make, expands RUNS: a list of files may be longer than a command line made here.
$(OUT)/gram.phm: $(OUT)/gram.options $(wildcard $(RUNS))
	snapcat $(options_gram) | snapgram -o $@

$(OUT)/affinity.phm: $(OUT)/gram.phm $(OUT)/affinity.options
	knnaff $(options_affinity) -o $@ $<

$(OUT)/operator.phm: $(OUT)/affinity.phm $(OUT)/operator.options
	diffop $(options_operator) -o $@ $<

$(OUT)/distance.phm: $(OUT)/operator.phm $(OUT)/distance.options
	potdist $(options_distance) -o $@ $<

$(OUT)/coords.phm: $(OUT)/distance.phm $(OUT)/coords.options
	mds $(options_coords) -o $@ $<

$(OUT)/picture.png: $(OUT)/coords.phm $(OUT)/picture.options
	trajplot $(options_picture) -o $@ $<

$(OUT)/%.options: FORCE
	@mkdir -p $(OUT)
	@printf '%s\n' $(options_$*) | cmp -s - $@ || printf '%s\n' $(options_$*) >$@

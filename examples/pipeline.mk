# The pipeline, with every stage's result kept: a stage runs again only if its input or its own
# options have changed.
#
#   make -f examples/pipeline.mk RUNS='demo/*.safetensors' KNN=7 T=20 OUT=out
#
# RUNS are checkpoints of any training, in any format that snapcat reads. snapcat's options tell what
# their names and tables mean; a training that leaves the checkpoints may be the first stage:
#
#   make -f examples/pipeline.mk RUNS='runs/*.pt' SNAPCAT="-n '{optimizer}{seed}_e{step}.pt' -m losses.csv" \
#       TRAIN='python3 train.py --out runs'
#
# TRAIN is a shell command. It runs once, and again if it changes.
#
# The picture is OUT/picture.png, coloured by the column COLOUR or, without one, by trajplot's choice.
# OUT/STAGE.options holds the options that made OUT/STAGE.phm; it is rewritten, and so becomes newer,
# only if the options have changed.

RUNS    ?= demo/*.safetensors
SNAPCAT ?=
TRAIN   ?=
OUT     ?= pipeline
KNN     ?= 5
DECAY   ?= 40
METRIC  ?= euclidean
T       ?= relaxation
GAMMA   ?= 1
GROUND  ?= 0.5
MDS     ?= metric
DIM     ?= 2
COLOUR  ?=

options_train    = '$(subst ','\'',$(TRAIN))'
options_gram     = $(SNAPCAT) $(RUNS)
options_affinity = -k $(KNN) -a $(DECAY) -m $(METRIC)
options_operator = -t $(T)
options_distance = -g $(GAMMA) --ground $(GROUND)
options_coords   = -d $(DIM) -a $(MDS)
options_picture  = $(addprefix -c ,$(COLOUR))

SHELL       = /bin/bash
.SHELLFLAGS = -o pipefail -ec
.PHONY: all FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(OUT)/picture.png

ifeq ($(TRAIN)$(wildcard $(RUNS)),)
$(error RUNS=$(RUNS): no snapshots: train some, as `make demo` does, or name yours, or what trains them: TRAIN)
endif

# Training comes before the options of snapcat are written, because these name the files that exist.
ifneq ($(TRAIN),)
$(OUT)/trained: $(OUT)/train.options
	$(TRAIN)
	@touch $@
$(OUT)/gram.options: $(OUT)/trained
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

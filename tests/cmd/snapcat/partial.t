#!/bin/bash
# snapcat: a part of a network is not taken for the whole. The files are those of data/folders/make.py.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
folders=$data/folders
cd "$T" || exit 1

refused() { # FILE REGEX NAME
    fails 1 "$1: $2" "$3" snapcat "$1"
}

params() { # PATH OPTION...: how many parameters are compared
    snapcat -q "$@" | grep -a '^attr params' | cut -d ' ' -f 3
}

# ---- one of the files of an index ----

cp -r "$folders/sharded/checkpoint-4" shards
refused shards/model-00001-of-00002.safetensors \
    'one of the 2 files of a network: name its folder, or the index model.safetensors.index.json$' \
    "one of an index's files is not a network"
cp shards/model-00001-of-00002.safetensors pytorch_model-00002-of-00010.bin
refused pytorch_model-00002-of-00010.bin '.*10 files .* the index pytorch_model.bin.index.json$' \
    'nor if its index is missing'
cp shards/model-00001-of-00002.safetensors model.fp16-00001-of-00002.safetensors
refused model.fp16-00001-of-00002.safetensors '.*the index model.fp16.safetensors.index.json$' 'nor a variant'
cp shards/model-00001-of-00002.safetensors model-00001-of-00001.safetensors
is "$(params model-00001-of-00001.safetensors)" 32 'one of one is'
cp shards/model-00001-of-00002.safetensors out-of-9.safetensors
is "$(params out-of-9.safetensors)" 32 'other names with -of- are not of an index'
refused "$folders/keras/model_00001.weights.h5" 'one of the files of a network: name its index, model.weights.json$' \
    "one of Keras's files is not a network"
cp "$folders/keras/model_00001.weights.h5" .
ok "$(($(params model_00001.weights.h5 --all) != 6))" 'without an index, its name is any name'

# ---- torch.distributed.checkpoint in safetensors ----

for rank in 1 2; do
    refused "$folders/distributed/shard-0000$rank-model-00001-of-00001.safetensors" \
        'one of the shards of torch.distributed.checkpoint: .*_consolidate_hf_safetensors' \
        "rank $rank's shard is not a network"
    cp "$folders/distributed/shard-0000$rank-model-00001-of-00001.safetensors" rank$rank.safetensors
    refused rank$rank.safetensors 'one of the shards of torch' 'whatever its name'
done
refused "$folders/distributed" 'shards of torch.distributed.checkpoint: gather them' 'nor is their folder'
is "$(params "$folders/single") $(params "$folders/single/model-00001-of-00001.safetensors")" '28 28' \
    'what one process wrote, with its index, is whole'
cp "$folders/single/model-00001-of-00001.safetensors" alone.safetensors
refused alone.safetensors 'one of the shards' 'without its index nothing says that it is'
mkdir cut
sed 's/model-00001-of-00001/rank2/' "$folders/single/model.safetensors.index.json" >cut/model.safetensors.index.json
cp rank2.safetensors cut
refused cut/model.safetensors.index.json '.*rank2.safetensors: one of the shards' "an index does not make a rank's shard whole"
printf '{"__metadata__":{"DCP_SHARDING_INFO":"{\\"a"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' >header
{ printf '%b' "\\x$(printf %02x "$(wc -c <header)")\\0\\0\\0\\0\\0\\0\\0" && cat header && printf 'abcd'; } >odd.safetensors
refused odd.safetensors 'one of the shards' 'sharding that is not JSON is not taken for none'

# ---- ranks: by what they say of themselves ----

ranks=$folders/ranks
refused "$ranks/tensor.pt" 'one of 2 tensor-parallel ranks, .*tools/checkpoint/convert.py' \
    "a file with mp_world_size 2 is one rank's"
refused "$ranks/megatron_tensor.pt" 'one of 2 tensor-parallel ranks' "so is one with Megatron's tensor_model_parallel_size"
refused "$ranks/megatron_stage.pt" 'one of 4 stages of a pipeline' 'and pipeline_model_parallel_size'
refused "$ranks/optimiser.pt" "one rank's part of a ZeRO optimiser .*python zero_to_fp32.py" \
    "a ZeRO optimiser's state is a part"
refused "$ranks/zero3.pt" "tensor a: empty: one rank's part of a network under ZeRO of stage 3" \
    'so are empty parameters under ZeRO-3'
fails 1 'tensor-parallel ranks' '-k does not make it whole' snapcat -k model "$ranks/megatron_tensor.pt"
fails 1 'ZeRO optimiser' "nor an optimiser's" snapcat -k optimizer_state_dict "$ranks/optimiser.pt"
fails 1 'tensor-parallel ranks' '-l does not list a part as if it were whole' snapcat -l "$ranks/tensor.pt"
is "$(params "$ranks/whole.pt") $(params "$ranks/megatron.pt")" '10 10' 'one rank of one is whole'

# ---- ranks: by name and by what lies beside them ----

rank() { # NAME...: files of that name, each a whole network by its content
    local name
    rm -rf run
    for name; do
        mkdir -p "run/$(dirname "$name")"
        cp "$ranks/whole.pt" "run/$name"
    done
}

rank mp_rank_00_model_states.pt
is "$(params run/mp_rank_00_model_states.pt)" 10 'the only rank is the network'
rank mp_rank_0{0,1}_model_states.pt
refused run/mp_rank_00_model_states.pt 'one of several tensor-parallel' 'the first of two is not'
refused run/mp_rank_01_model_states.pt 'one of several' 'nor is the second'
rank mp_rank_01_model_states.pt
refused run/mp_rank_01_model_states.pt 'one of several' 'even alone'
for name in zero_pp_rank_0_mp_rank_00_optim_states.pt bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt \
    zero_pp_rank_0_mp_rank_00_model_states.pt; do
    rank $name
    refused run/$name "one rank's part of a network under ZeRO .*python zero_to_fp32.py" "$name is a part"
done
rank layer_0_expert_0_mp_rank_00_model_states.pt
refused run/layer_0_expert_0_mp_rank_00_model_states.pt 'one expert of a network' 'an expert is a part'
rank layer_01-model_00-model_states.pt
refused run/layer_01-model_00-model_states.pt 'one layer of a network' 'a layer is a part'
rank mp_rank_0{0,1}/model_optim_rng.pt
refused run/mp_rank_00/model_optim_rng.pt 'one of several' "Megatron's ranks are folders"
rank mp_rank_00/model_optim_rng.pt
is "$(params run/mp_rank_00/model_optim_rng.pt)" 10 'of which one alone is whole'
rank mp_rank_00_00{0,1}/model_optim_rng.pt
refused run/mp_rank_00_000/model_optim_rng.pt 'one of several' 'stages of a pipeline have a second number'
rank consolidated.0{0,1}.pth
refused run/consolidated.00.pth 'one of several tensor-parallel ranks \(Llama\)' "Llama's ranks are numbered too"
rank consolidated.00.pth
is "$(params run/consolidated.00.pth)" 10 'and one alone is whole'
done_testing

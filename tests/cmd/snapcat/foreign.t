#!/bin/bash
# snapcat: files and folders of formats that are not read are refused by name, with what converts them.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
python=${PYTHON:-python3}
cd "$T" || exit 1

"$python" - <<'PY'
import collections, gzip, bz2, io, lzma, os, pickle, struct, tarfile, zipfile
import numpy

def write(name, content):
    with open(name, "wb") as f:
        f.write(content)

write("lfs.pt", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 123456\n")
write("lfs.safetensors", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"1" * 64 + b"\nsize 5\n")
write("page.pt", b"<!DOCTYPE html><html><head><title>Quota exceeded</title></head></html>\n")
write("lower.pt", b"\xef\xbb\xbf\r\n  <html lang=en>")
write("xml.pt", b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')

def tar(name, entries, format):
    with tarfile.open(name, "w", format=format) as t:
        for entry, content in entries:
            info = tarfile.TarInfo(entry)
            info.size = len(content)
            t.addfile(info, io.BytesIO(content))

tar("old.pth", [("sys_info", b"x"), ("pickle", b"y"), ("storages", b""), ("tensors", b"")], tarfile.GNU_FORMAT)
tar("old2.pth", [("tensors", b"x")], tarfile.PAX_FORMAT)
tar("run.tar", [("run/e1.pt", b"x")], tarfile.USTAR_FORMAT)
write("e.gz", gzip.compress(b"x" * 100))
write("e.xz", lzma.compress(b"x" * 100))
write("e.bz2", bz2.compress(b"x" * 100))
write("e.zst", b"\x28\xb5\x2f\xfd" + b"\0" * 20)
write("m.gguf", b"GGUF" + struct.pack("<IQQ", 3, 1, 1))
# field 1 (ir_version) 8, field 2 (producer_name) "pytorch", field 3 (producer_version) "2.1"
write("m.bin", b"\x08\x08\x12\x07pytorch\x1a\x032.1:\x05")
write("m.onnx", b"\x08\x08B\x04\x0a\x00\x10\x11:\x80\x01")
write("params.msgpack", b"\x81\xa6params\x81\xa5dense\x82\xa4bias\xc7\x09\x01")
write("state.bin", b"\xde\x00\x14\xd9\x28" + b"k" * 40 + b"\xc0")
arrays = {"w": numpy.ones((2, 2)), "b": numpy.zeros(2)}
for protocol in range(6):
    write(f"p{protocol}.pkl", pickle.dumps(arrays, protocol))
    write(f"o{protocol}.pkl", pickle.dumps(collections.OrderedDict(arrays), protocol))
write("v5.mat", b"MATLAB 5.0 MAT-file, Platform: GLNXA64".ljust(124) + b"\0\1IM")
write("m.tflite", b"\x1c\0\0\0TFL3" + b"\0" * 20)
write("m.params", struct.pack("<QQQ", 0x112, 0, 1))
write("log.csv", b"epoch,loss\n1,0.5\n")
write("log.tsv", b"epoch\tloss\n1\t0.5\n")
write("train.log", b"epoch 1: loss 0.5\n")
write("list.json", b'[{"epoch": 1}]')
write("config.json", b'{"epoch": 1}')
write("m.ckpt.index", b"\0\0\1\2\xff\3" * 20)
write("m.ckpt.data-00000-of-00001", b"\0\0\1\2\xff\3" * 20)
write("graph.pb", b"\n\x05\xff\0" * 20)
write("noise.pt", bytes(range(1, 256)) * 3)
with zipfile.ZipFile("docs.zip", "w") as z:
    z.writestr("readme.txt", "x")
    z.writestr("run/e1.pt", "x")
zipfile.ZipFile("none.zip", "w").close()
with zipfile.ZipFile("folder.zip", "w") as z:
    z.writestr("run/", "")

for folder, entries in {"orbax": ["_METADATA", "manifest.ocdbt", "d/x"], "step": ["_CHECKPOINT_METADATA", "default/x"],
                        "zarr": [".zgroup", "w/.zarray"], "saved": ["saved_model.pb", "variables/variables.index"],
                        "tf": ["checkpoint", "m-5.index", "m-5.data-00000-of-00001"],
                        "zero": ["global_step5/zero_pp_rank_0_mp_rank_00_optim_states.pt", "latest", "zero_to_fp32.py"],
                        "global_step5": ["bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt", "mp_rank_00_model_states.pt"]}.items():
    for entry in entries:
        os.makedirs(os.path.dirname(os.path.join(folder, entry)), exist_ok=True)
        write(os.path.join(folder, entry), b"x")
PY

refused() { # FILE REGEX
    fails 1 "$1: $2" "$1 is: ${2%%[.:(]*}" snapcat "$1"
}

# ---- downloads ----

refused lfs.pt 'a Git LFS pointer, not the file: fetch the file: git lfs pull$'
refused lfs.safetensors 'a Git LFS pointer'
refused page.pt 'a web page \(HTML\), not the file: the download failed: download it again$'
refused lower.pt 'a web page'
refused xml.pt 'a web page'

# ---- archives ----

refused old.pth 'a tar archive as torch.save wrote .*torch.save\(torch.load\(FILE, weights_only=False\)'
refused old2.pth '.*tar archive'
refused run.tar 'a tar archive: unpack it, .*: tar -xf FILE$'
for kind in gz:gzip xz:xz bz2:bzip2 zst:zstd; do
    refused "e.${kind%:*}" "compressed by ${kind#*:}: unpack it: ${kind#*:} -d FILE$"
done
refused docs.zip 'a zip archive that is not a checkpoint; it holds readme.txt, run/e1.pt: .*unzip brings it out'
refused none.zip 'an empty zip archive'
refused folder.zip 'an empty zip archive'

# ---- other libraries ----

refused m.gguf 'a GGUF file .*gguf.GGUFReader\(FILE\)'
refused m.bin 'an ONNX model: .*onnx.load\(FILE\)'
refused m.onnx 'an ONNX model'
refused params.msgpack 'msgpack, .*flax.serialization.msgpack_restore'
refused state.bin 'msgpack'
for protocol in 0 1 2 3 4 5; do
    refused p$protocol.pkl "a pickle, but not one of torch.save: .*pickle.load\(open\(FILE, 'rb'\)\)"
    refused o$protocol.pkl 'a pickle'
done
refused v5.mat "a MATLAB file of version 5 to 7: .*'-v7.3'"
refused m.tflite 'a TensorFlow Lite model'
refused m.params 'an MXNet file: .*mxnet.nd.load'
refused m.ckpt.index 'a file of a TensorFlow checkpoint: .*tensorflow.train.load_checkpoint'
refused m.ckpt.data-00000-of-00001 'a file of a TensorFlow checkpoint'
refused graph.pb 'a TensorFlow graph'
refused noise.pt 'unknown format \(known: PyTorch'

# ---- text ----

refused log.csv 'a table, not a checkpoint: to add its columns to the rows: -m FILE$'
refused log.tsv 'a table'
refused train.log 'text, not a checkpoint'
head -c 5000 /dev/zero >zeros.pt
refused zeros.pt 'unknown format'
refused list.json 'a JSON list'
refused config.json 'JSON without a weight_map, .*: name the weights beside it'

# ---- folders ----

refused orbax 'an Orbax \(JAX\) checkpoint: .*numpy.savez'
refused step 'an Orbax'
refused zarr 'a zarr store: .*zarr.open'
refused saved 'a TensorFlow SavedModel: .*tensorflow.saved_model.load'
refused tf 'a TensorFlow checkpoint: .*load_checkpoint'
refused zero 'a DeepSpeed checkpoint, .*zero_to_fp32.py'
refused global_step5 'a DeepSpeed checkpoint'

# ---- what is alike, but read ----

"$python" -c '
import sys
with open(sys.argv[1], "rb") as f, open("user_block.h5", "wb") as g:
    g.write(b"MATLAB 7.3 MAT-file".ljust(512)); g.write(f.read())' "$data/hdf5/keras.weights.h5" 2>err &&
    succeeds "a MATLAB file of version 7.3 is HDF5" snapcat -q -l user_block.h5
succeeds "whatever their content looks like, raw files are read" snapcat -q --raw u8 log.csv
done_testing

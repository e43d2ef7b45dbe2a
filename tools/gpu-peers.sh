#!/usr/bin/env bash
# Hugging Face's Trainer and generate beside ours on a GPU, with the machine's own python3 (PyTorch for CUDA,
# transformers, accelerate); within 560 s. To be run where gpu-check.sh runs, which says what the machine needs.
#
#   bash gpu-peers.sh
#   DEVICE=cpu QUICK=1 bash gpu-peers.sh      a rehearsal without a GPU
. "$(dirname "${BASH_SOURCE[0]}")/gpu-stages.sh"
begin gpu-peers 560

python() {
  python3 -c 'import sys, torch, transformers, accelerate, tokenizers
device = sys.argv[1].split(":")[0]
print(torch.__version__, transformers.__version__, accelerate.__version__, tokenizers.__version__)
print(torch.ones(2, device=device).sum().item(), "is two, on", device)' "$device"
}
export -f python

CREDENCE_PEER_PYTHON=$(command -v python3)
export CREDENCE_PEER_PYTHON
lm=("$work/node" "$work/dist/bench/main.js" lm --device "$device" --no-record --rounds 5 $quick --tokenizer "$work/gpt-neox")

if stage python 60 5 bash -c python && stage unpack 60 5 bash -c unpack && stage build 150 12 bash -c build; then
  cd "$work" || exit 1
  stage peers-410m 150 16 "${lm[@]}" --model Pythia-410M
  stage peers-2.8b 330 16 "${lm[@]}" --model Pythia-2.8B
fi
finish

#!/usr/bin/env bash
# Checks and measures this project on a GPU, within 400 s, on a machine with PyTorch 2.11 or newer, a C++ compiler and no
# Node; what it needs comes with credence-gpu.tar.xz (tools/make-gpu-bundle.mjs). It goes on after a failure.
#
#   bash gpu-check.sh
#   DEVICE=cpu QUICK=1 bash gpu-check.sh      a rehearsal without a GPU
#
# More variables: gpu-stages.sh. What the figures mean: docs/gpu.md.
. "$(dirname "${BASH_SOURCE[0]}")/gpu-stages.sh"
begin gpu-check 400

check=("$work/node" "$work/dist/tools/gpu-check/main.js")
tokenizer=(--tokenizer "$work/gpt-neox")
lm=("$work/node" "$work/dist/bench/main.js" lm --device "$device" --no-peers --no-record --rounds 7 $quick "${tokenizer[@]}")

stage machine 60 60 bash -c machine
if stage unpack 60 5 bash -c unpack && stage build 150 12 bash -c build; then
  cd "$work" || exit 1
  stage doctor 30 25 ./node bin/credence.js doctor
  stage compare 110 60 "${check[@]}" compare --device "$device" ${QUICK:+--only llama} --json "$out/compare.json"
  stage same-bits 25 20 "${check[@]}" compare --deterministic --device "$device" --only 'gpt_neox, fast'
  stage lm-410m 60 14 "${lm[@]}" --model Pythia-410M
  stage rates 70 6 "${check[@]}" rates set-inclusion mnist --limit 25 --device "$device" $quick --json "$out/rates.json"
  stage trace 60 90 "${check[@]}" trace set-inclusion pythia-410m --device "$device" $quick "${tokenizer[@]}" --out "$out"
  stage lm-2.8b 120 14 "${lm[@]}" --model Pythia-2.8B
fi
finish

"""Reads event files of `credence run --tensorboard DIR` back with TensorBoard's own reader.

Usage: python tools/check-tensorboard.py DIR     (needs: pip install tensorboard)

Prints the tags of every stage, and fails where a record's checksum is wrong, where a loss is not in
the order of its steps, or where nothing is found.
"""

import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

found = 0
for folder, _, files in sorted(os.walk(sys.argv[1])):
    if not any(name.startswith('events.out.tfevents') for name in files):
        continue
    found += 1
    events = EventAccumulator(folder, size_guidance={'scalars': 0})
    events.Reload()
    tags = events.Tags()['scalars']
    assert tags, f'{folder}: no scalars'
    if 'loss' in tags:
        steps = [scalar.step for scalar in events.Scalars('loss')]
        assert steps == sorted(steps), f'{folder}: steps of the loss are not in order'
        rates = [scalar.value for scalar in events.Scalars('learning rate')]
        assert all(rate >= 0 for rate in rates)
    print(folder)
    for tag in tags:
        last = events.Scalars(tag)[-1]
        print(f'  {tag}: {len(events.Scalars(tag))} values, the last {last.value:.4g} at {last.step}')
if found == 0:
    sys.exit(f'no event files in {sys.argv[1]}')

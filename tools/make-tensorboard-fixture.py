"""Writes test/fixtures/tensorboard.json: event files as TensorBoard's own writer writes them.

Usage: python tools/make-tensorboard-fixture.py     (needs: pip install tensorboard)
"""

import io
import json
import pathlib

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

scalars = [
    {'tag': 'loss', 'step': 1, 'value': 5.25, 'time': 1700000000.125},
    {'tag': 'learning rate', 'step': 300, 'value': 0.0, 'time': 1700000001.5},
    {'tag': 'exactMatch/questions/D5cons', 'step': 2**33, 'value': 0.1, 'time': 1700000002.0},
]
out = io.BytesIO()
writer = RecordWriter(out)
writer.write(Event(wall_time=1700000000.0, file_version='brain.Event:2').SerializeToString())
for one in scalars:
    value = Summary.Value(tag=one['tag'], simple_value=one['value'])
    event = Event(wall_time=one['time'], step=one['step'], summary=Summary(value=[value]))
    writer.write(event.SerializeToString())
fixture = {'time': 1700000000.0, 'scalars': scalars, 'bytes': out.getvalue().hex()}
path = pathlib.Path(__file__).parent.parent / 'test' / 'fixtures' / 'tensorboard.json'
path.write_text(json.dumps(fixture, indent=2) + '\n')

"""Runs the Python of docs/results.md on exported tables and compares with `report --json`.

    credence export world --to world.parquet
    credence export world --table answers --to answers.parquet
    credence report world --json > world.json
    python tools/check-pandas.py world.parquet answers.parquet world.json

Needs pandas, pyarrow and scipy. Of a form with another name, such as world-quick, the name in the
document is replaced by that of the report.
"""

import json
import math
import pathlib
import re
import sys

import pandas

metrics, answers, report = sys.argv[1:]
document = pathlib.Path(__file__).parents[1] / 'docs' / 'results.md'
blocks = re.findall(r'```python\n(.*?)```', document.read_text(encoding='utf-8'), re.DOTALL)
assert len(blocks) == 2, f'{len(blocks)} blocks of Python in {document}, expected 2'

member = json.loads(pathlib.Path(report).read_text(encoding='utf-8'))['members'][0]
code = '\n'.join(blocks).replace("'world'", repr(member['experiment']))
code = code.replace("'world.parquet'", repr(metrics)).replace("'answers.parquet'", repr(answers))
names = {}
exec(compile(code, str(document), 'exec'), names)

wanted = member['contrasts']['iml']
pairs = [(seed['value'], names['iml'][seed['seed']]) for seed in wanted['seeds']]
pairs.append((wanted['mean'], names['mean']))
if wanted['ci_low'] is not None:
    pairs += [(wanted['ci_low'], names['low']), (wanted['ci_high'], names['high'])]
for ours, theirs in pairs:
    assert math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12), (ours, theirs)
assert len(names['iml']) == wanted['n']

scores = names['scores']
for name, dtype in [('seed', 'int64'), ('second_seed', 'Int64'), ('value', 'float64')]:
    assert scores[name].dtype == dtype, (name, scores[name].dtype)
assert names['answers']['definition'].dtype == 'boolean'

# The answers of a group have its score as their share of right ones.
right = names['asked'].groupby(['seed', 'second_seed', 'group'])['right'].mean()
end = names['end'].set_index(['seed', 'second_seed', 'group'])['value']
difference = (right - end.reindex(right.index)).abs().max()
assert difference < 1e-9, difference
print(f'{len(pairs)} numbers agree over {len(names["iml"])} seeds, pandas {pandas.__version__}')

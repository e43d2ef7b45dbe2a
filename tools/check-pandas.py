"""Runs the Python of README.md and docs/results.md on exported tables; compares with `report --json`.

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
project = pathlib.Path(__file__).parents[1]
member = json.loads(pathlib.Path(report).read_text(encoding='utf-8'))['members'][0]


def run(page, count):
    """The names that the Python of a page defines, which has so many blocks of it."""
    blocks = re.findall(r'```python\n(.*?)```', (project / page).read_text(encoding='utf-8'), re.DOTALL)
    assert len(blocks) == count, f'{len(blocks)} blocks of Python in {page}, expected {count}'
    code = '\n'.join(blocks).replace("'world'", repr(member['experiment']))
    code = code.replace("'world.parquet'", repr(metrics)).replace("'answers.parquet'", repr(answers))
    names = {}
    exec(compile(code, page, 'exec'), names)
    return names


names = run('docs/results.md', 2)

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
# README.md: a table of means by experiment, epoch and group.
end = run('README.md', 1)['end']
table = end.pivot_table('value', ['experiment', 'epoch'], 'group').loc[member['experiment']]
for score in member['scores']:
    if score['stage'] == 'stage2' and score['group'] in table:
        ours, theirs = score['mean'], table[score['group']].iloc[-1]
        assert math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12), (score['group'], ours, theirs)
        pairs.append((ours, theirs))

print(f'{len(pairs)} numbers agree over {len(names["iml"])} seeds, pandas {pandas.__version__}')

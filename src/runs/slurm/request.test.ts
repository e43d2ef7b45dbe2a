import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.js';
import { asksForGpus, slurmRequest } from './request.js';

describe('what sbatch is asked for', () => {
  it('has partition, GPUs and time, then any long option, in their order', () => {
    const slurm = ['account=lab', 'exclusive', 'comment=a = b'];
    expect(slurmRequest({ partition: 'gpu', gpus: 'a100:1', time: '4:00:00', slurm })).toEqual([
      ['partition', 'gpu'],
      ['gpus', 'a100:1'],
      ['time', '4:00:00'],
      ['account', 'lab'],
      ['exclusive', null],
      ['comment', 'a = b'],
    ]);
    expect(slurmRequest({})).toEqual([]);
  });

  it.each(['90', '90:00', '1:30:00', '2-12', '2-12:30', '2-12:30:00'])(
    'reads %s as a time',
    (time) => {
      expect(slurmRequest({ time })).toEqual([['time', time]]);
    },
  );

  it.each([
    [{ time: '4 hours' }, 'expected minutes, hours:minutes:seconds'],
    [{ time: '0:02:00' }, 'expected at least 5 minutes'],
    [{ gpus: 'one' }, 'expected a number, or a type and one'],
    [{ partition: 'gpu\n#SBATCH --uid=0' }, 'no line ends or control characters'],
    [{ partition: '' }, 'expected a value'],
    [{ slurm: ['comment=a\u001bb'] }, 'no line ends or control characters'],
    [{ slurm: [`comment=${'x'.repeat(2000)}`] }, 'at most 1000'],
    [{ slurm: ['--account=lab'] }, 'without its hyphens, as account=lab'],
    [{ slurm: ['array=0-9'] }, 'credence sets this itself'],
    [{ slurm: ['partition=a'], partition: 'b' }, 'given by --partition already'],
  ])('refuses %j: %s', (options, message) => {
    expect(() => slurmRequest(options)).toThrow(UserError);
    expect(() => slurmRequest(options)).toThrow(message);
  });

  it('knows whether GPUs are among it', () => {
    const asked = (...slurm: string[]): boolean => asksForGpus(slurmRequest({ slurm }));
    expect(asksForGpus(slurmRequest({ gpus: '1' }))).toBe(true);
    expect(asked('gres=gpu:a100:1')).toBe(true);
    expect(asked('gpus-per-node=2')).toBe(true);
    expect(asked('gres=shard:1', 'comment=gpu')).toBe(false);
  });
});

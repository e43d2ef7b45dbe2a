import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const programs = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'scontrol', 'scancel'];

/** Whether a program is on PATH or among those for administrators. */
function isInstalled(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}

const lacking = programs.filter((program) => !isInstalled(program));

/** Why no Slurm can be started here, for the title of tests that are skipped; else empty. */
export const whyNoSlurm =
  lacking.length === 0
    ? ''
    : ` (skipped: ${lacking.join(', ')} not installed; apt-get install slurm-wlm)`;

/** Ports of the loopback address that are free now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  for (const server of servers) server.close();
  return ports;
}

function configuration(folder: string, ports: readonly number[], cpus: number): string {
  const { username } = userInfo();
  const [controller, ...nodes] = ports;
  return `${[
    'ClusterName=loopback',
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    `SlurmctldPort=${controller}`,
    `SlurmUser=${username}`,
    `SlurmdUser=${username}`,
    'AuthType=auth/none',
    // Jobs that are requeued wait for as long, which is two minutes by default.
    'AuthInfo=cred_expire=5',
    'CredType=cred/none',
    'MpiDefault=none',
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool-%n`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/slurmd-%n.pid`,
    `SlurmctldLogFile=${folder}/slurmctld.log`,
    `SlurmdLogFile=${folder}/slurmd-%n.log`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SwitchType=switch/none',
    'JobAcctGatherType=jobacct_gather/none',
    'AccountingStorageType=accounting_storage/none',
    'SchedulerType=sched/backfill',
    'SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU',
    'SlurmdParameters=config_overrides',
    'ReturnToService=2',
    'SlurmdTimeout=20',
    'KillWait=5',
    ...nodes.map(
      (port, index) =>
        `NodeName=node${index + 1} NodeHostname=${hostname()} NodeAddr=127.0.0.1 ` +
        `Port=${port} CPUs=${cpus}`,
    ),
    `PartitionName=tiny Nodes=node[1-${nodes.length}] Default=YES MaxTime=INFINITE State=UP`,
  ].join('\n')}\n`;
}

/**
 * A Slurm of this machine's loopback address alone, without authentication, with its state in one
 * folder; `stop` ends its jobs and daemons.
 */
export class LoopbackSlurm {
  readonly #daemons: ChildProcess[] = [];
  /** What commands need to reach it. */
  readonly environment: Readonly<Record<string, string>>;

  private constructor(
    readonly folder: string,
    readonly nodes: readonly string[],
  ) {
    this.environment = { SLURM_CONF: join(folder, 'slurm.conf') };
  }

  /**
   * Starts it, with so many nodes of so many processors; settles when all nodes are idle. After so
   * many minutes it ends by itself.
   */
  static async start(
    folder: string,
    { nodes = 2, cpus = 2, minutes = 10 } = {},
  ): Promise<LoopbackSlurm> {
    mkdirSync(join(folder, 'state'), { recursive: true });
    const ports = await freePorts(nodes + 1);
    const names = Array.from({ length: nodes }, (_, index) => `node${index + 1}`);
    const slurm = new LoopbackSlurm(folder, names);
    writeFileSync(join(folder, 'slurm.conf'), configuration(folder, ports, cpus));
    for (const name of names) mkdirSync(join(folder, `spool-${name}`), { recursive: true });
    slurm.#daemon('slurmctld', [], minutes);
    for (const name of names) slurm.#daemon('slurmd', ['-N', name], minutes);
    try {
      await slurm.#waitFor(async () => {
        const states = await slurm.#run('sinfo', ['--noheader', '--Node', '--format=%T']);
        const idle = states.split('\n').filter((line) => line.trim() === 'idle');
        return idle.length === nodes;
      });
    } catch (error) {
      const log = readFileSync(join(folder, 'slurmctld.log'), 'utf8').slice(-2000);
      await slurm.stop();
      throw new Error(`the loopback Slurm did not start: ${log}`, { cause: error });
    }
    return slurm;
  }

  /** What `scontrol` prints. */
  scontrol(...args: readonly string[]): Promise<string> {
    return this.#run('scontrol', args);
  }

  /** Jobs that are not at their end, one a line, as `squeue --format` has them. */
  async queue(format: string): Promise<string[]> {
    const text = await this.#run('squeue', ['--noheader', '--array', `--format=${format}`]);
    return text.split('\n').filter((line) => line !== '');
  }

  /** Cancels all jobs and ends the daemons. */
  async stop(): Promise<void> {
    const env = { ...process.env, ...this.environment };
    try {
      execFileSync('scancel', ['--user', userInfo().username], { env, stdio: 'ignore' });
      await this.#waitFor(async () => (await this.queue('%i')).length === 0, 10);
    } catch {
      // It may not run at all.
    }
    const ended = this.#daemons.map(
      (child) =>
        new Promise((resolve) =>
          child.exitCode === null ? child.once('exit', resolve) : resolve(null),
        ),
    );
    for (const child of this.#daemons) child.kill('SIGTERM');
    await Promise.race([Promise.all(ended), sleep(5000)]);
    for (const child of this.#daemons) child.kill('SIGKILL');
  }

  #daemon(program: string, args: readonly string[], minutes: number): void {
    const path = ['/usr/sbin', '/usr/local/sbin'].map((folder) => join(folder, program));
    const found = path.find((one) => existsSync(one)) ?? program;
    // A test that is killed leaves none of them for ever.
    const child = spawn('timeout', [`${minutes}m`, found, '-D', ...args], {
      env: { ...process.env, ...this.environment },
      stdio: 'ignore',
    });
    this.#daemons.push(child);
  }

  async #run(program: string, args: readonly string[]): Promise<string> {
    const env = { ...process.env, ...this.environment };
    return (await run(program, args, { env, timeout: 20_000 })).stdout;
  }

  async #waitFor(isSo: () => Promise<boolean>, seconds = 30): Promise<void> {
    const end = performance.now() + 1000 * seconds;
    let last: unknown = null;
    while (performance.now() < end) {
      try {
        if (await isSo()) return;
      } catch (error) {
        last = error;
      }
      await sleep(100);
    }
    throw new Error('waited too long', { cause: last });
  }
}

import { describe, expect, it } from 'vitest';
import { findingsOf, type Installation } from '../doctor/findings.js';
import { doctorLines } from './doctor.js';

const healthy: Installation = {
  folder: '/clone',
  node: 'v20.20.2',
  setup: {
    complete: true,
    failure: null,
    packages: 'fine',
    typescript: 'fine',
    libtorch: {
      version: '2.13.0+cpu',
      path: '/clone/.venv/torch',
      source: '.venv',
      cuda: false,
    },
    notes: [],
    python: { path: '/usr/bin/python3', version: '3.11.2' },
    addon: { state: 'fine', path: 'native/build/credence.node' },
    compiler: 'g++',
  },
  addon: {
    version: '2.13.0',
    cpuCapability: 'AVX512',
    cudaDevices: 0,
    cudaVersion: null,
    lackOfFusedAdafactor: null,
  },
  compilerVersion: 'g++ 12.2.0',
  machine: {
    cpu: 'AMD EPYC',
    cores: 1,
    threads: 2,
    capabilities: { avx2: true, avx512: true, avx512Bf16: false, amx: false },
    memory: 25e9,
    memoryFree: 8e9,
    diskFree: 80e9,
    gpus: [],
  },
  additions: [],
};

const notFine = (installation: Installation) =>
  findingsOf(installation)
    .filter(({ state }) => state !== 'fine')
    .map(({ name, state, remedy }) => ({ name, state, remedy }));

const changed = (setup: Partial<Installation['setup']>, rest: Partial<Installation> = {}) =>
  notFine({ ...healthy, ...rest, setup: { ...healthy.setup, ...setup } });

const gpu = { name: 'NVIDIA H100', memory: 80e9, driver: '570' };

describe('findings', () => {
  it('has nothing to say against a healthy installation', () => {
    expect(doctorLines(findingsOf(healthy))).toEqual([
      '✓  Node      v20.20.2',
      '✓  libtorch  2.13.0+cpu, CPU build, .venv/torch',
      '✓  addon     native/build/credence.node, computes with AVX512',
      '✓  compiler  g++ 12.2.0',
      '✓  Python    3.11.2, /usr/bin/python3',
      '✓  CPU       AMD EPYC, 1 core, 2 threads; AVX2, AVX-512',
      '✓  memory    8.0 GB free of 25 GB',
      '✓  disk      80 GB free',
      '✓  GPU       none: runs use the CPU',
      '',
      'Everything required is installed.',
    ]);
  });

  it('names the command under what is wrong, and closes with what is not in place', () => {
    const findings = findingsOf({
      ...healthy,
      addon: null,
      setup: { ...healthy.setup, addon: { state: 'missing', path: 'native/build/credence.node' } },
    });
    const lines = doctorLines(findings);
    const at = lines.indexOf('✗  addon     native/build/credence.node is missing');
    expect(lines[at + 1]).toBe('             fix it with: npm run setup');
    expect(lines.at(-1)).toBe('1 thing needed is not in place: addon.');
  });

  it.each([
    ['a stale addon', changed({ addon: { state: 'stale', path: 'a' } }), 'addon'],
    ['an addon that does not load', changed({}, { addon: { error: 'libc10.so' } }), 'addon'],
    ['packages', changed({ packages: 'node_modules is missing' }), 'packages'],
    ['dist', changed({ typescript: 'stale' }), 'dist'],
  ])('holds %s for missing', (_, found, name) => {
    expect(found.map((finding) => [finding.name, finding.state])).toEqual([[name, 'missing']]);
    expect(found[0]?.remedy).toContain('npm run setup');
  });

  it('wants a compiler only where the addon is not built', () => {
    const none = { compiler: null };
    expect(changed(none, { compilerVersion: null })[0]?.state).toBe('advice');
    const stale = { ...none, addon: { state: 'stale', path: 'a' } } as const;
    expect(changed(stale, { compilerVersion: null }).map(({ name }) => name)).toEqual([
      'addon',
      'compiler',
    ]);
  });

  it('advises where a GPU lies idle', () => {
    const machine = { ...healthy.machine, gpus: [gpu] };
    expect(changed({}, { machine })[0]?.remedy).toBe('rm -rf .venv && npm run setup');
  });

  const cuda = {
    version: '2.13.0',
    cpuCapability: 'AVX512',
    cudaVersion: '13.0',
    lackOfFusedAdafactor: null,
  };
  const gpuLines = (rest: Partial<Installation>) =>
    findingsOf({ ...healthy, ...rest })
      .filter(({ name }) => name === 'GPU')
      .map(({ state, value }) => `${state}: ${value}`);

  it('says why a libtorch with CUDA sees no GPU', () => {
    const blind = { addon: { ...cuda, cudaDevices: 0 } };
    expect(gpuLines(blind)).toEqual([
      'fine: none: runs use the CPU (libtorch has CUDA 13.0, and no NVIDIA driver is loaded)',
    ]);
    expect(gpuLines({ ...blind, machine: { ...healthy.machine, gpus: [gpu] } })).toEqual([
      'fine: NVIDIA H100, 80 GB, driver 570',
      'advice: the engine sees no GPU: CUDA 13.0 needs an NVIDIA driver from 580 on, and 570 is loaded',
    ]);
  });

  it('says of each GPU whether it computes', () => {
    const machine = { ...healthy.machine, gpus: [{ ...gpu, driver: '580.65.06' }] };
    const addon = { ...cuda, cudaDevices: 2 };
    const failure = 'CUDA error: no kernel image is available for execution on the device';
    expect(gpuLines({ addon, machine, additions: [null, failure] })).toEqual([
      'fine: NVIDIA H100, 80 GB, driver 580.65.06',
      'fine: cuda:0 adds numbers',
      `advice: cuda:1 cannot add numbers: ${failure}`,
    ]);
  });

  it('says of a libtorch with CUDA, and of no other, whether Adafactor has kernels of its own', () => {
    const lines = (addon: Installation['addon'], gpus = [gpu]) =>
      findingsOf({ ...healthy, addon, machine: { ...healthy.machine, gpus } })
        .filter(({ name }) => name === 'Adafactor')
        .map(({ state, value }) => `${state}: ${value}`);
    expect(lines(healthy.addon)).toEqual([]);
    const addon = { ...cuda, cudaDevices: 1 };
    expect(lines(addon)).toEqual(['fine: has kernels of its own on a GPU']);
    const lacking = {
      ...addon,
      lackOfFusedAdafactor: "libcuda.so.1 of NVIDIA's driver does not load",
    };
    const value =
      "has no kernels of its own on a GPU: libcuda.so.1 of NVIDIA's driver does not load; libtorch's " +
      'operators update there, more slowly';
    expect(lines(lacking)).toEqual([`advice: ${value}`]);
    expect(lines(lacking, [])).toEqual([`fine: ${value}`]);
  });

  it('passes on why the set-up cannot even be looked at', () => {
    const failure = { sentence: 'LIBTORCH=/x is of no use.', remedy: 'unset LIBTORCH' };
    const nothing = { packages: null, typescript: null, libtorch: null, addon: null };
    expect(changed({ ...nothing, failure, python: null }, { addon: null })).toEqual([
      { name: 'set-up', state: 'missing', remedy: 'unset LIBTORCH' },
    ]);
  });
});

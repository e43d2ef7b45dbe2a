import { readFileSync } from 'node:fs';

/** What libtorch asks of a processor before it uses an instruction set, the widest first. */
const needed: readonly (readonly [name: string, flags: readonly string[]])[] = [
  ['AVX512', ['avx512f', 'avx512vl', 'avx512bw', 'avx512dq', 'fma']],
  ['AVX2', ['avx2', 'fma']],
];

/**
 * The widest instruction set that libtorch's own kernels use on this processor: AVX512, AVX2,
 * DEFAULT, or the architecture's name where that is not x86-64. Sums are added up in its order, so the last bits of
 * results differ between processors of which it differs. ATEN_CPU_CAPABILITY lowers it, as in
 * libtorch. Null where the system does not say.
 *
 * @param cpuinfo the content of /proc/cpuinfo
 */
export function instructionSet(
  cpuinfo: string | null = readCpuinfo(),
  { arch = process.arch as string, wanted = process.env.ATEN_CPU_CAPABILITY } = {},
): string | null {
  if (arch !== 'x64') return arch;
  const flags = new Set(
    /^flags\s*:(.*)$/m
      .exec(cpuinfo ?? '')?.[1]
      ?.trim()
      .split(/\s+/) ?? [],
  );
  if (flags.size === 0) return null;
  const there = needed.filter(([, own]) => own.every((flag) => flags.has(flag)));
  const names = [...there.map(([name]) => name), 'DEFAULT'];
  const lowered = wanted?.toUpperCase() ?? '';
  return names.includes(lowered) ? lowered : (names[0] ?? null);
}

function readCpuinfo(): string | null {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return null;
  }
}

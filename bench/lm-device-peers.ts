import { PeerProcess } from './peer-process.js';
import { showProgress } from './rounds.js';
import { median } from './samples.js';

/** What Python's stack did on the device, in bfloat16. */
export interface PeersMeasured {
  /** Seconds of an update of Hugging Face's Trainer as the paper's authors configured it. */
  readonly trainerStep: number;
  /** Of the Trainer. */
  readonly peakBytes: number;
  /** Seconds in which `model.generate` answered all questions. */
  readonly generation: number;
}

/** How the peers work: as ours do. */
export interface PeerRounds {
  readonly device: string;
  /** Updates that count, and those before them. */
  readonly steps: number;
  readonly stepsToWarmUp: number;
  readonly testBatch: number;
  readonly newTokens: number;
}

/**
 * Trainer and `generate` on the task in `folder`, one after the other, each alone on the device: two
 * of Pythia-2.8B with their optimizers would not fit beside each other.
 */
export async function measurePeers(folder: string, how: PeerRounds): Promise<PeersMeasured> {
  const device = how.device.startsWith('cuda') ? 'cuda' : 'cpu';
  const begin = [folder, 'bfloat16', '1'];
  showProgress('Hugging Face Trainer');
  const trainer = await PeerProcess.start<object, { seconds: number; peak: number }>(
    'lm_trainer.py',
    [...begin, '1', device],
    1,
  );
  const updates: { seconds: number; peak: number }[] = [];
  while (updates.length < how.stepsToWarmUp + how.steps) updates.push(await trainer.round());
  trainer.stop();
  showProgress('model.generate');
  const generator = await PeerProcess.start<object, { seconds: number }>(
    'lm_generate.py',
    [...begin, String(how.testBatch), String(how.newTokens), device],
    1,
  );
  await generator.round();
  const { seconds: generation } = await generator.round();
  generator.stop();
  const counted = updates.slice(how.stepsToWarmUp).map(({ seconds }) => seconds);
  const peakBytes = Math.max(...updates.map(({ peak }) => peak));
  return { trainerStep: median(counted), peakBytes, generation };
}

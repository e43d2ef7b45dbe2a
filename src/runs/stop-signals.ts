/**
 * Signals at which training is saved and stopped: of a person, of a closed terminal, and those that
 * Slurm sends before it takes a node away (`--signal`).
 */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** One of them. */
export type StopSignal = (typeof stopSignals)[number];

import { constants } from 'node:os';

/** Exit status of a command that left out seeds of which a file is damaged, and showed the others. */
export const damagedStatus = 3;

/** Exit status of a command that a signal ended, as shells report it: 130 for SIGINT. */
export const signalStatus = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

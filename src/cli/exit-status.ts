/** Exit status of a command that SIGINT ended, as shells report it: 128 + 2. */
export const interruptedStatus = 130;

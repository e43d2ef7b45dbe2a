/** Exit status of a command that left out seeds of which a file is damaged, and showed the others. */
export const damagedStatus = 3;

/** Exit status of a command that SIGINT ended, as shells report it: 128 + 2. */
export const interruptedStatus = 130;

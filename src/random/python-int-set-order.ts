/** Slots of an empty table. */
const leastSlots = 8;
/** Slots that are tried one after the other behind a taken one. */
const neighbours = 9;
/** Above so many integers the table grows more slowly. */
const large = 50_000;

/**
 * The order in which CPython (3.7 and later) walks a set of these integers, added one after the
 * other, none of them twice: that of its hash table, in which an integer is its own hash. The
 * integers are of 0 to 2^31 - 1.
 */
export function pythonIntSetOrder(integers: readonly number[]): number[] {
  let table: (number | undefined)[] = new Array(leastSlots).fill(undefined);
  for (const [index, integer] of integers.entries()) {
    insert(table, integer);
    const used = index + 1;
    if (5 * used >= 3 * (table.length - 1)) {
      table = rebuilt(table, used > large ? 2 * used : 4 * used);
    }
  }
  return inOrder(table);
}

const inOrder = (table: readonly (number | undefined)[]): number[] =>
  table.filter((integer) => integer !== undefined);

/** Puts an integer into the first free slot of those that its hash leads to. */
function insert(table: (number | undefined)[], integer: number): void {
  const mask = table.length - 1;
  let perturbation = integer;
  let slot = integer & mask;
  for (;;) {
    const last = slot + neighbours <= mask ? slot + neighbours : slot;
    for (let at = slot; at <= last; at++) {
      if (table[at] === undefined) {
        table[at] = integer;
        return;
      }
    }
    perturbation = Math.floor(perturbation / 32);
    slot = (5 * slot + 1 + perturbation) & mask;
  }
}

/** The same integers in the smallest table of more than `least` slots. */
function rebuilt(table: readonly (number | undefined)[], least: number): (number | undefined)[] {
  let slots = leastSlots;
  while (slots <= least) slots *= 2;
  const larger = new Array<number | undefined>(slots).fill(undefined);
  for (const integer of inOrder(table)) insert(larger, integer);
  return larger;
}

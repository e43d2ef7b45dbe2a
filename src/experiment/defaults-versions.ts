/**
 * How often the defaults of a section of options have changed, counted from 1. What stands here is
 * part of the identity of the stages that have such a section, so that results made with the old
 * defaults are not taken for those of the new ones: who changes the value of a default raises the
 * number, or begins with 2. A section that is not named is at 1, which is not hashed; a new option
 * with a default raises nothing. What follows from a table's size, such as `aliasesPerEntity: 'auto'`
 * and an alphabet that is left out, is a default too: who changes what it comes to raises the number.
 *
 * Sections: `data.<kind>`, `model.<kind>`, `stage`, `optimizer.<kind>`.
 */
export const defaultsVersions: Readonly<Record<string, number>> = {};

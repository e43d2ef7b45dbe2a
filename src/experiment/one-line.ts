import { z } from 'zod';

/** Text that stands in tables and figures. */
export const oneLine = z
  .string()
  .regex(/^[^\r\n]*$/, 'expected one line')
  .max(1000);

/** The error that the command line shows as one message, without a stack. */
export { UserError } from '../data/user-error.js';

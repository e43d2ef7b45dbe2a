import { defineClaims } from '../src/study/claims.js';
import { mainResult } from './claims/main-result.js';
import { mechanism } from './claims/mechanism.js';
import { otherSettings } from './claims/other-settings.js';
import { training } from './claims/training.js';

/** The claims of the paper, in the order of their numbers, as `credence reproduce` tests them. */
export default defineClaims([...mainResult, ...training, ...mechanism, ...otherSettings]);

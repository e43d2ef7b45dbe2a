// A program that reads a tensor of the fake accelerator as if it lay on the host; device.test.ts
// runs it.

import { zeros } from '../../src/tensor/index.js';
import { native } from '../../src/tensor/native.js';
import { device } from './fake.js';

const { id } = zeros([3], { dtype: 'float32', device });
native.prepare([['fake::read_on_host', ['x']]]);
process.stdout.write('before\n');
process.stdout.write(`read ${native.call(0, id)}\n`);

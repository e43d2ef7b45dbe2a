import { describe, expect, it } from 'vitest';
import {
  generatorState,
  liveTensors,
  rand,
  scope,
  seedEngine,
  setGeneratorState,
} from './index.js';

const drawn = (): number[] => scope(() => rand([5]).toArray());

describe('the state of libtorch’s generator', () => {
  it('given back, lets the same draws follow', () => {
    seedEngine(3);
    drawn();
    const before = liveTensors();
    const state = generatorState('cpu');
    const wanted = [drawn(), drawn()];
    expect(wanted[1]).not.toEqual(wanted[0]);
    for (let again = 0; again < 2; again++) {
      setGeneratorState('cpu', state);
      expect([drawn(), drawn()]).toEqual(wanted);
    }
    expect(liveTensors()).toBe(before);
  });

  it('is refused where it is none', () => {
    const before = liveTensors();
    expect(() => setGeneratorState('cpu', new Uint8Array(3))).toThrow('setGeneratorState');
    expect(liveTensors()).toBe(before);
  });
});

import { expect, test } from '@jest/globals';
import { PACE, readPace } from '../../workers/pace.ts';

test('without options a worker goes at the usual pace, whatever else it is told', () => {
  expect(readPace([])).toEqual(PACE);
  expect(readPace(['--front', '127.0.0.1:4000'])).toEqual(PACE);
});

test('a test may be less patient', () => {
  expect(readPace(['--lock-seconds', '3', '--sweep-seconds', '0.5'])).toEqual({
    ...PACE,
    lockMs: 3_000,
    sweepMs: 500,
  });
});

test.each(['0', '-1', 'soon', ''])('%j is no number of seconds', (value) => {
  expect(() => readPace([`--lock-seconds=${value}`])).toThrow('--lock-seconds');
});

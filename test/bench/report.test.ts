import { describe, expect, test } from '@jest/globals';
import { asTable, median, summarise } from './report.ts';

describe('the report of the bench', () => {
  test('value and baseline are medians, the ratio is theirs, the spread that of the values', () => {
    const samples = [
      { value: 5400, baseline: 7300 },
      { value: 5000, baseline: 9000 },
      { value: 6000, baseline: 7000 },
    ];
    expect(summarise('ingest.stat512', 'records/s', samples)).toEqual({
      name: 'ingest.stat512',
      unit: 'records/s',
      value: 5400,
      baseline: 7300,
      ratio: 0.74,
      spread: 1.2,
      repeats: 3,
    });
  });

  test('a figure without a limit has neither baseline nor ratio', () => {
    const figure = summarise('sse.fanout', 'deliveries/s', [{ value: 12.34, baseline: null }]);
    expect(figure).toMatchObject({ value: 12.3, baseline: null, ratio: null, spread: 1 });
  });

  test('the median of an even number of values lies between the two in the middle', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow('Nothing was measured');
  });

  test('the table holds a line for each figure', () => {
    const figures = [summarise('memory.hub', 'MB', [{ value: 180, baseline: 170 }])];
    const where = { bordero: '1.0.0', node: 'v20.20.2', cpus: 2, mongod: '8.2.0' };
    const text = asTable({ ...where, queue: 'redis 7.0.15', startedAt: '2026-01-01', figures });
    expect(text).toMatch(/memory\.hub\s+180\s+MB\s+170\s+1\.06\s+1\.00\s+1$/);
  });
});

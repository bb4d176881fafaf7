import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { severityOf } from '../../src/domain/issue.ts';
import { issuesOf, readFeed, recordsOf } from './reading.ts';

const JOURNEY = join(import.meta.dirname, '../../fixtures/journey');
/** Found after parsing: zones, code lists and stored events are not the parser's. */
const LATER = new Set(['AMBIGUOUS_TIME', 'AMBIGUOUS_STATUS', 'UNKNOWN_STATUS']);

interface Step {
  readonly file: string;
  readonly format: string;
  readonly counts: { readonly records: number };
  readonly issues: readonly { readonly code: string }[];
}
interface Scenario {
  readonly name: string;
  readonly steps?: readonly Step[];
}

const { scenarios } = JSON.parse(readFileSync(join(JOURNEY, 'expected.json'), 'utf8')) as {
  scenarios: readonly Scenario[];
};
const steps = scenarios
  .filter(({ name }) => name === 'fortras' || name === 'hub-json')
  .flatMap((scenario) => scenario.steps ?? []);

test.each(steps)(
  '$file of the journey has its records and the issues of its layout',
  async (step) => {
    const reading = await readFeed(readFileSync(join(JOURNEY, step.file)));
    expect(reading.refusal).toBeNull();
    expect(reading.format).toBe(step.format);
    expect(recordsOf(reading)).toBe(step.counts.records);
    const issues = issuesOf(reading).map((issue) => ({ severity: severityOf(issue), ...issue }));
    expect(issues).toEqual(step.issues.filter(({ code }) => !LATER.has(code)));
  },
);

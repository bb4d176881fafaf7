import { describe, expect, test } from '@jest/globals';
import { issueMessage } from '../../src/domain/issue-messages.ts';
import { ISSUE_SEVERITY, issueAt, WHOLE_FILE, type IssueCode } from '../../src/domain/issue.ts';

const CODES = Object.keys(ISSUE_SEVERITY) as IssueCode[];
const where = { line: 3, record: 'Q10', field: 'time', value: '2561' };

test('names the value and its field, in English and German', () => {
  const issue = issueAt('BAD_TIME', where);
  expect(issueMessage(issue, 'en')).toBe('The time 2561 in field time is no time of day');
  expect(issueMessage(issue, 'de')).toBe('Die Uhrzeit 2561 im Feld time ist keine gültige Uhrzeit');
});

test('leaves out what is not known', () => {
  expect(issueMessage(issueAt('EMPTY_FILE', WHOLE_FILE), 'en')).toBe('The file is empty');
  expect(issueMessage(issueAt('BAD_DATE', { ...where, value: null }), 'en')).toBe(
    'The date in field time is no valid date',
  );
  expect(issueMessage(issueAt('BAD_DATE', { ...where, value: '' }), 'de')).toBe(
    'Das Datum im Feld time ist kein gültiges Datum',
  );
  expect(issueMessage(issueAt('UNKNOWN_STATUS', { ...where, field: null }), 'en')).toBe(
    'The status code 2561 is in no code list of the feed; the event was kept as information',
  );
});

test('tells a value as it stands, a long one by its beginning', () => {
  const told = (value: string) => issueMessage(issueAt('BAD_NUMBER', { ...where, value }), 'en');
  expect(told('$& {at}')).toBe('The number $& {at} in field time cannot be read');
  expect(told('9'.repeat(500))).toBe(`The number ${'9'.repeat(80)}… in field time cannot be read`);
});

describe.each(CODES)('%s', (code) => {
  const [english, german] = [
    issueMessage(issueAt(code, where), 'en'),
    issueMessage(issueAt(code, where), 'de'),
  ];

  test('has a sentence of its own in both languages, without full stop', () => {
    expect(english).not.toBe(german);
    for (const sentence of [english, german]) {
      expect(sentence).toMatch(/^[A-ZÄÖÜ].*[^.\s]$/);
      expect(sentence).not.toMatch(/\{|\}| {2}/);
    }
    expect(english).toContain(' 2561 in field time');
    expect(german).toContain(' 2561 im Feld time');
  });

  test('reads well without value and field', () => {
    expect(issueMessage(issueAt(code, WHOLE_FILE), 'en')).not.toMatch(/ {2}|null/);
    expect(issueMessage(issueAt(code, WHOLE_FILE), 'de')).not.toMatch(/ {2}|null/);
  });
});

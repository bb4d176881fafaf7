import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContentWithdrawal, ReportedEvent } from '../../src/domain/record.ts';
import { prevailing } from '../../src/tracking/reading.ts';
import { timelineEvent } from '../../src/tracking/timeline.ts';
import { at, reported, telling, withdrawal } from './told.ts';

const shown = (
  event: ReportedEvent,
  withdrawals: ContentWithdrawal[] = [],
  others: ReportedEvent[] = [],
) => timelineEvent(event, withdrawals, [event, ...others]);
const isWithdrawn = (...args: Parameters<typeof shown>): boolean =>
  shown(...args).withdrawnAt !== null;

/** rules.md section 3: what a repeat brings. */
describe('of differing values', () => {
  test('the longer stands', () => {
    expect(prevailing(['Huber', 'Fr. Huber', 'Hub'])).toBe('Fr. Huber');
  });

  test('of equally long ones the greater by code points', () => {
    expect(prevailing(['Huber', 'Maier'])).toBe('Maier');
    // U+1D49C is a greater code point than U+FF21, though its first half is smaller as UTF-16; and both are one character.
    expect(prevailing(['\uFF21', '\u{1D49C}'])).toBe('\u{1D49C}');
    expect(prevailing(['\u{1D49C}', 'AA'])).toBe('AA');
  });

  test('nothing says nothing', () => {
    expect(prevailing([null, '', null])).toBeNull();
    expect(prevailing([null, 'Huber', ''])).toBe('Huber');
  });

  test('property: no order of the values can be seen', () => {
    const values = fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 3 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(values, (list) => {
        expect(prevailing([...list].reverse())).toBe(prevailing(list));
      }),
    );
  });

  test('a repeat adds signer and text to the event', () => {
    const event = reported('e', [
      { text: 'ok', signedBy: null },
      { ...telling('u2', '13:00'), text: null, signedBy: 'Huber' },
    ]);
    expect(shown(event)).toMatchObject({ text: 'ok', signedBy: 'Huber', upload: 'u1' });
  });
});

describe('the position of an event', () => {
  const graz = { latitude: 47.07, longitude: 15.44 };
  const linz = { latitude: 48.3, longitude: 14.29 };
  const silent = telling('u0', '10:00');
  const early = { ...telling('u1', '11:00'), position: graz };
  const late = { ...telling('u2', '12:00'), position: linz };

  test('is that of the first receipt that brought one, whichever was applied first', () => {
    for (const tellings of [
      [silent, early, late],
      [late, silent, early],
    ]) {
      expect(shown(reported('e', tellings))).toMatchObject({ upload: 'u0', position: graz });
    }
  });

  test('among those that stand', () => {
    const back = { ...early, takenBackAt: at('14:00') };
    expect(shown(reported('e', [silent, back, late])).position).toEqual(linz);
    expect(shown(reported('e', [silent, back])).position).toBeNull();
  });
});

/** rules.md section 3: two feeds with different lists. */
describe('an event that two feeds told', () => {
  const sae = { ...telling('sae', '12:00'), kind: 'OUT_FOR_DELIVERY', codeList: 'sae' } as const;
  const elv = { ...telling('elv', '11:00'), kind: 'DELIVERED', codeList: 'elv' } as const;

  test('is read by the feed of the upload received first, whichever was applied first', () => {
    expect(shown(reported('e', [sae, elv]))).toMatchObject({ kind: 'DELIVERED', codeList: 'elv' });
    expect(shown(reported('e', [elv, sae]))).toMatchObject({ kind: 'DELIVERED', codeList: 'elv' });
  });

  test('among those that stand', () => {
    const back = { ...elv, takenBackAt: at('14:00') };
    expect(shown(reported('e', [back, sae]))).toMatchObject({
      kind: 'OUT_FOR_DELIVERY',
      upload: 'sae',
    });
  });

  test('its classifier and its wall clock follow the reading', () => {
    const planned = {
      ...elv,
      kind: 'DELIVERY_PLANNED',
      classifier: 'PLANNED',
      local: '2026-11-23T11:00',
    } as const;
    const actual = { ...sae, classifier: 'ACTUAL', local: '2026-11-23T12:00' } as const;
    const event = reported('e', [actual, planned]);
    expect(shown(event)).toMatchObject({ classifier: 'PLANNED', local: '2026-11-23T11:00' });
  });
});

/** rules.md section 3: withdrawals by content. */
describe('a withdrawal by content', () => {
  test('takes back the event of the same kind and time', () => {
    expect(isWithdrawn(reported('e'), [withdrawal('w')])).toBe(true);
    expect(isWithdrawn(reported('e'), [withdrawal('w', { kind: 'REFUSED' })])).toBe(false);
    expect(
      isWithdrawn(reported('e'), [
        withdrawal('w', { local: '2026-11-23T10:01', occurredAt: at('10:01') }),
      ]),
    ).toBe(false);
  });

  test('the time agrees as written or as instant', () => {
    expect(isWithdrawn(reported('e'), [withdrawal('w', { occurredAt: at('09:00') })])).toBe(true);
    expect(isWithdrawn(reported('e'), [withdrawal('w', { local: '2026-11-23T11:00' })])).toBe(true);
  });

  test('with a code it names the code, with a kind what the code means', () => {
    const event = reported('e', [{}], { code: '125' });
    expect(isWithdrawn(event, [withdrawal('w', { kind: null, code: '125' })])).toBe(true);
    expect(isWithdrawn(event, [withdrawal('w', { kind: null, code: '126' })])).toBe(false);
    expect(isWithdrawn(event, [withdrawal('w')])).toBe(true);
  });

  test('of a package takes back that of the package only', () => {
    const scan = reported('e', [{}], { barcode: 'p1' });
    expect(isWithdrawn(scan, [withdrawal('w')])).toBe(false);
    expect(isWithdrawn(scan, [withdrawal('w', {}, { barcode: 'p1' })])).toBe(true);
    expect(isWithdrawn(reported('e'), [withdrawal('w', {}, { barcode: 'p1' })])).toBe(false);
  });

  test("never another member's", () => {
    expect(isWithdrawn(reported('e'), [withdrawal('w', {}, { member: 'hamburg' })])).toBe(false);
  });

  test('that was taken back itself takes back nothing', () => {
    const back = { ...telling('w1', '13:00'), takenBackAt: at('14:00') };
    expect(isWithdrawn(reported('e'), [withdrawal('w', {}, { tellings: [back] })])).toBe(false);
  });

  test('before its event came it waits for it', () => {
    const late = reported('e', [telling('u9', '15:00')], { senderId: 'S2' });
    expect(isWithdrawn(late, [withdrawal('w')])).toBe(true);
  });

  test('does not bind what came later under a new id, where it had something to take back before', () => {
    const first = reported('e1', [telling('u1', '12:00')], { senderId: 'S1' });
    const again = reported('e2', [telling('u2', '14:00')], { senderId: 'S2' });
    expect(isWithdrawn(first, [withdrawal('w')], [again])).toBe(true);
    expect(isWithdrawn(again, [withdrawal('w')], [first])).toBe(false);
    const same = reported('e1', [telling('u1', '12:00'), telling('u2', '14:00')], {
      senderId: 'S1',
    });
    expect(isWithdrawn(same, [withdrawal('w')])).toBe(true);
  });

  test('of one file the lines decide what is new', () => {
    const first = reported('e1', [telling('u1', '12:00', 1)], { senderId: 'S1' });
    const taken = withdrawal('w', {}, { tellings: [telling('u1', '12:00', 2)] });
    const again = reported('e2', [telling('u1', '12:00', 3)], { senderId: 'S2' });
    expect(isWithdrawn(again, [taken], [first])).toBe(false);
    expect(isWithdrawn(first, [taken], [again])).toBe(true);
  });
});

/** rules.md section 6, withdrawUpload: the events stay readable as withdrawn. */
describe('an event whose uploads were withdrawn', () => {
  const gone = { ...telling('u1'), takenBackAt: at('14:00') };

  test('is withdrawn with the last of them', () => {
    const event = reported('e', [gone, { ...telling('u2'), takenBackAt: at('16:00') }]);
    expect(shown(event).withdrawnAt).toEqual(at('16:00'));
    expect(isWithdrawn(reported('e', [gone, telling('u2')]))).toBe(false);
  });

  test('keeps its text, so that it can be read', () => {
    expect(shown(reported('e', [{ ...gone, text: 'Hof' }])).text).toBe('Hof');
  });
});

test('withdrawn by id or by mutation, as long as that stands', () => {
  const by = { at: at('13:00'), upload: null, reason: null, takenBackAt: null };
  expect(shown(reported('e', [{}], { withdrawals: [by] })).withdrawnAt).toEqual(at('13:00'));
  expect(
    isWithdrawn(reported('e', [{}], { withdrawals: [{ ...by, takenBackAt: at('14:00') }] })),
  ).toBe(false);
});

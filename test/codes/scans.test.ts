import { describe, expect, test } from '@jest/globals';
import { byScan, inShort } from './ask.ts';

const scan = (network: string, point: string | null, code: string) =>
  inShort(`${network}/fortras/2019`, byScan(point, code));

describe('scans (code-lists.md section 3)', () => {
  test('the point gives the kind, the scan code the reason', () => {
    expect(scan('sae', '302', '04')).toBe('ARRIVED_DESTINATION_DEPOT WET found');
    expect(scan('sae', '102', '02')).toBe('HUB_IN CRUSHED found');
    expect(scan('sae', '103', '00')).toBe('HUB_OUT found');
    expect(scan('sae', '303', '14')).toBe('OUT_FOR_DELIVERY REWRAPPED found');
    expect(scan('cl', '004', '008')).toBe('HUB_IN LEAKING found');
    expect(scan('osl', '208', '001')).toBe('DELIVERY_FAILED found');
    expect(scan('osl', '207', '012')).toBe('DELIVERED CARRIER_DAMAGED found');
  });

  test('a reason of the point stays unless the code has one', () => {
    expect(scan('sya', '308', '00')).toBe('INFO EXTERNAL_CARRIER found');
    expect(scan('sya', '308', '01')).toBe('INFO DAMAGED found');
  });

  test('some codes decide the kind, whatever the point', () => {
    expect(scan('osl', '102', '050')).toBe('DISCREPANCY MISSING found');
    expect(scan('osl', '207', '006')).toBe('DISCREPANCY NOT_SCANNED found');
    expect(scan('osl', '203', '093')).toBe('INFO MISROUTED found');
    expect(scan('osl', '203', '094')).toBe('INFO LOADING_ERROR found');
    expect(scan('osl', '203', '095')).toBe('INFO ADDRESS found');
    expect(scan('osl', '203', '096')).toBe('INFO SPACE found');
    expect(scan('osl', '203', '097')).toBe('INFO TIME found');
    expect(scan('osl', '203', '098')).toBe('INFO found');
    expect(scan('osl', '203', '099')).toBe('INFO found');
  });

  test('rejected is REFUSED at the receiver, a failed pick-up at the sender', () => {
    expect(scan('sya', '307', '07')).toBe('REFUSED found');
    expect(scan('sya', '001', '07')).toBe('PICKUP_FAILED REJECTED found');
    expect(scan('sya', '302', '07')).toBe('ARRIVED_DESTINATION_DEPOT REJECTED found');
    expect(scan('elv', '307', '007')).toBe('REFUSED found');
    expect(scan('cl', '001', '002')).toBe('PICKUP_FAILED REJECTED found');
  });

  test('a blank code, or one of zeros only, is ok, listed or not', () => {
    for (const code of ['', '  ', '0', '00', '000']) {
      expect(scan('osl', '207', code)).toBe('DELIVERED found');
      expect(scan('sae', ' 302 ', code)).toBe('ARRIVED_DESTINATION_DEPOT found');
    }
  });

  test('an unknown point or code is INFO and unknown', () => {
    expect(scan('sae', '999', '02')).toBe('INFO unknown');
    expect(scan('sae', '999', '')).toBe('INFO unknown');
    expect(scan('sae', '', '02')).toBe('INFO unknown');
    expect(scan('sae', '302', '99')).toBe('INFO unknown');
    expect(scan('sae', '302', '2')).toBe('INFO unknown');
    expect(scan('sae', '2', '02')).toBe('INFO unknown');
    expect(scan('sae', '302', '__proto__')).toBe('INFO unknown');
  });

  test('a V line of ENTL128 is an unloading at the receiving partner, its code a number', () => {
    expect(scan('sae', null, '2')).toBe('ARRIVED_DESTINATION_DEPOT CRUSHED found');
    expect(scan('sae', null, '002')).toBe('ARRIVED_DESTINATION_DEPOT CRUSHED found');
    expect(scan('osl', null, '50')).toBe('DISCREPANCY MISSING found');
    expect(scan('cl', null, '9')).toBe('ARRIVED_DESTINATION_DEPOT WET found');
    expect(scan('elv', null, '90')).toBe('ARRIVED_DESTINATION_DEPOT DAMAGED found');
    expect(scan('sya', null, '0')).toBe('ARRIVED_DESTINATION_DEPOT found');
    expect(scan('sya', null, '')).toBe('ARRIVED_DESTINATION_DEPOT found');
    expect(scan('sya', null, '99')).toBe('INFO unknown');
    expect(scan('sya', null, 'X')).toBe('INFO unknown');
  });

  test('CL-HARTMAN uses the scan tables of CL, HUG has none', () => {
    const hartman = (point: string | null, code: string) =>
      inShort('cl/fortras/2019+hartman', byScan(point, code));
    expect(hartman('006', '009')).toBe('ARRIVED_DESTINATION_DEPOT WET found');
    expect(hartman(null, '9')).toBe('ARRIVED_DESTINATION_DEPOT WET found');
    expect(scan('hug', '001', '00')).toBe('INFO unknown');
    expect(scan('hug', null, '0')).toBe('INFO unknown');
  });

  test('COMFOR has scan tables of its own', () => {
    expect(inShort('sae/comfor/2019', byScan('307', '35'))).toBe('DELIVERED OPENED found');
  });
});

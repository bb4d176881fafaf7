import { expect, test } from '@jest/globals';
import { Register, type RegisteredDepot } from '../../src/normalising/register.ts';

type Alias = RegisteredDepot['aliases'][number];
const alias = (value: string, words: Partial<Alias> = {}): Alias => ({
  value,
  network: null,
  validFrom: null,
  validUntil: null,
  ...words,
});
const depot = (code: string, member: string, aliases: readonly Alias[] = []): RegisteredDepot => ({
  code,
  member,
  timeZone: 'Europe/Vienna',
  centralHub: member === 'lyon',
  aliases,
});
const anyDay = { network: null, date: null };
const codeOf = (register: Register, name: string, context = anyDay): string | undefined =>
  register.depot(name, context)?.code;

test('a depot is found by its code and its other names, whatever the case', () => {
  const register = new Register(['graz'], [depot('GRZ', 'graz', [alias('9012345000004')])]);
  expect(codeOf(register, ' grz ')).toBe('GRZ');
  expect(codeOf(register, '9012345000004')).toBe('GRZ');
  expect(codeOf(register, 'BRQ')).toBeUndefined();
});

test('leading zeros of a name are significant first and ignored last', () => {
  const register = new Register(
    ['graz', 'brno'],
    [depot('GRZ', 'graz', [alias('020900')]), depot('BRQ', 'brno', [alias('20900')])],
  );
  expect(codeOf(register, '020900')).toBe('GRZ');
  expect(codeOf(register, '20900')).toBe('BRQ');
  expect(codeOf(register, '0020900')).toBeUndefined();
});

test('a name counts in its network and in its time only', () => {
  const register = new Register(
    ['graz', 'brno'],
    [
      depot('GRZ', 'graz', [alias('100', { network: 'SAE', validUntil: '2026-05-31' })]),
      depot('BRQ', 'brno', [alias('100', { network: 'SAE', validFrom: '2026-06-01' })]),
    ],
  );
  const on = (date: string | null, network: string | null) =>
    register.depot('100', { network, date })?.code;
  expect(on('2026-05-31', 'sae')).toBe('GRZ');
  expect(on('2026-06-01', 'sae')).toBe('BRQ');
  expect(on('2026-06-01', 'elv')).toBeUndefined();
  expect(on('2026-06-01', null)).toBeUndefined();
  expect(on(null, 'sae')).toBeUndefined();
});

test('a member that runs a central hub is known as one', () => {
  const register = new Register(['lyon', 'graz'], [depot('LYS', 'lyon'), depot('GRZ', 'graz')]);
  expect([register.runsCentralHub('lyon'), register.runsCentralHub('graz')]).toEqual([true, false]);
});

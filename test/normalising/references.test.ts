import { expect, test } from '@jest/globals';
import { IssueList, type NormalisingContext } from '../../src/normalising/context.ts';
import { storeReferences } from '../../src/normalising/references.ts';
import { Register, type RegisteredDepot } from '../../src/normalising/register.ts';

const depot = (code: string, member: string): RegisteredDepot => ({
  code,
  member,
  timeZone: 'Europe/Vienna',
  centralHub: false,
  aliases: [],
});
const GRZ = depot('GRZ', 'graz');
const BRQ = depot('BRQ', 'brno');
const context: NormalisingContext = {
  register: new Register(['graz', 'brno'], [GRZ, BRQ]),
  feed: {
    slug: 'brno',
    member: 'brno',
    codeList: null,
    timeZone: 'Europe/Prague',
    zoneAssumed: false,
    codeAdditions: [],
  },
  format: 'json',
  upload: { id: 'u', receivedAt: new Date('2026-03-02T00:00Z') },
};

function store(
  type: 'SENDING_NUMBER' | 'RECEIVING_NUMBER' | 'CUSTOMER_ORDER',
  issuer: string | null,
  depots: { sending?: RegisteredDepot | null; receiving?: RegisteredDepot | null } = {},
) {
  const issues = new IssueList();
  const where = { date: null, network: null, line: 1, record: 'event', issues };
  const [stored] = storeReferences(context, [{ type, value: '1', issuer }], {
    ...depots,
    ...where,
  });
  return { ...stored, codes: issues.issues.map(({ code }) => code) };
}

test('the issuer is the depot where it is known, else its member', () => {
  expect(store('SENDING_NUMBER', 'GRZ')).toMatchObject({ issuer: 'graz', issuerDepot: 'GRZ' });
  expect(store('SENDING_NUMBER', 'graz')).toMatchObject({ issuer: 'graz', issuerDepot: null });
});

test('without a named issuer it is the sending depot, the receiving depot, the reporter', () => {
  const depots = { sending: GRZ, receiving: BRQ };
  expect(store('SENDING_NUMBER', null, depots)).toMatchObject({ issuerDepot: 'GRZ' });
  expect(store('RECEIVING_NUMBER', null, depots)).toMatchObject({ issuerDepot: 'BRQ' });
  expect(store('CUSTOMER_ORDER', null, depots)).toMatchObject({
    issuer: 'brno',
    issuerDepot: null,
  });
});

test('the sending number of an unordered pair has no issuer until it is matched', () => {
  expect(store('SENDING_NUMBER', null)).toMatchObject({
    issuer: null,
    issuerDepot: null,
    codes: [],
  });
});

test('an issuer that nobody knows is a warning', () => {
  expect(store('SENDING_NUMBER', 'XXX')).toMatchObject({
    issuer: null,
    codes: ['UNKNOWN_PARTNER'],
  });
});

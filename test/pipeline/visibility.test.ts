import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { borderoRecords, type Bordero } from '../../fixtures/alliance/writers/bordero512.ts';
import { writeBlock } from '../../fixtures/alliance/writers/fortras-block.ts';
import { statusHead, statusRecords } from '../../fixtures/alliance/writers/status512.ts';
import type { ConsignmentDoc } from '../../src/store/documents.ts';
import { World, type Setup } from '../support/world.ts';

const MEMBERS = ['hamburg', 'basel', 'porto', 'brno', 'turku', 'lyon'];
const setup: Setup = {
  members: MEMBERS.map((slug) => ({ slug, country: 'AT' })),
  depots: MEMBERS.map((member) => ({
    code: member.toUpperCase(),
    member,
    timeZone: 'Europe/Vienna',
    country: 'AT',
    centralHub: member === 'lyon',
  })),
  feeds: MEMBERS.map((member) => ({ slug: member, member, codeList: 'sae/fortras/2019' })),
};
const SSCC = '340123450000000018';

let world: World;
beforeEach(async () => {
  world = await World.create(setup);
});
afterEach(() => world.close());

const clock = (date: string, time = '1015') => ({
  date,
  time,
  seconds: `${time}00`,
  iso: '',
  withOffset: '',
});
const block = (type: 'BORD512' | 'STAT512', records: readonly string[]): string =>
  writeBlock(
    { type, senderMailbox: 'A', receiverMailbox: 'B', writtenAt: clock('01102026') },
    records,
    {
      endOfLine: '\r\n',
      padded: false,
    },
  );

const party = (name: string) => ({
  name,
  street: 'Weg 1',
  country: 'DE',
  postcode: '20095',
  town: 'Hamburg',
});

function bordero(
  number: string,
  words: Partial<Bordero> & {
    sn: string;
    orig?: [string, string] | undefined;
    date?: Bordero['date'];
  },
): string {
  const { sn, orig, ...head } = words;
  const position = {
    packages: 1,
    type: 'FP',
    goods: 'Schrauben',
    grossWeightKg: 100,
    volumeM3: 1,
    loadingMetres: 0.4,
    palletPlaces: 1,
    barcodes: [SSCC],
  };
  const consignment = {
    number: sn,
    shipper: party('Versand AG'),
    consignee: party('Empfang GmbH'),
    positions: [position],
    origConsignor: orig?.[0] ?? null,
    origConsignee: orig?.[1] ?? null,
    note: null,
  };
  return block(
    'BORD512',
    borderoRecords({
      number,
      date: clock('01102026'),
      sendingDepot: 'HAMBURG',
      receivingDepot: 'BASEL',
      network: null,
      plate: 'HH-1',
      loadingUnit: 'U1',
      consignments: [consignment],
      ...head,
    }),
  );
}

const status = (reporter: string, partner: string, sn: string, date: string): string =>
  block('STAT512', [
    statusHead(reporter, partner, null),
    ...statusRecords({
      sendingNumber: sn,
      at: clock(date),
      status: { code: '300' },
      signedBy: 'TORWART',
    }),
  ]);

async function only(viewer: string): Promise<ConsignmentDoc> {
  const [doc, ...others] = await world.consignments(viewer);
  if (doc === undefined || others.length > 0)
    throw new Error(`${viewer} sees ${String(others.length)}`);
  return doc;
}

test('Fortras: partners see all, a handling partner no parties and no signer, others nothing', async () => {
  await world.send(
    'basel',
    bordero('B2', {
      sn: '4711',
      sendingDepot: 'BASEL',
      receivingDepot: 'BRNO',
      orig: ['HAMBURG', 'PORTO'],
    }),
  );
  expect(await world.consignments('hamburg')).toEqual([]);
  await world.send('hamburg', bordero('B1', { sn: '4711', orig: ['HAMBURG', 'PORTO'] }));
  await world.send(
    'brno',
    bordero('B3', {
      sn: '4711',
      sendingDepot: 'BRNO',
      receivingDepot: 'PORTO',
      orig: ['HAMBURG', 'PORTO'],
    }),
  );
  await world.send('porto', status('PORTO', 'BRNO', '4711', '03102026'));
  await world.send('turku', status('TURKU', 'HAMBURG', '4711', '03102026'));
  for (const partner of ['hamburg', 'porto']) {
    const doc = await only(partner);
    expect(doc.consignee?.name).toBe('Empfang GmbH');
    expect(doc.events).toMatchObject([{ member: 'porto', signedBy: 'TORWART' }]);
    expect(doc.handlingPartners).toEqual(['basel', 'brno']);
  }
  for (const handler of ['basel', 'brno']) {
    const doc = await only(handler);
    expect(doc.references).toMatchObject([{ value: '4711', issuer: 'hamburg' }]);
    expect(doc.packages).toMatchObject([{ barcode: SSCC }]);
    expect(doc.quantities.grossWeightKg).toBe(100);
    expect(doc.events).toMatchObject([{ member: 'porto', signedBy: null }]);
    expect(doc.manifests.length).toBeGreaterThan(0);
    expect([doc.sendingPartner, doc.receivingPartner]).toEqual(['hamburg', 'porto']);
  }
  expect((await only('brno')).consignee?.name).toBe('Empfang GmbH');
  expect(await world.consignments('turku')).toEqual([]);
  expect(await world.consignments('lyon')).toEqual([]);
});

test('Fortras: a re-routed consignment shows its former receiver what that reported, partner fields as it claimed them', async () => {
  await world.send('hamburg', bordero('R1', { sn: '9', receivingDepot: 'BRNO' }));
  await world.send('brno', status('BRNO', 'HAMBURG', '9', '02102026'));
  expect((await only('brno')).sendingPartner).toBe('hamburg');
  await world.send(
    'hamburg',
    bordero('R2', { sn: '9', receivingDepot: 'PORTO', date: clock('03102026') }),
  );
  const now = await only('porto');
  expect(now.problems.map(({ code }) => code)).toContain('REROUTED');
  expect([now.sendingPartner, now.receivingPartner]).toEqual(['hamburg', 'porto']);
  const former = await only('brno');
  expect(former).toMatchObject({
    sendingPartner: null,
    receivingPartner: null,
    consignee: null,
    packages: [],
    manifests: [],
    problems: [],
    events: [{ member: 'brno' }],
  });
  expect(former.consignment).toBe(now.consignment);
  await world.send('turku', bordero('X', { sn: '9', receivingDepot: 'TURKU' }));
  expect((await only('turku')).consignment).not.toBe(now.consignment);
  expect((await only('porto')).updatedAt).toEqual(now.updatedAt);
});

/** Records as normalising makes them, in few words, for tests of matching. */
import { fingerprint } from '../../src/domain/hash.ts';
import { barcodeValue, referenceRank, type ReferenceType } from '../../src/domain/reference.ts';
import type {
  Claim,
  ContentWithdrawal,
  ReportedEvent,
  Side,
  StoredReference,
} from '../../src/domain/record.ts';
import { keysOf } from '../../src/matching/keys.ts';
import { resolve } from '../../src/matching/resolve.ts';
import type { Resolution } from '../../src/matching/resolution.ts';

/** `graz` is depot GRAZ of member graz, `graz/2` another depot of it. */
export const side = (name: string): Side => ({
  member: name.split('/')[0] ?? name,
  depot: name.toUpperCase(),
});
const sideOf = (name: string | null | undefined): Side | null =>
  name === null || name === undefined ? null : side(name);

/** `4711@graz/2`: by that depot; `4711@graz!`: by the member, depot unknown; `4711`: issuer not known. */
export function reference(type: ReferenceType, written: string): StoredReference {
  const [value = '', issuer = null] = written.split('@');
  if (issuer === null) return { type, value, issuer: null, issuerDepot: null };
  if (issuer.endsWith('!')) return { type, value, issuer: issuer.slice(0, -1), issuerDepot: null };
  const { member, depot } = side(issuer);
  return { type, value, issuer: member, issuerDepot: depot };
}

export interface Numbers {
  /** Sending number. */
  readonly sn?: string;
  /** Receiving number. */
  readonly rn?: string;
  readonly pickup?: string;
  readonly waybill?: string;
  /** Customer order. */
  readonly order?: string;
  readonly other?: string;
}
const TYPES = {
  sn: 'SENDING_NUMBER',
  rn: 'RECEIVING_NUMBER',
  pickup: 'PICKUP_ORDER',
  waybill: 'WAYBILL',
  order: 'CUSTOMER_ORDER',
  other: 'OTHER',
} as const;

function referencesOf(numbers: Numbers): StoredReference[] {
  return Object.entries(TYPES)
    .flatMap(([name, type]) => {
      const written = numbers[name as keyof Numbers];
      return written === undefined ? [] : [reference(type, written)];
    })
    .sort((a, b) => referenceRank(a.type) - referenceRank(b.type));
}

export interface ClaimWords extends Numbers {
  readonly by: string;
  /** First sender and last receiver. */
  readonly from?: string | null;
  readonly to?: string | null;
  /** Head of the bordero: who hands over to whom; `from` and `to` unless given. */
  readonly head?: readonly [string, string] | null;
  readonly on?: string | null;
  readonly barcodes?: readonly string[];
  readonly receivedAt?: string;
  readonly takenBack?: boolean;
}

const telling = (id: string, words: { receivedAt?: string; takenBack?: boolean }) => ({
  key: `${id}:1`,
  upload: id,
  feed: 'feed',
  line: 1,
  receivedAt: new Date(words.receivedAt ?? '2026-03-02T12:00:00Z'),
  takenBackAt: words.takenBack === true ? new Date('2026-12-01T00:00:00Z') : null,
});

/** A consignment record; its sending number is issued by `from` unless it says otherwise. */
export function claim(words: ClaimWords): Claim {
  const { by, from = null, to = null, on = '2026-03-02', barcodes = [] } = words;
  const head = words.head === undefined ? [from, to] : (words.head ?? [null, null]);
  const sn =
    words.sn === undefined || words.sn.includes('@') || from === null
      ? words.sn
      : `${words.sn}@${from}`;
  const { takenBack: _t, receivedAt: _r, ...content } = words;
  const references = referencesOf({ ...words, ...(sn === undefined ? {} : { sn }) });
  const id = fingerprint('claim', content);
  const values = barcodes.map(barcodeValue);
  return {
    _id: `c:${id}`,
    anchor: 'c',
    keys: keysOf({ references, barcodes: values }),
    member: by,
    references,
    sending: sideOf(from),
    receiving: sideOf(to),
    originNamed: words.head !== undefined && words.head !== null && words.head[0] !== from,
    headSending: sideOf(head[0]),
    headReceiving: sideOf(head[1]),
    documentDate: on,
    manifest: null,
    shipper: null,
    consignee: null,
    packages: values.map((barcode) => ({ barcode, isSscc: true, type: null, weightKg: null })),
    quantities: {
      packageCount: null,
      grossWeightKg: null,
      volumeM3: null,
      loadingMetres: null,
      palletPlaces: null,
    },
    problems: [],
    tellings: [{ ...telling(id, words), document: null }],
  };
}

export interface EventWords extends Numbers {
  readonly by: string;
  /** Message partners, unordered; null: a side that is not registered. */
  readonly pair?: readonly [string | null, string | null];
  readonly on?: string;
  readonly barcode?: string;
  readonly code?: string;
  readonly receivedAt?: string;
  readonly takenBack?: boolean;
}

export function event(words: EventWords): ReportedEvent {
  const { by, pair, on = '2026-03-03', barcode = null, code = '25' } = words;
  const { takenBack: _t, receivedAt: _r, ...content } = words;
  const references = referencesOf(words);
  const id = fingerprint('event', content);
  const value = barcode === null ? null : barcodeValue(barcode);
  return {
    _id: `e:${id}`,
    subject: `s${id}`,
    keys: keysOf({ references, barcodes: value === null ? [] : [value] }),
    member: by,
    pair: pair === undefined ? null : [sideOf(pair[0]), sideOf(pair[1])],
    barcode: value,
    classifier: 'ACTUAL',
    local: `${on}T10:00`,
    precision: 'MINUTE',
    place: null,
    code,
    senderId: null,
    tellings: [
      {
        ...telling(id, words),
        kind: 'PICKED_UP',
        reason: null,
        codeList: null,
        occurredAt: new Date(`${on}T09:00Z`),
        timeZone: 'Europe/Vienna',
        text: null,
        signedBy: 'S. Igner',
        position: null,
        references,
      },
    ],
    withdrawals: [],
    waiting: false,
    report: null,
  };
}

/** A withdrawal by content of an event. */
export function withdrawal(of: ReportedEvent): ContentWithdrawal {
  const references = of.tellings[0]?.references ?? [];
  const { subject, keys, member, pair, barcode, local } = of;
  const occurredAt = of.tellings[0]?.occurredAt ?? new Date(0);
  return {
    _id: `w:${of._id}`,
    subject,
    keys,
    member,
    pair,
    barcode,
    withdraws: { code: of.code, kind: null, reason: null, local, occurredAt, note: null },
    references,
    tellings: [telling(`w${of._id}`, {})],
  };
}

export type AnyRecord = Claim | ReportedEvent | ContentWithdrawal;
const isClaim = (one: AnyRecord): one is Claim => 'anchor' in one;
const isWithdrawal = (one: AnyRecord): one is ContentWithdrawal => 'withdraws' in one;

/** `lyon` runs a central hub. */
export const isHub = (member: string): boolean => member === 'lyon';

export function resolveAll(records: readonly AnyRecord[]): Resolution {
  const events = records.filter((one) => !isClaim(one) && !isWithdrawal(one)) as ReportedEvent[];
  return resolve(
    {
      claims: records.filter(isClaim),
      events,
      withdrawals: records.filter((one) => !isClaim(one)).filter(isWithdrawal),
    },
    isHub,
  );
}

/** Ids of the records of each consignment. */
export const groupsOf = ({ groups }: Resolution): string[][] =>
  groups
    .map((group) => [...group.claims, ...group.events].map(({ _id }) => _id).sort())
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));

/** True where all of these records are one consignment, and nothing else is in it. */
export function isOne(records: readonly AnyRecord[], of: readonly AnyRecord[]): boolean {
  const wanted = of
    .map(({ _id }) => _id)
    .sort()
    .join();
  return groupsOf(resolveAll(records)).some((group) => group.join() === wanted);
}

export const waitingIds = ({ waiting }: Resolution): string[] =>
  waiting.map(({ _id }) => _id).sort();
export const ambiguousIds = ({ ambiguous }: Resolution): string[] =>
  ambiguous.map(({ record }) => record).sort();

/** Everything that a resolution decides, comparable, whatever the order of its records. */
export function shapeOf(resolution: Resolution): unknown {
  const groups = resolution.groups.map((group) => ({
    claims: group.claims.map(({ _id }) => _id).sort(),
    events: group.events.map(({ _id }) => _id).sort(),
    withdrawals: group.withdrawals.map(({ _id }) => _id).sort(),
    kind: group.kind,
    owner: group.owner,
    sender: group.sender,
    receiver: group.receiver,
    handlers: [...group.handlers].sort(),
    references: group.references.map((one) => JSON.stringify(one)).sort(),
  }));
  return {
    groups: groups.sort((a, b) => (a.claims.join() < b.claims.join() ? -1 : 1)),
    waiting: waitingIds(resolution),
    ambiguous: ambiguousIds(resolution),
  };
}

/** Position in this list breaks ties between events of one instant (rules.md section 7). */
export const EVENT_KINDS = [
  'ORDER_RECEIVED',
  'PICKUP_PLANNED',
  'PICKUP_STARTED',
  'PICKED_UP',
  'PICKUP_FAILED',
  'DEPARTED_ORIGIN_DEPOT',
  'HUB_IN',
  'HUB_OUT',
  'ARRIVED_DESTINATION_DEPOT',
  'DISCREPANCY',
  'CONSIGNEE_NOTIFIED',
  'DELIVERY_PLANNED',
  'DELIVERY_HELD',
  'OUT_FOR_DELIVERY',
  'ARRIVED_AT_CONSIGNEE',
  'DELIVERED',
  'DELIVERY_FAILED',
  'REFUSED',
  'RETURNING',
  'RETURNED',
  'LOST',
  'CANCELLED',
  'CUSTOMS_IN',
  'CUSTOMS_CLEARED',
  'ETA_CHANGED',
  'POD_AVAILABLE',
  'CLOSED_BY_PARTNER',
  'INFO',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export type EventClassifier = 'PLANNED' | 'ESTIMATED' | 'ACTUAL';
export type TimePrecision = 'SECOND' | 'MINUTE' | 'DAY';

const POSITION = new Map<string, number>(EVENT_KINDS.map((kind, index) => [kind, index]));
/** Rank of a kind in EventKind; an unknown kind ranks last, as INFO does. */
export const kindPosition = (kind: string): number => POSITION.get(kind) ?? EVENT_KINDS.length;

export const isEventKind = (word: string): word is EventKind => POSITION.has(word);

const NEVER_A_STATUS: ReadonlySet<EventKind> = new Set<EventKind>([
  'INFO',
  'ETA_CHANGED',
  'POD_AVAILABLE',
  'CUSTOMS_IN',
  'CUSTOMS_CLEARED',
  'CONSIGNEE_NOTIFIED',
  'DISCREPANCY',
  'CLOSED_BY_PARTNER',
]);
/** Kinds that may become the status of a consignment (rules.md section 7). */
export const canBeStatus = (kind: EventKind): boolean => !NEVER_A_STATUS.has(kind);

const TERMINAL: ReadonlySet<EventKind> = new Set<EventKind>(['DELIVERED', 'RETURNED', 'CANCELLED']);
/** Kinds that end a journey (rules.md section 7). */
export const isTerminal = (kind: EventKind): boolean => TERMINAL.has(kind);

/** Classifier where the format itself says none (rules.md section 2). */
export function classifierOf(kind: EventKind): EventClassifier {
  if (kind === 'PICKUP_PLANNED' || kind === 'DELIVERY_PLANNED') return 'PLANNED';
  return kind === 'ETA_CHANGED' ? 'ESTIMATED' : 'ACTUAL';
}

/** Ids as the world sees them: a prefix that tells the type, then the id, safe in a URL and in a shell. */
const PREFIXES = {
  Member: 'mem',
  Depot: 'dep',
  Feed: 'fee',
  Upload: 'upl',
  Consignment: 'con',
  ConsignmentEvent: 'evt',
  Manifest: 'mft',
  ReviewItem: 'rev',
  DeadLetter: 'dea',
  ApiClient: 'cli',
} as const;
export type NodeType = keyof typeof PREFIXES;

const TYPES = new Map<string, NodeType>(
  Object.entries(PREFIXES).map(([type, prefix]) => [prefix, type as NodeType]),
);

const LONGEST_ID = 200;

/** `:` becomes `.`, anything else that is not plain becomes `~` and four hexadecimal digits. */
const PLAIN = /^[A-Za-z0-9_-]*:?[A-Za-z0-9_-]*$/;

const escape = (id: string): string => (PLAIN.test(id) ? id.replace(':', '.') : escapeEach(id));
const escapeEach = (id: string): string =>
  id.replace(/[^A-Za-z0-9_-]/g, (sign) =>
    sign === ':' ? '.' : `~${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
const unescape = (text: string): string =>
  text.replace(/\.|~([0-9a-f]{4})/g, (sign, code?: string) =>
    code === undefined ? (sign === '.' ? ':' : sign) : String.fromCharCode(parseInt(code, 16)),
  );

export const globalId = (type: NodeType, id: string): string => `${PREFIXES[type]}_${escape(id)}`;

/** Null: no id of this hub, which counts as unknown. */
export function readGlobalId(
  text: string,
): { readonly type: NodeType; readonly id: string } | null {
  const type = TYPES.get(text.slice(0, 3));
  if (type === undefined || text[3] !== '_' || text.length > LONGEST_ID) return null;
  const id = unescape(text.slice(4));
  return id !== '' && globalId(type, id) === text ? { type, id } : null;
}

/** The id behind a global id of this type; null: malformed or of another type. */
export function idOf(type: NodeType, text: string): string | null {
  const read = readGlobalId(text);
  return read?.type === type ? read.id : null;
}

/** Members and feeds are named by id or by slug. */
export const slugOf = (type: 'Member' | 'Feed', text: string): string => idOf(type, text) ?? text;

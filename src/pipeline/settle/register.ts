import { isFloating } from '../../matching/keys.ts';
import type { Registration } from '../../store/reference-store.ts';
import type { SettleNeeds } from './needs.ts';

/** A record makes itself known under its keys before anybody looks. */
export async function register(
  { references }: Pick<SettleNeeds, 'references'>,
  records: {
    readonly claims: readonly { readonly _id: string; readonly keys: readonly string[] }[];
    readonly events: readonly { readonly subject: string; readonly keys: readonly string[] }[];
  },
): Promise<void> {
  const wanted = new Map<
    string,
    { claims: Set<string>; subjects: Set<string>; floating: boolean }
  >();
  const at = (key: string): { claims: Set<string>; subjects: Set<string>; floating: boolean } => {
    const known = wanted.get(key) ?? { claims: new Set(), subjects: new Set(), floating: false };
    wanted.set(key, known);
    return known;
  };
  for (const { _id, keys } of records.claims)
    for (const key of keys) {
      at(key).claims.add(_id);
      if (isFloating(keys)) at(key).floating = true;
    }
  for (const { subject, keys } of records.events)
    for (const key of keys) {
      at(key).subjects.add(subject);
      if (isFloating(keys)) at(key).floating = true;
    }
  const standing = await references.find([...wanted.keys()]);
  const registrations: Registration[] = [];
  for (const [key, { claims, subjects, floating }] of wanted) {
    const doc = standing.get(key);
    const missing = {
      key,
      claims: [...claims].filter((id) => !doc?.claims.includes(id)),
      subjects: [...subjects].filter((subject) => !doc?.subjects.includes(subject)),
      floating: floating && doc?.floating !== true,
    };
    if (missing.claims.length + missing.subjects.length > 0 || missing.floating)
      registrations.push(missing);
  }
  await references.register(registrations);
}

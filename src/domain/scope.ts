/** What an API key may do (contract: dashboard.graphql). `admin` reaches every member, the others the key's own. */
export const SCOPES = [
  'read',
  'upload',
  'capacity',
  'clients',
  'users',
  'sharing',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

export const isScope = (word: string): word is Scope =>
  (SCOPES as readonly string[]).includes(word);

import { createHash, randomBytes } from 'node:crypto';

export interface ApiKey {
  /** The whole key, `bdo_<prefix>_<secret>`: shown once, never stored. */
  readonly key: string;
  /** `bdo_<prefix>`: enough to recognise it. */
  readonly prefix: string;
  readonly hash: string;
}

const PREFIX_ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** SHA-256 in hex: a secret of 256 random bits needs no slow hash. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** A new key with 256 random bits behind a readable prefix of 8 characters. */
export function makeApiKey(random: (bytes: number) => Uint8Array = randomBytes): ApiKey {
  const name = [...random(8)].map((byte) => PREFIX_ALPHABET[byte % 32] ?? 'a').join('');
  const secret = Buffer.from(random(32)).toString('base64url');
  const key = `bdo_${name}_${secret}`;
  return { key, prefix: `bdo_${name}`, hash: hashOfKey(key) };
}

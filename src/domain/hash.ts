import { hash } from 'node:crypto';

/**
 * 128 bits of SHA-256 over the parts, base64url (22 characters): collisions are out of reach, keys stay short. The parts are
 * joined as JSON, so that ('ab','c') and ('a','bc') differ.
 */
export const fingerprint = (...parts: readonly unknown[]): string =>
  hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);

import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter that is read as a digit. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;
const TIME_LENGTH = 10;

/** 26 characters, 80 random bits behind the milliseconds, so that ids sort by time. */
export function newUploadId(now: Date): string {
  let time = '';
  for (let rest = now.getTime(); time.length < TIME_LENGTH; rest = Math.floor(rest / 32))
    time = `${DIGITS[rest % 32] ?? ''}${time}`;
  return time + inDigits(randomBytes(LENGTH - TIME_LENGTH));
}

/** The same member and idempotency key have the same id in every hub process: 130 bits of SHA-256. */
export function keyedUploadId(member: string, idempotencyKey: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([member, idempotencyKey]))
    .digest();
  return inDigits(digest.subarray(0, LENGTH));
}

/** Id of received bytes: random all over, so that they spread over shards. */
export const newRawId = (): string => inDigits(randomBytes(LENGTH));

/** One digit a byte, of its lower five bits. */
const inDigits = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => DIGITS[byte % 32] ?? '').join('');

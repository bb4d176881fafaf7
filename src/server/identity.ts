/** From the key in the Authorization header to the viewer. Nowhere else is a key read from. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../../schema/context.ts';
import type { SchemaHub } from '../../schema/hub-needs.ts';
import { HubError } from '../domain/errors.ts';
import { isScope, type Scope } from '../domain/scope.ts';
import type { AddressOf } from './address.ts';
import { Allowance } from './allowance.ts';
import { withDeadline } from './refusal.ts';

/** Failed keys a minute and address; beyond it the guesser is told to wait, right keys go on working. */
const FAILED_KEYS = 60;
/** MongoDB may hang: an answer is due within 10 s. */
const LOOKUP_MS = 5_000;
const MINUTE_MS = 60_000;

const KEY = /^bdo_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$/;

type Hub = Pick<SchemaHub, 'reads' | 'clock'>;

export class Identity {
  readonly #failures = new Allowance(FAILED_KEYS);
  /** Minute of its last use by client, so that it is written once a minute. */
  readonly #used = new Map<string, number>();
  readonly #addressOf: AddressOf;

  constructor(addressOf: AddressOf) {
    this.#addressOf = addressOf;
  }

  /** One indexed read; a key that was revoked is refused from the next request on. @throws UNAUTHENTICATED, RATE_LIMITED */
  async viewerOf(request: IncomingMessage, hub: () => Hub): Promise<Viewer> {
    const key = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) {
      throw new HubError('UNAUTHENTICATED', 'An API key is needed: Authorization: Bearer <key>');
    }
    const viewer = KEY.test(key) ? await this.#lookUp(key, hub()) : null;
    if (viewer !== null) return viewer;
    const wait = this.#failures.spend(this.#addressOf(request), 1);
    if (wait === 0) throw new HubError('UNAUTHENTICATED', 'The API key is not valid');
    throw new HubError('RATE_LIMITED', 'Too many wrong API keys', { retryAfterSeconds: wait });
  }

  async #lookUp(key: string, hub: Hub): Promise<Viewer | null> {
    const hash = createHash('sha256').update(key).digest();
    const lookup = hub.reads.clients.findByHash(hash.toString('hex'));
    const client = await withDeadline(lookup, LOOKUP_MS);
    if (client === null || !timingSafeEqual(Buffer.from(client.keyHash, 'hex'), hash)) return null;
    const now = hub.clock.now();
    if (client.revokedAt !== null) return null;
    if (client.expiresAt !== null && client.expiresAt <= now) return null;
    this.#noteUse(client._id, now, hub);
    return {
      member: client.member,
      client: { id: client._id, name: client.name },
      scopes: new Set<Scope>(client.scopes.filter(isScope)),
    };
  }

  #noteUse(id: string, now: Date, { reads }: Hub): void {
    const minute = Math.floor(now.getTime() / MINUTE_MS);
    if (this.#used.get(id) === minute) return;
    this.#used.set(id, minute);
    // Nobody waits for it, and nothing is lost with it.
    reads.clients.markUsed(id, new Date(minute * MINUTE_MS)).catch(() => this.#used.delete(id));
  }
}

/** @throws FORBIDDEN where the viewer has none of the scopes */
export function requireScope(viewer: Viewer, ...scopes: readonly Scope[]): void {
  if (scopes.some((scope) => viewer.scopes.has(scope))) return;
  throw new HubError('FORBIDDEN', `The key lacks the scope ${scopes.join(' or ')}`);
}

/** API clients: keys are made here, shown once and kept as hashes. */
import type { MemberId } from '../domain/consignment.ts';
import { AlreadyExistsError, HubError, type FieldProblem } from '../domain/errors.ts';
import { isScope, SCOPES } from '../domain/scope.ts';
import type { ClientStore } from '../store/client-store.ts';
import type { ApiClientDoc } from '../store/documents.ts';
import type { MemberStore } from '../store/member-store.ts';
import type { Viewing } from '../store/viewing.ts';
import { makeApiKey } from './api-key.ts';
import { isName, problemsOf, refuseProblems } from './checks.ts';

export interface ClientNeeds {
  readonly clients: ClientStore;
  readonly members: MemberStore;
  readonly clock: { now(): Date };
  readonly makeId: () => string;
}

export interface NewClient {
  readonly member: MemberId;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Null: does not expire. */
  readonly expiresAt: Date | null;
  /** Scopes that the caller holds: nobody grants another one. Null: the operating system's user asks. */
  readonly grantable: ReadonlySet<string> | null;
}

export interface CreatedClient {
  readonly client: ApiClientDoc;
  /** The whole key: told here and never again. */
  readonly key: string;
}

/** @throws InvalidInputError, NOT_FOUND for an unknown member */
export async function createClient(needs: ClientNeeds, request: NewClient): Promise<CreatedClient> {
  const now = needs.clock.now();
  refuseProblems([
    ...problemsOf([['name', request.name, isName]]),
    ...scopeProblems(request),
    ...(request.expiresAt !== null && request.expiresAt <= now
      ? [{ path: 'expiresAt', message: 'Must lie in the future' }]
      : []),
  ]);
  if ((await needs.members.find(request.member)) === null) {
    throw new HubError('NOT_FOUND', 'There is no such member');
  }
  const made = newClient(needs.makeId(), request, now);
  await needs.clients.insert(made.client);
  return made;
}

function scopeProblems({ scopes, grantable }: NewClient): FieldProblem[] {
  if (scopes.length === 0) return [{ path: 'scopes', message: 'Name at least one scope' }];
  return scopes.flatMap((scope, index) => {
    const path = `scopes.${index}`;
    if (!isScope(scope)) return [{ path, message: `Must be one of ${SCOPES.join(', ')}` }];
    const held = grantable === null || grantable.has(scope);
    return held ? [] : [{ path, message: 'Nobody grants a scope that he does not hold' }];
  });
}

function newClient(id: string, request: Omit<NewClient, 'grantable'>, now: Date): CreatedClient {
  const { key, prefix, hash } = makeApiKey();
  const client: ApiClientDoc = {
    _id: id,
    member: request.member,
    name: request.name,
    keyPrefix: prefix,
    keyHash: hash,
    scopes: [...new Set(request.scopes)],
    createdAt: now,
    expiresAt: request.expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  };
  return { client, key };
}

/** Refused from the next request on; revoked before: no change. @throws NOT_FOUND where the viewer may not see it */
export async function revokeClient(
  { clients, clock }: ClientNeeds,
  { viewing, client }: { readonly viewing: Viewing; readonly client: string },
): Promise<ApiClientDoc> {
  const [visible] = await clients.findByIds(viewing, [client]);
  const revoked = visible ? await clients.revoke(client, clock.now()) : null;
  if (revoked === null) throw new HubError('NOT_FOUND', 'There is no such API client');
  return revoked;
}

/** Member and client of whoever runs the hub; the client's fixed id decides a race. */
const OPERATOR = 'operator';

/**
 * The operator's member and its first client with all scopes. Works once: the insert of the client is the commit point, so
 * that a run that was cut off before it can be repeated.
 * @throws AlreadyExistsError the second time
 */
export async function bootstrap(
  needs: ClientNeeds,
  { alliance }: { readonly alliance: string },
): Promise<CreatedClient> {
  refuseProblems(problemsOf([['alliance', alliance, isName]]));
  const now = needs.clock.now();
  await needs.members.ensure({
    _id: OPERATOR,
    name: alliance,
    country: 'ZZ',
    corporateGroup: OPERATOR,
    createdAt: now,
  });
  const request = { member: OPERATOR, name: 'bootstrap', scopes: SCOPES, expiresAt: null };
  const made = newClient(OPERATOR, request, now);
  if (await needs.clients.insert(made.client)) return made;
  throw new AlreadyExistsError('operator', 'The hub has been set up before');
}

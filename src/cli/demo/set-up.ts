import { z } from 'zod';
import type { AllianceDepot } from '../../../fixtures/alliance/model.ts';
import { alliance } from '../../../fixtures/alliance/alliance.ts';
import { EXIT, ExitError } from '../../platform/exit-codes.ts';
import {
  CREATE_CLIENT,
  CREATE_DEPOT,
  CREATE_FEED,
  CREATE_MEMBER,
} from '../admin/alliance-mutations.ts';
import { mutate, type Mutation } from '../admin/mutate.ts';
import type { HubClient } from '../hub-client.ts';

type Input = Readonly<Record<string, unknown>>;

/** Everything that a member may do for itself. */
const MEMBER_SCOPES = ['read', 'upload', 'capacity', 'clients', 'users', 'sharing'];

const Made = z.object({ key: z.string() });

/** Creates what is missing of members, depots and feeds, by the mutations that an operator uses. */
export async function setUpAlliance(admin: HubClient): Promise<void> {
  for (const member of alliance.members) await ensure(admin, CREATE_MEMBER, { ...member });
  // One after the other: the first depot of a member is the one that gives its feeds a zone.
  for (const depot of alliance.depots) await ensure(admin, CREATE_DEPOT, depotInput(depot));
  for (const feed of alliance.feeds) await ensure(admin, CREATE_FEED, { ...feed });
}

const depotInput = ({ member, code, name, timeZone, ...rest }: AllianceDepot): Input => {
  const { country, postcode, place, aliases, centralHub } = rest;
  return { member, code, name, timeZone, country, postcode, place, aliases, centralHub };
};

async function ensure(admin: HubClient, mutation: Mutation, input: Input): Promise<void> {
  const answer = await mutate(admin, mutation, input);
  if ('made' in answer || answer.refused.code === 'ALREADY_EXISTS') return;
  throw new ExitError(EXIT.refused, `${mutation.name}: ${answer.refused.message}`);
}

/** A client for each member that has no key yet. */
export async function makeKeys(
  admin: HubClient,
  known: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const keys: Record<string, string> = {};
  for (const { slug } of alliance.members) {
    keys[slug] = known[slug] ?? (await makeKey(admin, slug));
  }
  return keys;
}

async function makeKey(admin: HubClient, member: string): Promise<string> {
  const input = { member, name: 'Demo', scopes: MEMBER_SCOPES };
  const answer = await mutate(admin, CREATE_CLIENT, input);
  if ('made' in answer) return Made.parse(answer.made).key;
  throw new ExitError(EXIT.refused, `createApiClient: ${answer.refused.message}`);
}

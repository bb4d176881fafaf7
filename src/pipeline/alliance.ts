/** Setting up an alliance: members, their depots, their feeds. Asked for by whoever runs the hub. */
import type { MemberId } from '../domain/consignment.ts';
import { AlreadyExistsError, HubError } from '../domain/errors.ts';
import type { DepotAlias, DepotDoc, FeedDoc, MemberDoc } from '../store/documents.ts';
import type { DepotStore } from '../store/depot-store.ts';
import type { FeedStore } from '../store/feed-store.ts';
import type { MemberStore } from '../store/member-store.ts';
import { isCountry, isName, isSlug, isZone, problemsOf, refuseProblems } from './checks.ts';

export interface AllianceNeeds {
  readonly members: MemberStore;
  readonly depots: DepotStore;
  readonly feeds: FeedStore;
  readonly clock: { now(): Date };
  readonly makeId: () => string;
  /** Names that a feed may give as its code list. */
  readonly codeLists: readonly string[];
  /** Names that a feed may give as its format beside AUTO. */
  readonly isKnownFormat: (name: string) => boolean;
}

export interface NewMember {
  readonly slug: string;
  readonly name: string;
  readonly country: string;
  readonly corporateGroup: string;
}

/** @throws InvalidInputError, AlreadyExistsError */
export async function createMember(needs: AllianceNeeds, request: NewMember): Promise<MemberDoc> {
  const { slug, name, country, corporateGroup } = request;
  refuseProblems(
    problemsOf([
      ['slug', slug, isSlug],
      ['name', name, isName],
      ['country', country, isCountry],
      ['corporateGroup', corporateGroup, isName],
    ]),
  );
  const createdAt = needs.clock.now();
  const member: MemberDoc = { _id: slug, name, country, corporateGroup, createdAt };
  if (await needs.members.insert(member)) return member;
  throw new AlreadyExistsError('slug', `There is a member ${slug} already`);
}

export interface NewDepot {
  readonly member: MemberId;
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly country: string;
  readonly postcode: string | null;
  readonly place: string | null;
  readonly aliases: readonly DepotAlias[];
  readonly centralHub: boolean;
}

/** @throws InvalidInputError, AlreadyExistsError, NOT_FOUND for an unknown member */
export async function createDepot(needs: AllianceNeeds, request: NewDepot): Promise<DepotDoc> {
  const { member, code, name, timeZone, country, postcode, place, aliases, centralHub } = request;
  refuseProblems([
    ...problemsOf([
      ['code', code, isName],
      ['name', name, isName],
      ['timeZone', timeZone, isZone],
      ['country', country, isCountry],
      ['postcode', postcode, isName],
      ['place', place, isName],
    ]),
    ...aliases.flatMap(aliasProblems),
  ]);
  await requireMember(needs, member);
  const depot: DepotDoc = {
    _id: needs.makeId(),
    code: code.trim(),
    member,
    name,
    timeZone,
    place: { name: place, postcode, country },
    aliases: aliases.map((alias) => ({ ...alias, value: alias.value.trim() })),
    centralHub,
    createdAt: needs.clock.now(),
  };
  if (await needs.depots.insert(depot)) return depot;
  throw new AlreadyExistsError('code', `There is a depot ${code} already`);
}

function aliasProblems({ value, validFrom, validUntil }: DepotAlias, index: number) {
  const reversed = validFrom !== null && validUntil !== null && validFrom > validUntil;
  return [
    ...problemsOf([[`aliases.${index}.value`, value, isName]]),
    ...(reversed
      ? [{ path: `aliases.${index}.validUntil`, message: 'Must not lie before validFrom' }]
      : []),
  ];
}

export interface NewFeed {
  readonly member: MemberId;
  readonly slug: string;
  readonly format: string;
  readonly codeList: string | null;
  /** Null: that of the member's first depot, else UTC. */
  readonly timeZone: string | null;
}

/** @throws InvalidInputError, AlreadyExistsError, NOT_FOUND for an unknown member */
export async function createFeed(needs: AllianceNeeds, request: NewFeed): Promise<FeedDoc> {
  const { member, slug, format, codeList, timeZone } = request;
  const isFormat = (name: string) =>
    name === 'AUTO' || needs.isKnownFormat(name) ? null : 'Must be AUTO or the name of a format';
  const isList = (name: string) =>
    needs.codeLists.includes(name)
      ? null
      : `Must be a code list that says what a status means: ${needs.codeLists.join(', ')}`;
  refuseProblems(
    problemsOf([
      ['slug', slug, isSlug],
      ['format', format, isFormat],
      ['codeList', codeList, isList],
      ['timeZone', timeZone, isZone],
    ]),
  );
  await requireMember(needs, member);
  const zone = timeZone ?? (await needs.depots.firstOf(member))?.timeZone ?? null;
  const feed: FeedDoc = {
    _id: slug,
    member,
    format,
    codeList,
    timeZone: zone ?? 'UTC',
    zoneAssumed: zone === null,
    reportConfirmsRest: false,
    createdAt: needs.clock.now(),
  };
  if (await needs.feeds.insert(feed)) return feed;
  throw new AlreadyExistsError('slug', `There is a feed ${slug} already`);
}

async function requireMember({ members }: AllianceNeeds, id: MemberId): Promise<void> {
  if ((await members.find(id)) === null) throw new HubError('NOT_FOUND', 'There is no such member');
}

import type { MemberId } from '../src/domain/consignment.ts';
import type { Language } from '../src/domain/issue-messages.ts';
import type { Scope } from '../src/domain/scope.ts';
import type { Viewing } from '../src/store/viewing.ts';
import type { SchemaHub } from './hub-needs.ts';
import type { LiveFeed } from './live-feed.ts';

/** Who asks: an API client of a member. */
export interface Viewer {
  readonly member: MemberId;
  readonly client: { readonly id: string; readonly name: string };
  readonly scopes: ReadonlySet<Scope>;
}

/** One request, or one message of a subscription: loaders and decisions never outlive it. */
export interface Context {
  readonly viewer: Viewer;
  readonly hub: SchemaHub;
  readonly live: LiveFeed;
  readonly language: Language;
}

export const viewingOf = ({ viewer }: Pick<Context, 'viewer'>): Viewing => ({
  member: viewer.member,
  everyMember: viewer.scopes.has('admin'),
});

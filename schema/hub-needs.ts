/** What the graph needs of the hub, and nothing else: reads by viewer, steps for what is asked, news for who watches. */
import type { MemberId } from '../src/domain/consignment.ts';
import type { ClientStore } from '../src/store/client-store.ts';
import type { ConsignmentReader } from '../src/store/consignment-reader.ts';
import type { DeadLetterReader } from '../src/store/dead-letter-reader.ts';
import type { DepotStore } from '../src/store/depot-store.ts';
import type {
  ApiClientDoc,
  DepotAlias,
  DepotDoc,
  FeedDoc,
  MemberDoc,
  UploadDoc,
} from '../src/store/documents.ts';
import type { EventReader } from '../src/store/event-reader.ts';
import type { FeedStore } from '../src/store/feed-store.ts';
import type { IssueReader } from '../src/store/issue-reader.ts';
import type { ManifestReader } from '../src/store/manifest-reader.ts';
import type { MemberStore } from '../src/store/member-store.ts';
import type { ReviewReader } from '../src/store/review-reader.ts';
import type { UploadReader } from '../src/store/upload-reader.ts';
import type { Viewing } from '../src/store/viewing.ts';

export interface Reads {
  readonly members: MemberStore;
  readonly depots: DepotStore;
  readonly feeds: FeedStore;
  readonly clients: ClientStore;
  readonly uploads: UploadReader;
  readonly issues: IssueReader;
  readonly consignments: ConsignmentReader;
  readonly events: EventReader;
  readonly manifests: ManifestReader;
  readonly reviews: ReviewReader;
  readonly deadLetters: DeadLetterReader;
}

export interface ReceiveUpload {
  readonly feed: FeedDoc;
  /** As the sender names it; the step makes it safe to show. */
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly dryRun: boolean;
  /** Null: every call is a new upload. */
  readonly idempotencyKey: string | null;
}

/** Refusals are HubErrors (InvalidInputError, AlreadyExistsError, NotAllowedError, NOT_FOUND, TOO_LARGE, RATE_LIMITED). */
export interface Steps {
  createMember(
    request: Omit<MemberDoc, '_id' | 'createdAt'> & { slug: string },
  ): Promise<MemberDoc>;
  createDepot(request: {
    readonly member: MemberId;
    readonly code: string;
    readonly name: string;
    readonly timeZone: string;
    readonly country: string;
    readonly postcode: string | null;
    readonly place: string | null;
    readonly aliases: readonly DepotAlias[];
    readonly centralHub: boolean;
  }): Promise<DepotDoc>;
  createFeed(request: {
    readonly member: MemberId;
    readonly slug: string;
    readonly format: string;
    readonly codeList: string | null;
    readonly timeZone: string | null;
  }): Promise<FeedDoc>;
  createClient(request: {
    readonly member: MemberId;
    readonly name: string;
    readonly scopes: readonly string[];
    readonly expiresAt: Date | null;
    readonly grantable: ReadonlySet<string> | null;
  }): Promise<{ readonly client: ApiClientDoc; readonly key: string }>;
  revokeClient(request: {
    readonly viewing: Viewing;
    readonly client: string;
  }): Promise<ApiClientDoc>;
  /** Answers once bytes and upload are durable; RATE_LIMITED where the member sends too much at once. */
  receiveUpload(request: ReceiveUpload): Promise<UploadDoc>;
  /** Answers once the wish is durable; the work follows. Asked again: no change. */
  requestUploadWithdrawal(request: {
    readonly upload: string;
    readonly by: string;
    readonly reason: string;
  }): Promise<UploadDoc>;
  /** Answers once the statuses are derived again. Asked again: no change. */
  withdrawEvent(request: { readonly event: string; readonly reason: string }): Promise<void>;
  /** How many went back to the queue. */
  requeueDeadLetters(request: { readonly deadLetters: readonly string[] }): Promise<number>;
}

/** Ids of what changed, from every process; lost news is no lost data. */
export interface NewsSource {
  /** Answers how to stop listening. */
  subscribe(listen: (news: News) => void): () => void;
}
export interface News {
  readonly uploads: readonly string[];
  readonly consignments: readonly string[];
}

export interface QueueFigures {
  /** False: the queue server does not answer; the numbers are zero. */
  readonly reachable: boolean;
  readonly workers: number;
  readonly queues: readonly {
    readonly name: string;
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly failed: number;
    /** Null: nothing waits. */
    readonly oldestWaitingSeconds: number | null;
  }[];
}

export interface SchemaHub {
  readonly version: string;
  readonly startedAt: Date;
  readonly clock: { now(): Date };
  readonly reads: Reads;
  readonly steps: Steps;
  readonly news: NewsSource;
  /** Answers within 2 seconds. */
  isMongoReachable(): Promise<boolean>;
  /** Answers within 2 seconds. */
  queueFigures(): Promise<QueueFigures>;
}

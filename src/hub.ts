/** The one composition: stores and steps from a database, a queue and a clock. Everything else receives what it needs. */
import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { HubError } from './domain/errors.ts';
import type { Announcer, JobPayload, VisibleJobQueue } from './jobs/catalogue.ts';
import { createDepot, createFeed, createMember, type AllianceNeeds } from './pipeline/alliance.ts';
import { applyChunk } from './pipeline/apply-chunk.ts';
import { bootstrap, createClient, revokeClient } from './pipeline/clients.ts';
import { giveUp, requeueDeadLetters, type GivenUp } from './pipeline/dead-letters.ts';
import { finishUpload } from './pipeline/finish-upload.ts';
import { KNOWN_NAMES, knowledgeOf } from './pipeline/knowledge.ts';
import { parseUpload } from './pipeline/parse-upload.ts';
import type { ParseUploadNeeds } from './pipeline/read-upload.ts';
import { receiveUpload, type ReceiveRequest } from './pipeline/receive-upload.ts';
import { requeueStranded, type RequeueRequest } from './pipeline/requeue-stranded.ts';
import { sweepRaw } from './pipeline/sweep-raw.ts';
import { withdrawEvent } from './pipeline/withdraw-event.ts';
import { requestUploadWithdrawal, withdrawUpload } from './pipeline/withdraw-upload.ts';
import { systemClock, type Clock } from './platform/clock.ts';
import { pause, within } from './platform/wait.ts';
import { ensureCollections } from './store/collections.ts';
import { openStores, type Stores } from './store/stores.ts';
import { withTrial } from './store/trial.ts';

export interface HubParts {
  readonly db: Db;
  readonly queue: VisibleJobQueue;
  readonly announcer: Announcer;
  readonly version: string;
  readonly limits: {
    /** One file over REST, in bytes. */
    readonly maxUploadBytes: number;
  };
  readonly clock?: Clock;
}

type OfUpload = JobPayload<'parse-upload'>;
interface Stoppable {
  readonly signal: AbortSignal;
}

/** A hub on its database. Processes add what only they have: a queue's figures, news, a listener. */
export function createHub(parts: HubParts) {
  const { db, queue, announcer, version, limits, clock = systemClock } = parts;
  const stores = openStores(db);
  const needs = stepNeeds(stores, { db, queue, announcer, clock });
  const alliance = allianceNeeds(stores, clock);
  const clients = { clients: stores.clients, members: stores.members, clock, makeId: randomUUID };
  const intake = { ...stores, queue, clock };
  return {
    version,
    startedAt: clock.now(),
    clock,
    stores,
    reads: stores.reads,
    workers: stores.workers,
    steps: {
      createMember: (request: Parameters<typeof createMember>[1]) =>
        createMember(alliance, request),
      createDepot: (request: Parameters<typeof createDepot>[1]) => createDepot(alliance, request),
      createFeed: (request: Parameters<typeof createFeed>[1]) => createFeed(alliance, request),
      createClient: (request: Parameters<typeof createClient>[1]) => createClient(clients, request),
      revokeClient: (request: Parameters<typeof revokeClient>[1]) => revokeClient(clients, request),
      bootstrap: (request: Parameters<typeof bootstrap>[1]) => bootstrap(clients, request),
      receiveUpload: (request: Omit<ReceiveRequest, 'maxBytes'>) =>
        receiveUpload(intake, { ...request, maxBytes: limits.maxUploadBytes }),
      parseUpload: (asked: OfUpload & Stoppable) => parseUpload(needs, asked),
      applyChunk: (asked: JobPayload<'apply-chunk'>) => applyChunk(needs, asked),
      finishUpload: (asked: OfUpload) => finishUpload(needs, asked),
      withdrawUpload: (asked: OfUpload & Stoppable) => withdrawUpload(needs, asked),
      async requestUploadWithdrawal(request: { upload: string; by: string; reason: string }) {
        const { upload: uploadId, by, reason } = request;
        const asked = await requestUploadWithdrawal({ ...needs, pause }, { uploadId, by, reason });
        if (asked === null) throw new HubError('NOT_FOUND', 'There is no such upload');
        return asked;
      },
      async withdrawEvent({ event, reason }: { event: string; reason: string }): Promise<void> {
        await withdrawEvent(needs, { eventId: event, reason });
      },
      requeueStranded: (request?: RequeueRequest) => requeueStranded(intake, request),
      sweepRaw: () => sweepRaw(intake),
      giveUp: (letter: GivenUp) => giveUp(intake, letter),
      requeueDeadLetters: (request: { deadLetters: readonly string[] }) =>
        requeueDeadLetters(intake, { ids: request.deadLetters }),
    },
    /** Creates what is missing in the database: collections, indexes, sharding. */
    prepare: () => ensureCollections(db),
    async isMongoReachable(): Promise<boolean> {
      const ping = db.command({ ping: 1 }).then(
        () => true,
        () => false,
      );
      return (await within(2_000, ping)) ?? false;
    },
  };
}
export type Hub = ReturnType<typeof createHub>;

function allianceNeeds({ members, depots, feeds }: Stores, clock: Clock): AllianceNeeds {
  return {
    members,
    depots,
    feeds,
    clock,
    makeId: randomUUID,
    ...KNOWN_NAMES,
  };
}

function stepNeeds(
  stores: Stores,
  { db, queue, announcer, clock }: Pick<HubParts, 'db' | 'queue' | 'announcer'> & { clock: Clock },
): ParseUploadNeeds & { readonly senderIds: Stores['senderIds'] } {
  return {
    ...stores,
    queue,
    announcer,
    now: () => clock.now(),
    ...knowledgeOf(stores),
    trial: (name, work) => withTrial(db, stores, { name, work }),
  };
}

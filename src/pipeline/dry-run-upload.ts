import type { ParsedItem } from '../domain/draft.ts';
import { FeedRefused } from '../domain/issue.ts';
import type { NormalisingContext } from '../normalising/context.ts';
import type { UploadCounts, UploadDoc } from '../store/documents.ts';
import type { CanonicalStores } from '../store/trial.ts';
import { addCounts, type ChunkPart } from '../store/chunk-store.ts';
import { NO_COUNTS } from '../store/upload-store.ts';
import { applyBatch } from './apply/apply-batch.ts';
import { countsOf } from './apply/counts.ts';
import { normaliseItems } from './apply/normalise-items.ts';
import { touchedBy } from './apply/touched.ts';
import { ChunkCutter } from './chunk-cutter.ts';
import { contextOf } from './normalising-context.ts';
import { openUpload, refuseUpload, type ParseUploadNeeds } from './read-upload.ts';
import { dropOrphansAmong } from './settle-orphans.ts';

/** The same counts and issues as the real thing would give now, by doing it beside what stands: nothing canonical is written. */
export async function dryRunUpload(
  needs: ParseUploadNeeds,
  { upload, signal }: { upload: UploadDoc; signal: AbortSignal },
): Promise<void> {
  const { _id: id, epoch } = upload;
  try {
    const { format, items } = await openUpload(needs, upload);
    await readThrough(items);
    if (!(await needs.uploads.startProcessing({ id, epoch, at: needs.now() }, format))) return;
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error;
    await refuseUpload(needs, upload, error);
    return;
  }
  const counts = await needs.trial(id, (stores) => applyAll(needs, { upload, stores, signal }));
  const withIssues = await needs.issues.hasAboveInfo(id);
  await needs.uploads.complete({ id, epoch, at: needs.now() }, { counts, withIssues });
  needs.announcer.uploadMoved(id);
}

/** To its end: a file that turns out to be truncated is refused before anything is tried. */
async function readThrough(items: AsyncIterable<ParsedItem>): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let isDone = false;
  while (!isDone) isDone = (await iterator.next()).done === true;
}

/** Cut into chunks as a small file is, whatever its size: one after the other in file order, and in memory one at a time. */
async function applyAll(
  needs: ParseUploadNeeds,
  { upload, stores, signal }: { upload: UploadDoc; stores: CanonicalStores; signal: AbortSignal },
): Promise<UploadCounts> {
  const { _id: id, epoch } = upload;
  const { format, items } = await openUpload(needs, upload);
  const context = await contextOf(needs, { ...upload, format });
  const trial = new TrialRun(needs, { stores, context });
  const cutter = new ChunkCutter(id, 0);
  let chunk = { number: 0, texts: [] as string[] };
  const take = async (parts: readonly ChunkPart[]): Promise<void> => {
    for (const part of parts) {
      signal.throwIfAborted();
      if (part.number !== chunk.number) {
        await trial.apply(chunk.number, chunk.texts);
        await needs.uploads.touch({ id, epoch, at: needs.now() });
        chunk = { number: part.number, texts: [] };
      }
      chunk.texts.push(...part.items);
    }
  };
  for await (const item of items) await take(cutter.add(item));
  await take(cutter.rest());
  if (chunk.texts.length > 0) await trial.apply(chunk.number, chunk.texts);
  return trial.finish();
}

class TrialRun {
  readonly #needs: ParseUploadNeeds;
  readonly #stores: CanonicalStores;
  readonly #context: NormalisingContext;
  readonly #events: string[] = [];
  #counts = NO_COUNTS;

  constructor(
    needs: ParseUploadNeeds,
    { stores, context }: { stores: CanonicalStores; context: NormalisingContext },
  ) {
    this.#needs = needs;
    this.#stores = stores;
    this.#context = context;
  }

  async apply(chunk: number, texts: readonly string[]): Promise<void> {
    const { id: upload, receivedAt } = this.#context.upload;
    const batch = normaliseItems(
      this.#context,
      texts.map((text) => JSON.parse(text) as ParsedItem),
    );
    const applied = await applyBatch(
      {
        ...this.#stores,
        isHub: (member) => this.#context.register.runsCentralHub(member),
        now: this.#needs.now,
        noteOverruled: () => Promise.resolve(),
      },
      batch,
      { upload, chunk, receivedAt },
    );
    await this.#needs.issues.replace(upload, chunk, [...batch.notices, ...applied.issues]);
    this.#counts = addCounts(this.#counts, countsOf(applied));
    if (applied.issues.some(({ code }) => code === 'ORPHAN'))
      this.#events.push(...touchedBy(batch, applied.settled).events);
  }

  /** What waited for a consignment of a later chunk waits no more, as at the finish of the real thing. */
  async finish(): Promise<UploadCounts> {
    const { issues } = this.#needs;
    const { id: upload } = this.#context.upload;
    const lines = await issues.orphanLines(upload);
    const { records } = this.#stores;
    if (lines.size > 0)
      await dropOrphansAmong({ issues, records }, { upload, lines, events: this.#events });
    return this.#counts;
  }
}

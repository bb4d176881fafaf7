import type { Draft, ParsedItem } from '../domain/draft.ts';
import { fingerprint } from '../domain/hash.ts';
import { barcodeKey, referenceKey } from '../matching/keys.ts';
import type { ChunkPart } from '../store/chunk-store.ts';

/** Records of a chunk: large enough that the queue costs nothing, small enough that a worker's memory stays flat. */
const CHUNK_RECORDS = 2000;
/** Characters of JSON of a chunk, whatever comes first. */
const CHUNK_CHARACTERS = 2_000_000;
/** Characters that wait in memory before they are put away, over all chunks. */
const WAITING_CHARACTERS = 4_000_000;
/** Bytes of a file for each chunk that is filled at the same time, and the most such chunks. */
const BYTES_A_CHUNK = 400_000;
const MOST_OPEN_CHUNKS = 128;
/** Reports whose differences may still come: a report is followed by its own. */
const REMEMBERED_REPORTS = 100;

interface OpenChunk {
  number: number;
  part: number;
  records: number;
  characters: number;
  waiting: string[];
  waitingCharacters: number;
  readonly reports: Set<number>;
}

/**
 * Cuts a stream of items into chunks. Everything that a file says about one consignment comes into one chunk, as long as that is not
 * full, so that a consignment is derived once a file and not once a line. The same items are cut in the same places every time.
 */
export class ChunkCutter {
  readonly #upload: string;
  readonly #open: (OpenChunk | undefined)[];
  readonly #reports = new Map<number, string>();
  #chunks = 0;
  #waiting = 0;

  constructor(upload: string, byteSize: number) {
    this.#upload = upload;
    const open = Math.ceil(byteSize / BYTES_A_CHUNK);
    this.#open = new Array<undefined>(Math.min(Math.max(open, 1), MOST_OPEN_CHUNKS)).fill(
      undefined,
    );
  }

  /** Number of chunks so far. */
  get count(): number {
    return this.#chunks;
  }

  /** Takes an item; answers the parts that are to be put away now, mostly none. */
  add(item: ParsedItem): ChunkPart[] {
    const { draft } = item;
    const text = JSON.stringify(item);
    if (draft?.type === 'report') this.#remember(draft.line, item);
    const bucket = bucketOf(draft, this.#open.length);
    const chunk = this.#chunkFor(bucket);
    for (const line of reportLines(draft)) this.#bringReport(chunk, line);
    if (draft?.type === 'report') chunk.reports.add(draft.line);
    this.#push(chunk, text);
    chunk.records += item.records;
    return this.#waiting >= WAITING_CHARACTERS ? this.rest() : [];
  }

  /** Everything that still waits. */
  rest(): ChunkPart[] {
    const parts = this.#open.flatMap((chunk) =>
      chunk === undefined ? [] : this.#takeWaiting(chunk),
    );
    this.#waiting = 0;
    return [...this.#full.splice(0), ...parts];
  }

  /** Parts of chunks that are full already. */
  readonly #full: ChunkPart[] = [];

  #chunkFor(bucket: number): OpenChunk {
    const chunk = this.#open[bucket];
    const isFull =
      chunk !== undefined &&
      (chunk.records >= CHUNK_RECORDS || chunk.characters >= CHUNK_CHARACTERS);
    if (chunk !== undefined && !isFull) return chunk;
    if (chunk !== undefined) this.#full.push(...this.#takeWaiting(chunk));
    const fresh: OpenChunk = {
      number: this.#chunks++,
      part: 0,
      records: 0,
      characters: 0,
      waiting: [],
      waitingCharacters: 0,
      reports: new Set(),
    };
    this.#open[bucket] = fresh;
    return fresh;
  }

  #push(chunk: OpenChunk, text: string): void {
    chunk.waiting.push(text);
    chunk.waitingCharacters += text.length;
    chunk.characters += text.length;
    this.#waiting += text.length;
  }

  #takeWaiting(chunk: OpenChunk): ChunkPart[] {
    if (chunk.waiting.length === 0) return [];
    const { number, part, waiting } = chunk;
    chunk.part++;
    chunk.waiting = [];
    chunk.waitingCharacters = 0;
    return [{ upload: this.#upload, number, part, items: waiting }];
  }

  /** A report as it stands before its differences in other chunks: its issues were told once. */
  #remember(line: number, item: ParsedItem): void {
    this.#reports.set(line, JSON.stringify({ records: 0, issues: [], draft: quiet(item.draft) }));
    const oldest = this.#reports.keys().next().value;
    if (this.#reports.size > REMEMBERED_REPORTS && oldest !== undefined)
      this.#reports.delete(oldest);
  }

  #bringReport(chunk: OpenChunk, line: number): void {
    const text = this.#reports.get(line);
    if (text === undefined || chunk.reports.has(line)) return;
    chunk.reports.add(line);
    this.#push(chunk, text);
  }
}

function quiet(draft: Draft | null): Draft | null {
  if (draft?.type !== 'report') return draft;
  const silent = (time: typeof draft.arrivedAt): typeof draft.arrivedAt =>
    time === null ? null : { ...time, where: null };
  return {
    ...draft,
    arrivedAt: silent(draft.arrivedAt),
    startedAt: silent(draft.startedAt),
    finishedAt: silent(draft.finishedAt),
  };
}

function reportLines(draft: Draft | null): number[] {
  if (draft?.type === 'surplus') return [draft.reportLine];
  return draft?.type === 'event' && draft.difference !== null ? [draft.difference.reportLine] : [];
}

/** Records about the same first reference, or barcode, share a bucket; what names nothing goes into the first. */
function bucketOf(draft: Draft | null, buckets: number): number {
  const key = buckets === 1 ? null : keyOf(draft);
  return key === null ? 0 : Buffer.from(fingerprint(key), 'base64url').readUInt32BE() % buckets;
}

function keyOf(draft: Draft | null): string | null {
  if (draft === null || draft.type === 'report' || draft.type === 'surplus') return null;
  const named = draft.type === 'withdrawal' ? draft.content : draft;
  const first = named?.references[0];
  if (first !== undefined) return referenceKey(first.type, first.value);
  const barcode = draft.type === 'consignment' ? draft.packages[0]?.barcode : barcodeOf(draft);
  return barcode === null || barcode === undefined ? null : barcodeKey(barcode);
}

const barcodeOf = (draft: Extract<Draft, { type: 'event' | 'withdrawal' }>): string | null =>
  draft.type === 'event' ? draft.barcode : (draft.content?.barcode ?? null);

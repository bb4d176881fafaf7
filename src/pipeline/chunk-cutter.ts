import type { ParsedItem } from '../domain/draft.ts';

/** Records of a chunk: large enough that the queue costs nothing, small enough that a worker's memory stays flat. */
const CHUNK_RECORDS = 2000;
/** About so many characters of JSON, whatever comes first. */
const CHUNK_CHARACTERS = 1_500_000;

/** Cuts a stream of items into chunks that can be applied by themselves. The same items are cut in the same places every time. */
export class ChunkCutter {
  #items: ParsedItem[] = [];
  #records = 0;
  #characters = 0;
  #report: ParsedItem | null = null;

  *add(item: ParsedItem): Generator<readonly ParsedItem[]> {
    if (this.#records >= CHUNK_RECORDS || this.#characters >= CHUNK_CHARACTERS) yield this.#cut();
    if (item.draft?.type === 'report') this.#report = item;
    this.#items.push(item);
    this.#records += item.records;
    this.#characters += weightOf(item);
  }

  *rest(): Generator<readonly ParsedItem[]> {
    if (this.#items.length > 0) yield this.#cut();
  }

  /** The next chunk begins with the report that its differences may belong to, without its issues: these were told. */
  #cut(): readonly ParsedItem[] {
    const items = this.#items;
    this.#items = this.#report === null ? [] : [{ ...this.#report, issues: [], draft: quiet(this.#report) }];
    this.#records = 0;
    this.#characters = 0;
    return items;
  }
}

/** The report once more, its times' faults reported already. */
function quiet({ draft }: ParsedItem): ParsedItem['draft'] {
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

/** A rough size: what varies is packages and texts. */
function weightOf({ draft, issues }: ParsedItem): number {
  const base = 500 + issues.length * 100;
  if (draft?.type === 'consignment') return base + 400 + draft.packages.length * 80;
  return draft?.type === 'event' ? base + (draft.text?.length ?? 0) : base;
}

/** One open subscription: what waits to be read, and how it ends. */

/** Waiting messages at which a reader that takes none is cut off. */
export const WAITING_LIMIT = 100;
/** A reader that has taken nothing for this long while messages wait does not keep up. */
export const STUCK_MS = 2_000;
/** However fast a reader is: beyond this it can never catch up. */
const LARGEST_BACKLOG = 20_000;

export type EndReason = 'done' | 'left' | 'slow' | 'revoked' | 'draining';

export interface StreamNeeds<Message> {
  /** Reads what is to be told of these keys now; what the viewer may not see is not in it. */
  readonly read: (keys: readonly string[]) => Promise<readonly Message[]>;
  /** Shortest time between two messages of one key. */
  readonly pauseMs: number;
  /** True after the last message there can be. */
  readonly isLast: (message: Message) => boolean;
}

const BATCH = 25;

/**
 * Keys wait, not messages: a key that changes again while it waits is told once, as it is when it is read. Memory stays small,
 * and whoever is slow never holds up anybody else.
 */
export class LiveStream<Message> implements AsyncIterableIterator<Message> {
  readonly #needs: StreamNeeds<Message>;
  readonly #waiting = new Set<string>();
  /** When a key was told last, for as long as that holds it back. */
  readonly #told = new Map<string, number>();
  readonly #read: Message[] = [];
  #wake: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ended: EndReason | null = null;
  readonly #listeners: ((reason: EndReason) => void)[] = [];
  /** When the reader came for more last; null: it is waiting for more now. */
  #busySince: number | null = Date.now();

  constructor(needs: StreamNeeds<Message>) {
    this.#needs = needs;
  }

  /** Calls back once it ends, at once where it has ended. */
  whenEnded(tell: (reason: EndReason) => void): void {
    if (this.#ended === null) this.#listeners.push(tell);
    else tell(this.#ended);
  }

  /** These changed. */
  add(keys: readonly string[]): void {
    if (this.#ended !== null) return;
    for (const key of keys) this.#waiting.add(key);
    if (this.#waiting.size > LARGEST_BACKLOG) this.end('slow');
    else this.#rouse();
  }

  /** Ends the stream where its reader has been stuck for too long. */
  checkPace(now: number): void {
    const stuck = this.#busySince !== null && now - this.#busySince >= STUCK_MS;
    if (stuck && this.#waiting.size + this.#read.length > WAITING_LIMIT) this.end('slow');
  }

  end(reason: EndReason): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#waiting.clear();
    this.#told.clear();
    if (reason !== 'done') this.#read.length = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#rouse();
    for (const tell of this.#listeners) tell(reason);
  }

  async next(): Promise<IteratorResult<Message>> {
    this.#busySince = null;
    try {
      for (;;) {
        const message = this.#read.shift();
        if (message !== undefined) {
          if (this.#needs.isLast(message)) this.end('done');
          return { done: false, value: message };
        }
        if (this.#ended !== null) return { done: true, value: undefined };
        await this.#readMore();
      }
    } finally {
      this.#busySince = Date.now();
    }
  }

  async return(): Promise<IteratorResult<Message>> {
    this.end('left');
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #readMore(): Promise<void> {
    const keys = this.#due(Date.now());
    if (keys.length === 0) return this.#sleep();
    try {
      this.#read.push(...(await this.#needs.read(keys)));
    } catch {
      // MongoDB is away: nothing is told unread, the keys wait for the next news or the next look.
      if (this.#ended === null) for (const key of keys) this.#waiting.add(key);
      await this.#sleep();
    }
  }

  /** Takes the next keys that may be told now. */
  #due(now: number): string[] {
    const { pauseMs } = this.#needs;
    for (const [key, at] of this.#told) {
      if (now - at < pauseMs) break;
      this.#told.delete(key);
    }
    const keys: string[] = [];
    for (const key of this.#waiting) {
      if (this.#told.has(key)) continue;
      this.#waiting.delete(key);
      this.#told.set(key, now);
      if (keys.push(key) >= BATCH) break;
    }
    return keys;
  }

  /** Until something changes, or a key that was held back is due. */
  #sleep(): Promise<void> {
    if (this.#ended !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
      const [oldest] = this.#told.values();
      if (this.#waiting.size === 0 || oldest === undefined) return;
      const due = Math.max(1, oldest + this.#needs.pauseMs - Date.now());
      this.#timer = setTimeout(() => this.#rouse(), due);
    });
  }

  #rouse(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wake?.();
    this.#wake = null;
  }
}

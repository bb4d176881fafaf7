/** Points a minute for each of many callers, refilled evenly. In the memory of this process: with N hubs a caller has up to N times as many. */
interface Bucket {
  left: number;
  at: number;
}

const MINUTE_MS = 60_000;
const MOST_BUCKETS = 50_000;

export class Allowance {
  readonly #perMinute: number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param perMinute also what may be spent at once */
  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Seconds until there is enough again, nothing spent; 0: spent. */
  spend(caller: string, points: number, now = Date.now()): number {
    const bucket = this.#bucket(caller, now);
    const missing = Math.min(points, this.#perMinute) - bucket.left;
    if (missing > 0) return Math.ceil((missing * 60) / this.#perMinute);
    bucket.left -= points;
    return 0;
  }

  #bucket(caller: string, now: number): Bucket {
    const known = this.#buckets.get(caller);
    const passed = known === undefined ? MINUTE_MS : now - known.at;
    const refilled = (known?.left ?? 0) + (passed * this.#perMinute) / MINUTE_MS;
    const bucket = { left: Math.min(this.#perMinute, refilled), at: now };
    // Those that were not seen for longest stand first and are forgotten first.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}

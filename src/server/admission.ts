import type { MemberId } from '../domain/consignment.ts';
import { HubError } from '../domain/errors.ts';

export interface AdmissionLimits {
  /** Uploads of one member that are being received by this process at once. */
  readonly uploadsPerMember: number;
  /** Accepted and unfinished uploads of one member, over all processes. */
  readonly pendingPerMember: number;
}

/** Counts no further than the limit. */
type PendingOf = (member: MemberId, limit: number) => Promise<number>;

const busy = (message: string, retryAfterSeconds: number): HubError =>
  new HubError('RATE_LIMITED', message, { retryAfterSeconds });

/** The door before receiving: no member takes all there is. Nothing of a refused upload is read or stored. */
export class Admission {
  readonly #pendingOf: PendingOf;
  readonly #limits: AdmissionLimits;
  readonly #receiving = new Map<MemberId, number>();

  constructor(pendingOf: PendingOf, limits: AdmissionLimits) {
    this.#pendingOf = pendingOf;
    this.#limits = limits;
  }

  /** Does the work while the member holds a place. @throws RATE_LIMITED */
  async admit<T>(member: MemberId, work: () => Promise<T>): Promise<T> {
    const { uploadsPerMember, pendingPerMember } = this.#limits;
    const receiving = this.#receiving.get(member) ?? 0;
    if (receiving >= uploadsPerMember) {
      throw busy('Too many uploads are being received from this member', 1);
    }
    this.#receiving.set(member, receiving + 1);
    try {
      if ((await this.#pendingOf(member, pendingPerMember)) >= pendingPerMember) {
        throw busy('Too many uploads of this member are still being worked on', 5);
      }
      return await work();
    } finally {
      const left = (this.#receiving.get(member) ?? 1) - 1;
      if (left > 0) this.#receiving.set(member, left);
      else this.#receiving.delete(member);
    }
  }
}

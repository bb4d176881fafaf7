import type { Collection } from 'mongodb';
import type { MemberId } from '../domain/consignment.ts';
import type { DepotDoc } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import { inOrder } from './page.ts';

/** The depots of the alliance: few, seen by everybody. */
export class DepotStore {
  readonly #depots: Collection<DepotDoc>;

  constructor(depots: Collection<DepotDoc>) {
    this.#depots = depots;
  }

  /** All of them; an alliance has hundreds at most. */
  async list(): Promise<DepotDoc[]> {
    return this.#depots.find().sort({ _id: 1 }).toArray();
  }

  async findByIds(ids: readonly string[]): Promise<(DepotDoc | null)[]> {
    const found = await this.#depots.find({ _id: { $in: [...new Set(ids)] } }).toArray();
    return inOrder(ids, found, ({ _id }) => _id);
  }

  async findByCodes(codes: readonly string[]): Promise<(DepotDoc | null)[]> {
    const found = await this.#depots.find({ code: { $in: [...new Set(codes)] } }).toArray();
    return inOrder(codes, found, ({ code }) => code);
  }

  /** The depots of each member, oldest first. */
  async listByMembers(members: readonly MemberId[]): Promise<DepotDoc[][]> {
    const found = await this.#depots
      .find({ member: { $in: [...new Set(members)] } })
      .sort({ createdAt: 1, _id: 1 })
      .toArray();
    return members.map((member) => found.filter((depot) => depot.member === member));
  }

  /** The depot that lends its zone to new feeds; null: the member has none yet. */
  async firstOf(member: MemberId): Promise<DepotDoc | null> {
    return this.#depots.findOne({ member }, { sort: { createdAt: 1, _id: 1 } });
  }

  /** False: the code is taken, nothing changed. */
  async insert(depot: DepotDoc): Promise<boolean> {
    return isDuplicateKey(this.#depots.insertOne(depot)).then((taken) => !taken);
  }
}

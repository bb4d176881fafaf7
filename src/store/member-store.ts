import type { Collection } from 'mongodb';
import type { MemberId } from '../domain/consignment.ts';
import type { MemberDoc } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import { inOrder } from './page.ts';

/** The members of the alliance: few, seen by everybody. */
export class MemberStore {
  readonly #members: Collection<MemberDoc>;

  constructor(members: Collection<MemberDoc>) {
    this.#members = members;
  }

  /** By slug. */
  async list(): Promise<MemberDoc[]> {
    return this.#members.find().sort({ _id: 1 }).toArray();
  }

  /** In the order of the ids; null: no such member. */
  async findByIds(ids: readonly MemberId[]): Promise<(MemberDoc | null)[]> {
    const found = await this.#members.find({ _id: { $in: [...new Set(ids)] } }).toArray();
    return inOrder(ids, found, ({ _id }) => _id);
  }

  async find(id: MemberId): Promise<MemberDoc | null> {
    return this.#members.findOne({ _id: id });
  }

  /** False: the slug is taken, nothing changed. */
  async insert(member: MemberDoc): Promise<boolean> {
    return isDuplicateKey(this.#members.insertOne(member)).then((taken) => !taken);
  }

  /** Makes the member if there is none of its slug. */
  async ensure({ _id, ...rest }: MemberDoc): Promise<void> {
    await this.#members.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true });
  }
}

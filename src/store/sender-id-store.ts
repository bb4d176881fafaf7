import type { AnyBulkWriteOperation } from 'mongodb';
import type { Collections } from './collections.ts';
import type { SenderIdDoc } from './working-documents.ts';

export type Contender = SenderIdDoc['contenders'][number];
export type IdWithdrawal = SenderIdDoc['withdrawals'][number];

/** What was said under the senders' own ids: who contends for one, and what withdraws it, whoever came first. */
export class SenderIdStore {
  readonly #senderIds: Collections['senderIds'];

  constructor({ senderIds }: Collections) {
    this.#senderIds = senderIds;
  }

  async find(keys: readonly string[]): Promise<Map<string, SenderIdDoc>> {
    if (keys.length === 0) return new Map();
    const found = await this.#senderIds.find({ _id: { $in: [...keys] } }).toArray();
    return new Map(found.map((doc) => [doc._id, doc]));
  }

  /** Adds contenders and withdrawals once each; telling them again changes nothing. */
  async add(entries: {
    readonly contenders: readonly { readonly senderKey: string; readonly entry: Contender }[];
    readonly withdrawals: readonly { readonly senderKey: string; readonly entry: IdWithdrawal }[];
  }): Promise<void> {
    const operations = [
      ...entries.contenders.map((one) => push('contenders', one)),
      ...entries.withdrawals.map((one) => push('withdrawals', one)),
    ];
    const keys = [...entries.contenders, ...entries.withdrawals].map(({ senderKey }) => senderKey);
    if (operations.length === 0) return;
    await this.#ensure([...new Set(keys)]);
    await this.#senderIds.bulkWrite(operations, { ordered: false });
  }

  async #ensure(keys: readonly string[]): Promise<void> {
    const known = new Set(
      (
        await this.#senderIds
          .find({ _id: { $in: [...keys] } }, { projection: { _id: 1 } })
          .toArray()
      ).map(({ _id }) => _id),
    );
    const missing = keys.filter((key) => !known.has(key));
    if (missing.length === 0) return;
    try {
      await this.#senderIds.insertMany(
        missing.map((_id) => ({ _id, contenders: [], withdrawals: [] })),
        { ordered: false },
      );
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
    }
  }

  /** Takes back what one upload said under these ids. */
  async takeBack(
    keys: readonly string[],
    { upload, at }: { upload: string; at: Date },
  ): Promise<void> {
    if (keys.length === 0) return;
    for (const list of ['contenders', 'withdrawals'] as const)
      await this.#senderIds.updateMany(
        { _id: { $in: [...keys] }, [`${list}.upload`]: upload },
        { $set: { [`${list}.$[one].takenBackAt`]: at } },
        { arrayFilters: [{ 'one.upload': upload, 'one.takenBackAt': null }] },
      );
  }
}

function push(
  list: 'contenders' | 'withdrawals',
  { senderKey, entry }: { senderKey: string; entry: Contender | IdWithdrawal },
): AnyBulkWriteOperation<SenderIdDoc> {
  return {
    updateOne: {
      filter: { _id: senderKey, [`${list}.key`]: { $ne: entry.key } },
      update: { $push: { [list]: entry } },
    },
  };
}

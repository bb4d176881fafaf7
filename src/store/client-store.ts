import type { Collection } from 'mongodb';
import type { ApiClientDoc } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import { inOrder } from './page.ts';
import type { Viewing } from './viewing.ts';

/** API clients and the hashes of their keys. */
export class ClientStore {
  readonly #clients: Collection<ApiClientDoc>;

  constructor(clients: Collection<ApiClientDoc>) {
    this.#clients = clients;
  }

  /** One find by index; the caller compares the whole hash, expiry and revocation. */
  async findByHash(keyHash: string): Promise<ApiClientDoc | null> {
    return this.#clients.findOne({ keyHash });
  }

  /** Own member's, or with scope admin every member's; oldest first. */
  async list({ member, everyMember }: Viewing): Promise<ApiClientDoc[]> {
    return this.#clients
      .find(everyMember ? {} : { member })
      .sort({ createdAt: 1, _id: 1 })
      .toArray();
  }

  async findByIds(
    { member, everyMember }: Viewing,
    ids: readonly string[],
  ): Promise<(ApiClientDoc | null)[]> {
    const wanted = { _id: { $in: [...new Set(ids)] } };
    const found = await this.#clients.find(everyMember ? wanted : { ...wanted, member }).toArray();
    return inOrder(ids, found, ({ _id }) => _id);
  }

  /** Those of the ids that may still speak at this instant. */
  async aliveAmong(ids: readonly string[], now: Date): Promise<Set<string>> {
    const found = await this.#clients
      .find({ _id: { $in: [...ids] }, revokedAt: null }, { projection: { _id: 1, expiresAt: 1 } })
      .toArray();
    const alive = found.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
    return new Set(alive.map(({ _id }) => _id));
  }

  /** False: a client of this id exists, nothing changed. */
  async insert(client: ApiClientDoc): Promise<boolean> {
    return isDuplicateKey(this.#clients.insertOne(client)).then((taken) => !taken);
  }

  /** Revoked from now on; revoked before: nothing changes. */
  async revoke(id: string, at: Date): Promise<ApiClientDoc | null> {
    await this.#clients.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: at } });
    return this.#clients.findOne({ _id: id });
  }

  /** Never moves backwards. */
  async markUsed(id: string, at: Date): Promise<void> {
    await this.#clients.updateOne(
      { _id: id, $or: [{ lastUsedAt: null }, { lastUsedAt: { $lt: at } }] },
      { $set: { lastUsedAt: at } },
    );
  }
}

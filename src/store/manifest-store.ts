import type { Collection } from 'mongodb';
import type { Difference, ManifestDocument, UnloadingReport } from '../domain/record.ts';
import type { Collections } from './collections.ts';
import type { ManifestDoc } from './documents.ts';
import { tell, type Written } from './record-store.ts';

/** Borderos as sent, the unloading reports that answer them, and what follows from both. */
export class ManifestStore {
  readonly #collections: Collections;

  constructor(collections: Collections) {
    this.#collections = collections;
  }

  async writeDocuments(documents: readonly ManifestDocument[]): Promise<void> {
    await tell(this.#documents, documents, ['bucket']);
  }

  writeReports(reports: readonly UnloadingReport[]): Promise<Written<UnloadingReport>> {
    return tell(this.#collections.reports, reports, []);
  }

  writeDifferences(differences: readonly Difference[]): Promise<Written<Difference>> {
    return tell(this.#collections.differences, differences, ['report']);
  }

  /** From now on the lists of this upload count. Answers their buckets. */
  async completeDocuments(upload: string): Promise<string[]> {
    const buckets = await this.#documents.distinct('bucket', { 'tellings.upload': upload });
    if (buckets.length === 0) return [];
    await this.#documents.updateMany(
      { bucket: { $in: buckets }, 'tellings.upload': upload },
      { $set: { complete: true } },
    );
    return buckets;
  }

  async documents(buckets: readonly string[]): Promise<ManifestDocument[]> {
    if (buckets.length === 0) return [];
    return this.#documents.find({ bucket: { $in: [...buckets] } }).toArray();
  }

  async reports(buckets: readonly string[]): Promise<UnloadingReport[]> {
    if (buckets.length === 0) return [];
    return this.#collections.reports.find({ buckets: { $in: [...buckets] } }).toArray();
  }

  /** Those of them of which a telling confirms what it does not name. */
  async confirmingReports(buckets: readonly string[]): Promise<UnloadingReport[]> {
    if (buckets.length === 0) return [];
    return this.#collections.reports
      .find({ buckets: { $in: [...buckets] }, 'tellings.confirms.at': { $gte: new Date(0) } })
      .toArray();
  }

  async reportsByIds(ids: readonly string[]): Promise<UnloadingReport[]> {
    if (ids.length === 0) return [];
    return this.#collections.reports.find({ _id: { $in: [...ids] } }).toArray();
  }

  async differences(reports: readonly string[]): Promise<Difference[]> {
    if (reports.length === 0) return [];
    return this.#collections.differences.find({ report: { $in: [...reports] } }).toArray();
  }

  /** A report answers further manifests: those that its differences name. */
  async addBuckets(report: string, buckets: readonly string[]): Promise<void> {
    if (buckets.length === 0) return;
    await this.#collections.reports.updateOne(
      { _id: report },
      { $addToSet: { buckets: { $each: [...buckets] } } },
    );
  }

  async manifests(ids: readonly string[]): Promise<ManifestDoc[]> {
    if (ids.length === 0) return [];
    return this.#collections.manifests.find({ _id: { $in: [...ids] } }).toArray();
  }

  /** Replaces a manifest if it still has the version before; false: another fold was faster. */
  async replace(manifest: ManifestDoc): Promise<boolean> {
    const { _id, version } = manifest;
    try {
      const result = await this.#collections.manifests.replaceOne(
        { _id, version: version - 1 },
        manifest,
        { upsert: version === 1 },
      );
      return result.matchedCount + result.upsertedCount === 1;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 11000) return false;
      throw error;
    }
  }

  get #documents(): Collection<ManifestDocument> {
    return this.#collections.manifestDocuments;
  }
}

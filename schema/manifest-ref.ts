import type { ManifestDoc } from '../src/store/documents.ts';
import { nodeOf } from './node.ts';

/** Declared apart from its fields: manifests name consignments and consignments manifests. */
export const ManifestRef = nodeOf<ManifestDoc>('Manifest', {
  key: ({ _id }) => _id,
  load: (ids, { hub, viewer }) => hub.reads.manifests.findByIds(viewer.member, ids),
});

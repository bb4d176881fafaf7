import type { ConsignmentDoc } from '../src/store/documents.ts';
import { nodeOf } from './node.ts';

/** Declared apart from its fields: manifests name consignments and consignments manifests. */
export const ConsignmentRef = nodeOf<ConsignmentDoc>('Consignment', {
  key: ({ consignment }) => consignment,
  load: (ids, { hub, viewer }) => hub.reads.consignments.findByIds(viewer.member, ids),
});

import { consignment } from './consignment.ts';
import { event } from './event.ts';
import type { RecordKind } from './kind.ts';
import { withdrawal } from './withdrawal.ts';

/** Every kind of hub JSON record; a new one is a file and a line here. */
export const RECORD_KINDS: readonly RecordKind[] = [consignment, event, withdrawal];

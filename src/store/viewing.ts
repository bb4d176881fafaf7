import type { MemberId } from '../domain/consignment.ts';

/** On whose behalf a read happens. Every read of members' data takes one. */
export interface Viewing {
  readonly member: MemberId;
  /** Scope admin: runs the hub and sees every member's feeds, uploads, clients and questions, never their consignments. */
  readonly everyMember: boolean;
}

/**
 * The one condition under which consignments and manifests are read, counted, filtered and followed: the writer decided who may
 * see a document (rules.md section 5) and wrote it into `viewers`. Later sharing policies plug in where `viewers` is made.
 */
export const visibleTo = (member: MemberId): { viewers: MemberId } => ({ viewers: member });

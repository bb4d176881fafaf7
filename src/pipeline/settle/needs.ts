import type { MemberId } from '../../domain/consignment.ts';
import type { SettleStores } from './load.ts';

export interface SettleNeeds extends SettleStores {
  readonly isHub: (member: MemberId) => boolean;
  readonly now: () => Date;
}

import { standing, type Claim } from '../domain/record.ts';
import { isoDate } from '../domain/time.ts';

/** Numbers recur: a record belongs to a consignment only within this many days of its life (rules.md section 4 b). */
export const WINDOW_DAYS = 180;
const DAY = 86_400_000;
const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00Z`) / DAY);

/** Day of a claim: its document's, else that of its first receipt that stands. */
export function dayOfClaim(claim: Claim): number {
  if (claim.documentDate !== null) return dayNumber(claim.documentDate);
  const alive = standing(claim.tellings);
  const receipts = (alive.length > 0 ? alive : claim.tellings).map(({ receivedAt }) =>
    receivedAt.getTime(),
  );
  return dayNumber(isoDate(new Date(Math.min(...receipts))));
}
export const dayOfEvent = (event: { readonly local: string }): number =>
  dayNumber(event.local.slice(0, 10));

/** Latest receipt of a claim that stands, in ms. */
export const lastReceipt = (claim: Claim): number =>
  Math.max(...standing(claim.tellings).map((telling) => telling.receivedAt.getTime()));

/** Of a member's claims the served one first: latest document date, then latest receipt (rules.md section 8). */
export const byPrecedence = (a: Claim, b: Claim): number =>
  dayOfClaim(b) - dayOfClaim(a) || lastReceipt(b) - lastReceipt(a) || (a._id < b._id ? -1 : 1);

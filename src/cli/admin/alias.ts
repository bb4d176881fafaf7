import { usageError } from '../command-error.ts';

export interface AliasInput {
  readonly kind: string;
  readonly value: string;
  readonly network?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
}

const KINDS = ['DEPOT_NUMBER', 'GLN', 'MAILBOX', 'PARTNER_ID', 'NAME'];
const DATE = String.raw`(\d{4}-\d{2}-\d{2})?`;
const SPAN = new RegExp(`@${DATE}\\.\\.${DATE}$`);

/** A word without a dot: an address has one. Empty: none, after a value that would end as if it named one. */
const NETWORK = /@([A-Za-z0-9-]*)$/;

/**
 * Reads `KIND:VALUE[@NETWORK][@FROM..UNTIL]` (dates inclusive, either may be left out).
 * @throws CommandError 64
 */
export function readAlias(text: string): AliasInput {
  const cut = text.indexOf(':');
  const kind = text.slice(0, cut).toUpperCase();
  const span = SPAN.exec(text);
  const named = text.slice(cut + 1, span?.index ?? text.length);
  const [, network = ''] = NETWORK.exec(named) ?? [];
  const value = named.replace(NETWORK, '').trim();
  if (cut < 1 || !KINDS.includes(kind) || value === '') {
    throw usageError(
      `An alias is KIND:VALUE[@NETWORK][@FROM..UNTIL] with KIND one of ${KINDS.join(', ')}, not ${text}`,
    );
  }
  const [, validFrom, validUntil] = span ?? [];
  return {
    kind,
    value,
    ...(network === '' ? {} : { network: network.toLowerCase() }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
}

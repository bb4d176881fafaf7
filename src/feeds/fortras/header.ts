import type { DepotName } from '../../domain/draft.ts';
import type { TextLine } from '../text.ts';

export type Release = 100 | 6;
export type Message = 'BORD' | 'STAT' | 'ENTL';

/** The `@@PH` line. Mailboxes address a transmission; who the partners are is said by A00, Q00 and M00. */
export interface BlockHeader {
  readonly type: string;
  /** Null: a type that is not read here. */
  readonly message: Message | null;
  readonly release: Release;
  readonly receiver: DepotName | null;
}

const TYPE = /^(BORD|STAT|ENTL)(512|100|128)$/;

/** A template's placeholder that nobody replaced, such as `$RECEIV`. */
const isPlaceholder = (mailbox: string): boolean => mailbox.startsWith('$');

/**
 * The receiver's mailbox by the columns that the head states; where nothing stands there (start columns are not always true),
 * the second word from column 27.
 */
function receiverMailbox(text: string): string {
  const start = Number(text.slice(18, 20));
  const length = Number(text.slice(24, 26));
  const byColumns =
    start > 27 && length > 0 ? text.slice(start - 1, start - 1 + length).trim() : '';
  return byColumns === '' ? (text.slice(26).trim().split(/\s+/)[1] ?? '') : byColumns;
}

/** Reads `@@PHSTAT512 0512003500107 SENDER RECEIVER`, also bare (`@@PHBORD100`) or with blanks for zeros. */
export function readHeader(line: TextLine): BlockHeader {
  const type = line.text.slice(4, 11).trim().toUpperCase();
  const [, message, width] = TYPE.exec(type) ?? [];
  const mailbox = receiverMailbox(line.text);
  return {
    type,
    message: (message as Message | undefined) ?? null,
    release: width === '128' ? 6 : 100,
    receiver:
      mailbox === '' || isPlaceholder(mailbox)
        ? null
        : {
            value: mailbox,
            where: { line: line.number, record: '@@PH', field: 'receiver', value: mailbox },
          },
  };
}

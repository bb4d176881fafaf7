import { readStatus, type StatusQuestion } from '../../src/codes/read-status.ts';
import type { Where } from '../../src/domain/issue.ts';

const where: Where = { line: 1, record: 'Q10', field: 'statusCode', value: null };

export const byCode = (code: string): StatusQuestion['status'] => ({ by: 'code', code, where });
export const byScan = (point: string | null, code: string): StatusQuestion['status'] => ({
  by: 'scan',
  point,
  code,
  where,
});

/** Asks as a Fortras feed without additions would. */
export const ask = (codeList: string | null, question: Partial<StatusQuestion>) =>
  readStatus({
    codeList,
    network: null,
    format: 'fortras',
    status: byCode(''),
    text: null,
    additions: [],
    ...question,
  });

/** `KIND REASON outcome`, for tables. */
export function inShort(
  codeList: string,
  status: StatusQuestion['status'],
  text: string | null = null,
) {
  const { kind, reason, outcome } = ask(codeList, { status, text });
  return [kind, reason, outcome].filter((word) => word !== null).join(' ');
}

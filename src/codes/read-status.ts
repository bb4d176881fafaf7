/** What a reported status means: kind, reason, and whether the code list held it (code-lists.md sections 1 to 4). */
import type { StatusDraft } from '../domain/draft.ts';
import { isEventKind, type EventKind } from '../domain/event.ts';
import { candidateOfText } from './ambiguity.ts';
import { isKnownCodeList, listOfNetwork, lookUpCode } from './lists.ts';
import type { CodeRow, PlacedKind } from './pack.ts';
import { isReasonWord } from './reasons.ts';
import { readScan } from './scans.ts';

/** A meaning that a feed gives to a code itself: its column mapping, its additions, recorded decisions. */
export interface OwnMeaning {
  /** As in `raw.code`: the status code; a scan as `point/code`. */
  readonly code: string;
  readonly kind: EventKind;
  readonly reason: string | null;
}

export interface StatusQuestion {
  /** The feed's; null: none. */
  readonly codeList: string | null;
  /** Network that the head of a Fortras file names; null: none. */
  readonly network: string | null;
  /** Name of the feed format: in csv, xlsx and json the name of an EventKind is a code, too. */
  readonly format: string;
  readonly status: StatusDraft;
  /** Reason as a column or field states it beside a code. */
  readonly reason?: string | null;
  /** Free text of the record: it may settle an ambiguous code. */
  readonly text: string | null;
  /** Asked before the list, in this order: the feed's `statusValues` first, then its `codeAdditions`. */
  readonly additions: readonly OwnMeaning[];
}

export interface StatusReading {
  readonly kind: EventKind;
  readonly reason: string | null;
  /** `raw.code`; null where no code was given. */
  readonly rawCode: string | null;
  /** `raw.codeList`: the list that was asked, whatever decided; null: none. */
  readonly codeList: string | null;
  /** unknown: UNKNOWN_STATUS, counted as unmapped. ambiguous: AMBIGUOUS_STATUS and a review item. */
  readonly outcome: 'found' | 'unknown' | 'ambiguous';
  /** Kinds for the review item of an ambiguous code, each once; else empty. */
  readonly candidates: readonly EventKind[];
  /** Set where the kind follows from the place (code-lists.md section 5); until that is known `kind` is INFO. */
  readonly placed: PlacedKind | null;
  /** A reported reason that is no word of the closed list: kept as text (code-lists.md section 2). */
  readonly reasonText: string | null;
}

type Answer = Pick<StatusReading, 'kind' | 'reason' | 'outcome' | 'candidates' | 'placed'>;

const found = (kind: EventKind, reason: string | null): Answer => ({
  kind,
  reason,
  outcome: 'found',
  candidates: [],
  placed: null,
});
const UNKNOWN: Answer = { ...found('INFO', null), outcome: 'unknown' };

/** Formats whose codes may be the name of an EventKind (code-lists.md section 2, last line of the table). */
const KINDS_ARE_CODES: ReadonlySet<string> = new Set(['csv', 'xlsx', 'json']);

/**
 * `raw.code` (code-lists.md section 2): the code as sent, trimmed; of a scan `point/code`, `302/` when the code is blank. A V line of
 * ENTL128 has no point, so nothing stands before its slash: `/3`.
 */
export function rawCodeOf(status: StatusDraft): string | null {
  if (status.by === 'kind') return null;
  const code = status.code.trim();
  return status.by === 'code' ? code : `${status.point?.trim() ?? ''}/${code}`;
}

/** The list that reads a file: the feed's, else the one of the network in its head (code-lists.md section 2); null: none. */
export function chooseCodeList(asked: {
  readonly codeList: string | null;
  readonly network: string | null;
}): string | null {
  return asked.codeList ?? (asked.network === null ? null : listOfNetwork(asked.network));
}

function readRow(row: CodeRow, text: string | null): Answer {
  const { kind, reason } = row;
  if (row.note === 'ambiguous') {
    const settled = candidateOfText(row.candidates, text);
    if (settled !== null) return found(settled.kind, settled.reason);
  }
  if (kind === '@ARRIVAL' || kind === '@DEPARTURE') {
    return { ...found('INFO', reason), placed: kind };
  }
  const answer = found(kind === null || kind === '=' ? 'INFO' : kind, reason);
  if (row.note !== 'ambiguous') return answer;
  const kinds = [...new Set(row.candidates.map((candidate) => candidate.kind))];
  return { ...answer, outcome: 'ambiguous', candidates: kinds };
}

function askList(listName: string | null, { status, text }: StatusQuestion): Answer {
  if (listName === null || !isKnownCodeList(listName) || status.by === 'kind') return UNKNOWN;
  if (status.by === 'scan') {
    const meaning = readScan(listName, status);
    return meaning === null ? UNKNOWN : found(meaning.kind, meaning.reason);
  }
  const row = lookUpCode(listName, 'status', status.code.trim());
  return row === null ? UNKNOWN : readRow(row, text);
}

function answerOf(asked: StatusQuestion, rawCode: string | null, listName: string | null): Answer {
  const { status, format, additions } = asked;
  if (status.by === 'kind') return isEventKind(status.kind) ? found(status.kind, null) : UNKNOWN;
  const own = additions.find((addition) => addition.code.trim() === rawCode);
  if (own !== undefined) return found(own.kind, own.reason);
  if (status.by === 'code' && KINDS_ARE_CODES.has(format)) {
    const word = status.code.trim();
    if (isEventKind(word)) return found(word, null);
  }
  return askList(listName, asked);
}

/**
 * Asks, in this order, what the feed says itself, the name of an EventKind, the addition named in the feed's list, its base
 * (code-lists.md section 1). A code that no one knows is INFO and `unknown`; so is every code of a list that the product does not have.
 * A reason that the record states beside its code goes before the one that the code brings.
 */
export function readStatus(asked: StatusQuestion): StatusReading {
  const { status } = asked;
  const rawCode = rawCodeOf(status);
  const codeList = status.by === 'kind' ? null : chooseCodeList(asked);
  const answer = answerOf(asked, rawCode, codeList);
  const stated = ((status.by === 'kind' ? status.reason : asked.reason) ?? '').trim();
  const isWord = isReasonWord(stated);
  return {
    ...answer,
    reason: isWord ? stated : answer.reason,
    rawCode,
    codeList,
    reasonText: isWord || stated === '' ? null : stated,
  };
}

import type { z } from 'zod';
import type { ParsedItem } from '../../domain/draft.ts';
import {
  FeedRefused,
  ISSUE_SEVERITY,
  issueAt,
  type Issue,
  type IssueCode,
} from '../../domain/issue.ts';
import { MAX_DEPTH, type Frame } from './frames.ts';
import { RECORD_KINDS } from './kinds.ts';
import { placeAt, type RecordPlace } from './values.ts';

type Path = readonly PropertyKey[];

const KINDS = new Map(RECORD_KINDS.map((kind) => [kind.kind, kind]));

/** Names of unknown members that a file's notices remember; whoever sends more says nothing new. */
const MAX_NAMES = 1000;
const MAX_VALUE_LENGTH = 500;

export type Json = Readonly<Record<string, unknown>>;

/** @returns undefined where the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  return Object.values(value).some((member) => isDeeper(member, limit - 1));
}

const isIssueCode = (word: string): word is IssueCode => Object.hasOwn(ISSUE_SEVERITY, word);

/** A string or a number, outside or inside of strings: the first alternative swallows whole strings. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** The same record with every number as the text that was written: digits that a number would lose are still there. */
const asWritten = (text: string): unknown =>
  parseJson(
    text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  );

function memberAt(value: unknown, path: Path): unknown {
  let member = value;
  for (const step of path) {
    if (typeof member !== 'object' || member === null || !Object.hasOwn(member, step)) return null;
    member = (member as Record<PropertyKey, unknown>)[step];
  }
  return member;
}

function writtenAt(text: string, path: Path): string | null {
  const member = memberAt(asWritten(text), path);
  if (typeof member !== 'string' && typeof member !== 'boolean') return null;
  const written = String(member).trim().slice(0, MAX_VALUE_LENGTH);
  return written === '' ? null : written;
}

const nameOf = (path: Path): string => path.map(String).join('.');

/** Reads the records of one file; remembers which unknown members were reported. */
export class RecordReader {
  /** Records with a kind so far, known or not: a file without any is no hub JSON. */
  hubRecords = 0;
  readonly #reported = new Set<string>();

  /** @throws FeedRefused TOO_DEEP */
  read(frame: Frame): ParsedItem {
    const value = parseJson(frame.text);
    if (isDeeper(value, MAX_DEPTH)) {
      throw new FeedRefused('TOO_DEEP', {
        line: frame.line,
        record: null,
        field: null,
        value: null,
      });
    }
    const name = isObject(value) && typeof value['kind'] === 'string' ? value['kind'].trim() : null;
    if (name !== null) this.hubRecords++;
    const kind = KINDS.get(name ?? '');
    if (kind === undefined) return unknownRecord(frame, name);
    const place = { line: frame.line, kind: kind.kind };
    const faults = kind.schema.safeParse(value).error?.issues ?? [];
    const issues: Issue[] = [];
    const notices: Issue[] = [];
    for (const fault of faults) {
      if (fault.code === 'unrecognized_keys') this.#noticeUnknown(fault, place, notices);
      else issues.push(faultIssue(fault, frame, place));
    }
    if (issues.length > 0) return { records: 1, draft: null, issues: [...issues, ...notices] };
    const draft = kind.toDraft(value, place);
    if ('type' in draft) return { records: 1, draft, issues: notices };
    return { records: 1, draft: null, issues: [...draft, ...notices] };
  }

  #noticeUnknown(
    fault: { readonly path: Path; readonly keys: readonly string[] },
    place: RecordPlace,
    notices: Issue[],
  ): void {
    for (const key of fault.keys) {
      const path = [...fault.path, key];
      const name = nameOf(path.filter((step) => typeof step !== 'number'));
      if (this.#reported.has(name) || this.#reported.size >= MAX_NAMES) continue;
      this.#reported.add(name);
      notices.push(issueAt('UNKNOWN_FIELD', placeAt(place, nameOf(path), null)));
    }
  }
}

function unknownRecord(frame: Frame, kind: string | null): ParsedItem {
  const record = kind === null ? null : kind.slice(0, MAX_VALUE_LENGTH);
  const where = { line: frame.line, record, field: kind === null ? null : 'kind', value: record };
  return { records: 1, draft: null, issues: [issueAt('UNKNOWN_RECORD', where)] };
}

function faultIssue(fault: z.core.$ZodIssue, frame: Frame, place: RecordPlace): Issue {
  const code = isIssueCode(fault.message) ? fault.message : 'BAD_IDENTIFIER';
  return issueAt(code, placeAt(place, nameOf(fault.path), writtenAt(frame.text, fault.path)));
}

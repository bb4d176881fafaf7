import type { ParsedItem } from '../../domain/draft.ts';
import { FeedRefused, issueAt, type Where } from '../../domain/issue.ts';
import { isBlank, type TextLine } from '../text.ts';
import { readHeader, type BlockHeader } from './header.ts';
import { notice, record, type BlockReader, type Emit } from './reader.ts';
import { BordReader } from './release100/bord.ts';
import { EntlReader } from './release100/entl.ts';
import { Z00 } from './release100/layouts.ts';
import { StatReader } from './release100/stat.ts';
import { Bord128Reader } from './release6/bord.ts';
import { Entl128Reader } from './release6/entl.ts';
import { Stat128Reader } from './release6/stat.ts';
import { differingTotal } from './totals.ts';

interface Block {
  readonly header: BlockHeader;
  /** Null: a type that is not read, its records are passed over. */
  readonly reader: BlockReader | null;
  records: number;
  /** Z00 was seen. */
  controlled: boolean;
}

/** Foreign records of release 6 that travel in the mailboxes of these messages. */
const FOREIGN: Readonly<Record<string, string>> = { STAT: 'X', ENTL: 'W' };

function readerOf(header: BlockHeader, emit: Emit): BlockReader | null {
  const old = header.release === 6;
  switch (header.message) {
    case 'BORD':
      return old ? new Bord128Reader(emit, header.receiver) : new BordReader(emit);
    case 'STAT':
      return old ? new Stat128Reader(emit) : new StatReader(emit);
    case 'ENTL':
      return old ? new Entl128Reader(emit) : new EntlReader(emit);
    case null:
      return null;
  }
}

const at = (line: number, recordType: string | null): Where => ({
  line,
  record: recordType,
  field: null,
  value: null,
});

/** Reads the lines of a file: blocks from `@@PH` to `@@PT`, one after another (feeds.md section 1.1). */
export class BlockFile {
  #items: ParsedItem[] = [];
  #block: Block | null = null;
  #understood = 0;
  #lastLine = 0;
  readonly #private = new Set<string>();

  /** What the lines read so far have completed. */
  take(): readonly ParsedItem[] {
    const items = this.#items;
    if (items.length > 0) this.#items = [];
    return items;
  }

  read(line: TextLine): void {
    const { text } = line;
    if (isBlank(text)) return;
    if (text.startsWith('@@PH')) this.#open(line);
    else if (text.startsWith('@@PT')) {
      this.#block?.reader?.finish();
      this.#block = null;
    } else if (this.#block === null) this.#unknown(line, text.slice(0, 3).trim());
    else if (this.#block.reader !== null) this.#readRecord(this.#block, this.#block.reader, line);
    this.#lastLine = line.number;
  }

  /** @throws FeedRefused TRUNCATED, or UNKNOWN_FORMAT where no block of a known type was in the file */
  end(): void {
    this.#close();
    if (this.#understood === 0) throw new FeedRefused('UNKNOWN_FORMAT');
  }

  #open(line: TextLine): void {
    this.#close();
    const header = readHeader(line);
    const reader = readerOf(header, (item) => this.#items.push(item));
    this.#block = { header, reader, records: 0, controlled: false };
    if (reader !== null) this.#understood++;
    else {
      const where = { line: line.number, record: '@@PH', field: 'type', value: header.type };
      this.#items.push(record(null, [issueAt('UNKNOWN_RECORD', where)]));
    }
  }

  /** A block that ends without `@@PT`: in release 100 its Z00 must have told that it is whole; release 6 has no such record. */
  #close(): void {
    const block = this.#block;
    this.#block = null;
    if (!block?.reader) return;
    block.reader.finish();
    if (block.header.release === 100 && !block.controlled) {
      throw new FeedRefused('TRUNCATED', at(this.#lastLine, null));
    }
  }

  #readRecord(block: Block, reader: BlockReader, line: TextLine): void {
    if (block.header.release === 100 && line.text.startsWith('Z00')) {
      reader.finish();
      block.controlled = true;
      const issue = differingTotal(line, Z00.recordCount, block.records);
      if (issue !== null) this.#items.push(notice([issue]));
      return;
    }
    block.records++;
    if (!reader.read(line)) this.#passOver(block.header, line);
  }

  #passOver(header: BlockHeader, line: TextLine): void {
    const type = line.text.slice(0, header.release === 100 ? 3 : 1).trim();
    const isPrivate =
      header.release === 100 ? /^[A-Z]99$/.test(type) : type === FOREIGN[header.message ?? ''];
    if (!isPrivate) this.#unknown(line, type);
    else if (!this.#private.has(type)) {
      this.#private.add(type);
      this.#items.push(notice([issueAt('PRIVATE_RECORD', at(line.number, type))]));
    }
  }

  /** A record with content that nobody here knows is lost to the hub, and says so; an empty one says nothing. */
  #unknown(line: TextLine, type: string): void {
    if (isBlank(line.text.slice(type.length))) return;
    this.#items.push(
      record(null, [issueAt('UNKNOWN_RECORD', at(line.number, type === '' ? null : type))]),
    );
  }
}

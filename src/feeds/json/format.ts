import type { ParsedItem } from '../../domain/draft.ts';
import { FeedRefused, issueAt, WHOLE_FILE } from '../../domain/issue.ts';
import { CharsetReader, decode, headText } from '../charset.ts';
import type { FeedFormat, ParseContext } from '../format.ts';
import { isBlank, lineBatches, LineSplitter } from '../text.ts';
import { FORM_LENGTH, formOf } from './form.ts';
import { MAX_RECORD_LENGTH, RecordFramer, type Frame } from './frames.ts';
import { parseJson, RecordReader } from './record.ts';

/** The start of a text that tells its form, and the whole text again. */
async function startOf(
  text: AsyncIterable<string>,
): Promise<{ start: string; complete: boolean; whole: AsyncIterable<string> }> {
  const iterator = text[Symbol.asyncIterator]();
  let read = '';
  let complete = false;
  while (read.length <= FORM_LENGTH && !complete) {
    const step = await iterator.next();
    if (step.done === true) complete = true;
    else read += step.value;
  }
  async function* whole(): AsyncGenerator<string> {
    yield read;
    try {
      for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
        yield step.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return {
    start: read.slice(0, FORM_LENGTH),
    complete: complete && read.length <= FORM_LENGTH,
    whole: whole(),
  };
}

/** @throws FeedRefused TRUNCATED where the last line is no JSON and has no line end */
async function* lineFrames(text: AsyncIterable<string>): AsyncGenerator<Frame> {
  const splitter = new LineSplitter(MAX_RECORD_LENGTH);
  for await (const lines of lineBatches(text, splitter)) {
    for (const line of lines) {
      if (isBlank(line.text)) continue;
      if (line.unended === true && parseJson(line.text) === undefined) {
        throw new FeedRefused('TRUNCATED', {
          line: line.number,
          record: null,
          field: null,
          value: null,
        });
      }
      yield { text: line.text, line: line.number };
    }
  }
}

async function* valueFrames(text: AsyncIterable<string>): AsyncGenerator<Frame> {
  const framer = new RecordFramer();
  for await (const chunk of text) for (const frame of framer.push(chunk)) yield frame;
  for (const frame of framer.end()) yield frame;
}

async function* parse(
  bytes: AsyncIterable<Uint8Array>,
  context: ParseContext,
): AsyncGenerator<ParsedItem> {
  const charset = new CharsetReader(context.charset);
  const { start, complete, whole } = await startOf(decode(bytes, charset));
  const reader = new RecordReader();
  const frames = formOf(start, complete) === 'lines' ? lineFrames(whole) : valueFrames(whole);
  let records = 0;
  for await (const frame of frames) {
    records++;
    yield reader.read(frame);
  }
  if (records > 0 && reader.hubRecords === 0) throw new FeedRefused('UNKNOWN_FORMAT');
  if (charset.guessed) {
    yield { records: 0, draft: null, issues: [issueAt('CHARSET_GUESSED', WHOLE_FILE)] };
  }
}

/** The hub's own JSON: one object, an array, `{"records":[…]}` or JSON Lines (contract of hub JSON, section 1). */
export const json: FeedFormat = {
  name: 'json',
  recognises: (head) => /^(?:\{\s*["}]|\{\s*$|\[)/.test(headText(head.bytes).trimStart()),
  parse,
};

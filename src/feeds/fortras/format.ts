import type { ParsedItem } from '../../domain/draft.ts';
import { FeedRefused, issueAt, WHOLE_FILE } from '../../domain/issue.ts';
import { CharsetReader, decode, headText } from '../charset.ts';
import type { FeedFormat, ParseContext } from '../format.ts';
import { lineBatches, LineSplitter } from '../text.ts';
import { BlockFile } from './blocks.ts';
import { notice } from './reader.ts';

async function* parse(
  bytes: AsyncIterable<Uint8Array>,
  context: ParseContext,
): AsyncGenerator<ParsedItem> {
  const reader = new CharsetReader(context.charset);
  const file = new BlockFile();
  for await (const lines of lineBatches(decode(bytes, reader), new LineSplitter())) {
    const refusal = refusalOf(() => lines.forEach((line) => file.read(line)));
    for (const item of file.take()) yield item;
    if (refusal !== null) throw refusal;
  }
  const refusal = refusalOf(() => file.end());
  for (const item of file.take()) yield item;
  if (refusal !== null) throw refusal;
  if (reader.guessed) yield notice([issueAt('CHARSET_GUESSED', WHOLE_FILE)]);
}

/** What was read before a refusal still goes out, so that the items do not depend on how the bytes were cut. */
function refusalOf(read: () => void): FeedRefused | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof FeedRefused) return error;
    throw error;
  }
}

/** Fortras release 100 (BORD512, STAT512, ENTL512) and up to 6 (BORD128, STAT128, ENTL128). */
export const fortras: FeedFormat = {
  name: 'fortras',
  recognises: (head) => headText(head.bytes).trimStart().startsWith('@@PH'),
  parse,
};

import type { Candidate } from './pack.ts';

/** Lower case, without accents, words joined by single blanks and with one before the first. */
function fold(text: string): string {
  const letters = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return ` ${letters
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(' ')}`;
}

/**
 * The candidate that the record's text decides for: its words begin with keywords of exactly this one (code-lists.md section 4).
 * A keyword of several words stands for words that follow each other. Null: the text leaves it open.
 */
export function candidateOfText(
  candidates: readonly Candidate[],
  text: string | null,
): Candidate | null {
  if (text === null) return null;
  const words = fold(text);
  const named = candidates.filter(({ keywords }) =>
    keywords.some((keyword) => words.includes(fold(keyword))),
  );
  return named.length === 1 ? (named[0] ?? null) : null;
}

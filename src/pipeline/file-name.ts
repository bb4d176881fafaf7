const LONGEST = 255;
/** Controls, direction marks and overrides, zero-width characters, line separators, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** Name of a received file for display: its last path segment without invisible characters, at most 255 characters. */
export function displayFileName(name: string): string {
  const segment = name.split(/[/\\]/).at(-1) ?? '';
  const visible = segment.replace(INVISIBLE, '').trim();
  // Cut in the middle of a pair, half a character is left; it is no better than an invisible one.
  const cut = visible.slice(0, LONGEST).replace(INVISIBLE, '');
  return cut === '' || cut === '.' || cut === '..' ? 'unnamed' : cut;
}

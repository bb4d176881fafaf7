export const SCREEN_WIDTH = 80;
const GAP = '  ';
const NARROWEST = 8;

/** Heads of columns whose values are never cut, as people copy them. */
const WHOLE: ReadonlySet<string> = new Set(['id', 'upload', 'code list', 'received']);

/** Columns side by side, readable at 80 columns: the widest ones are cut first, but never an id. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = fitted(
    head.map((title, index) => Math.max(title.length, ...rows.map((row) => lengthOf(row[index])))),
    head.map((title) => WHOLE.has(title)),
  );
  return [head, ...rows]
    .map((row) =>
      widths
        .map((width, index) => cell(row[index] ?? '', width))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

const lengthOf = (text: string | undefined): number => Array.from(text ?? '').length;

function cell(text: string, width: number): string {
  const letters = Array.from(text);
  if (letters.length > width) return `${letters.slice(0, width - 1).join('')}…`;
  return text + ' '.repeat(width - letters.length);
}

function fitted(wanted: readonly number[], whole: readonly boolean[]): readonly number[] {
  const widths = [...wanted];
  const room = SCREEN_WIDTH - GAP.length * (widths.length - 1);
  for (let over = widths.reduce((a, b) => a + b, 0) - room; over > 0; over--) {
    const widest = Math.max(...widths.filter((_, index) => whole[index] !== true));
    if (widest <= NARROWEST) break;
    const cut = widths.findIndex((width, index) => width === widest && whole[index] !== true);
    widths[cut] = widest - 1;
  }
  return widths;
}

/** `name  value` lines with aligned values; empty ones are left out. */
export function facts(pairs: readonly (readonly [string, string | null])[]): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}${GAP}${value}`).join('\n');
}

/** How much of a file is looked at to tell its form, in characters. */
export const FORM_LENGTH = 64 * 1024;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A file of one value that is broken over lines leaves its first line open. */
const leavesOpen = (line: string): boolean => /[[{,:]$/.test(line);

/**
 * JSON Lines, or one value (object, array, `{"records":[…]}`) that may be broken over lines. Decided by the first lines: a line that is
 * a whole object makes JSON Lines, and so does a cut first line before a whole one.
 */
export function formOf(start: string, complete: boolean): 'lines' | 'value' {
  const lines = start.split(/\r\n|\n|\r/);
  if (!complete || lines.length > 1) lines.pop();
  const [first, second] = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (!first?.startsWith('{')) return 'value';
  const value = parsed(first);
  if (isObject(value)) {
    return Array.isArray(value['records']) && value['kind'] === undefined ? 'value' : 'lines';
  }
  if (leavesOpen(first) || second === undefined) return 'value';
  return isObject(parsed(second)) ? 'lines' : 'value';
}

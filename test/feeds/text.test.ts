import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cut, isBlank, LineSplitter } from '../../src/feeds/text.ts';

function lines(
  chunks: readonly string[],
  maxLength?: number,
): { texts: string[]; tooLong: number | null } {
  const splitter = new LineSplitter(maxLength);
  const found = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
  found.forEach((line, i) => expect(line.number).toBe(i + 1));
  return { texts: found.map((line) => line.text), tooLong: splitter.tooLong };
}

test('CR LF, LF and a lone CR end lines, also mixed', () => {
  expect(lines(['a\r\nb\nc\rd\r\r\ne']).texts).toEqual(['a', 'b', 'c', 'd', '', 'e']);
});

test('a CR at the end of a chunk and the LF of the next are one terminator', () => {
  expect(lines(['a\r', '\nb\r', 'c']).texts).toEqual(['a', 'b', 'c']);
});

test('a Ctrl-Z at the end is no text', () => {
  expect(lines(['a\nb\x1a']).texts).toEqual(['a', 'b']);
  expect(lines(['a\n\x1a\x1a']).texts).toEqual(['a']);
});

test('a line over the limit stops the reading and is named', () => {
  expect(lines(['ab\nabcd\nefghi\nj'], 4)).toEqual({ texts: ['ab', 'abcd'], tooLong: 3 });
  expect(lines(['ab\nabc', 'def'], 4)).toEqual({ texts: ['ab'], tooLong: 2 });
});

test('fields are cut in characters, and a short record ends early', () => {
  expect(cut('Q10Süd  Ost', 4, 5)).toBe('Süd');
  expect(cut('Q10', 4, 5)).toBe('');
});

test('blanks and the marks of old systems are blank', () => {
  expect(isBlank(' \t\u00a0\x1a\0')).toBe(true);
  expect(isBlank(' . ')).toBe(false);
});

test('the lines do not depend on how the text is cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', 'ü', '\x1a'), maxLength: 30 });
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 6 }),
      fc.integer({ min: 1, max: 8 }),
      (chunks, limit) => {
        expect(lines(chunks, limit)).toEqual(lines([chunks.join('')], limit));
      },
    ),
  );
});

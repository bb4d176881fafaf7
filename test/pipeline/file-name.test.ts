import { expect, test } from '@jest/globals';
import { displayFileName } from '../../src/pipeline/file-name.ts';

test.each([
  ['feed.txt', 'feed.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\data\\Bordero 17.txt', 'Bordero 17.txt'],
  ['a\r\nSet-Cookie: x.txt', 'aSet-Cookie: x.txt'],
  ['invoice\u202Etxt.exe', 'invoicetxt.exe'],
  ['\u200Bzero\uFEFF.txt', 'zero.txt'],
  ['Größe–€.txt', 'Größe–€.txt'],
  ['', 'unnamed'],
  ['folder/', 'unnamed'],
  ['..', 'unnamed'],
  ['half \uD83D', 'half'],
])('%j is shown as %j', (name, shown) => {
  expect(displayFileName(name)).toBe(shown);
});

test('a long name is cut after 255 characters, never within one', () => {
  expect(displayFileName('x'.repeat(4_096))).toBe('x'.repeat(255));
  expect(displayFileName(`${'x'.repeat(254)}😀`)).toBe('x'.repeat(254));
});

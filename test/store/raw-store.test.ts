import { afterAll, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { newRawId } from '../../src/pipeline/upload-id.ts';
import { bytesOf, ownDatabase } from './own-database.ts';

const { db, stores, drop } = await ownDatabase();
const { raw } = stores;
afterAll(drop);

const PIECE = 255 * 1024;
const at = new Date('2026-11-24T12:00:00Z');
const write = (id: string, bytes: AsyncIterable<Uint8Array>, maxBytes = 2 ** 30) =>
  raw.write({ id, upload: `upload of ${id}`, bytes, maxBytes, at });

async function readAll(id: string, byteSize: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of raw.read({ raw: id, byteSize })) parts.push(part);
  return Buffer.concat(parts);
}
async function kept(id: string): Promise<{ files: number; pieces: number }> {
  const [files, pieces] = await Promise.all([
    db.collection<{ _id: string }>('raw.files').countDocuments({ _id: id }),
    db.collection('raw.chunks').countDocuments({ files_id: id }),
  ]);
  return { files, pieces };
}

test.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 16 * PIECE, 16 * PIECE + 1, 33 * PIECE + 7])(
  '%i bytes come back as they were, with their size and SHA-256',
  async (size) => {
    const content = randomBytes(size);
    const parts = Array.from({ length: Math.ceil(size / 70_000) }, (_, i) =>
      content.subarray(i * 70_000, (i + 1) * 70_000),
    );
    const id = newRawId();
    const written = await write(id, bytesOf(parts));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(written).toEqual({ byteSize: size, sha256 });
    expect((await readAll(id, size)).equals(content)).toBe(true);
    const file = await db.collection<{ _id: string }>('raw.files').findOne({ _id: id });
    expect(file).toMatchObject({ length: size, chunkSize: PIECE, uploadDate: at });
    expect(await kept(id)).toEqual({ files: 1, pieces: Math.ceil(size / PIECE) });
  },
);

test.each([10, 20 * PIECE])(
  'a file over its limit of %i bytes leaves nothing',
  async (maxBytes) => {
    const id = newRawId();
    const parts = [Buffer.alloc(maxBytes), Buffer.alloc(1)];
    const failed = await write(id, bytesOf(parts), maxBytes).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'TOO_LARGE', details: { limit: maxBytes } });
    expect(await kept(id)).toEqual({ files: 0, pieces: 0 });
  },
);

test.each([10, 40 * PIECE])(
  'a body that breaks off after %i bytes leaves nothing',
  async (size) => {
    const id = newRawId();
    const broken = new Error('connection reset');
    const failed = await write(id, bytesOf([Buffer.alloc(size)], broken)).catch((e: unknown) => e);
    expect(failed).toBe(broken);
    expect(await kept(id)).toEqual({ files: 0, pieces: 0 });
  },
);

test('bytes of which a piece is missing are not passed off as whole', async () => {
  const id = newRawId();
  await write(id, bytesOf([Buffer.alloc(3 * PIECE)]));
  await db.collection('raw.chunks').deleteOne({ files_id: id, n: 1 });
  await expect(readAll(id, 3 * PIECE)).rejects.toThrow('missing');
});

test('deleted bytes are gone', async () => {
  const id = newRawId();
  await write(id, bytesOf(['some bytes']));
  expect(await raw.delete(id)).toBe(true);
  expect(await raw.delete(id)).toBe(false);
  expect(await kept(id)).toEqual({ files: 0, pieces: 0 });
});

test('memory stays flat however large the file is', async () => {
  const MEGABYTES = 96;
  const part = randomBytes(64 * 1024);
  let peak = 0;
  const before = process.memoryUsage().arrayBuffers;
  async function* large(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < MEGABYTES * 16; i++) {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
      yield await Promise.resolve(part);
    }
  }
  const id = newRawId();
  expect(await write(id, large())).toMatchObject({ byteSize: MEGABYTES * 2 ** 20 });
  let read = 0;
  for await (const piece of raw.read({ raw: id, byteSize: MEGABYTES * 2 ** 20 })) {
    read += piece.length;
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  }
  expect(read).toBe(MEGABYTES * 2 ** 20);
  expect((peak - before) / 2 ** 20).toBeLessThan(64);
}, 60_000);

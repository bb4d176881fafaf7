/** One file by the GraphQL multipart request specification: `operations`, `map`, the file. */
import type { UploadedFile } from '../../../schema/builder.ts';
import { MAX_MULTIPART_FILE_BYTES as MAX_FILE_BYTES } from '../../../schema/upload-mutations.ts';
import { HubError } from '../../domain/errors.ts';
import { parseJson, readParams, type Params } from './params.ts';

/** Beside the file: `operations`, `map`, boundaries and heads. */
export const MAX_FRAME_BYTES = 1_200_000;
export const LARGER_FILES = '; larger files go to POST /v1/feeds/{feed}/uploads';
const MAX_MAP_BYTES = 10_000;

const refuse = (message: string): HubError => new HubError('BAD_USER_INPUT', message);

/** @throws BAD_USER_INPUT, TOO_LARGE */
export async function readMultipart(
  body: Buffer,
  contentType: string,
  maxOperationsBytes: number,
): Promise<Params> {
  const form = await readForm(body, contentType);
  const fields = [...form.keys()];
  if (fields.length !== 3 || fields[0] !== 'operations' || fields[1] !== 'map') {
    throw refuse('The request must hold operations, map and one file, in this order');
  }
  const operations = textOf(form, 'operations', maxOperationsBytes);
  const map = parseJson(textOf(form, 'map', MAX_MAP_BYTES), 'map');
  const [name = ''] = fields.slice(2);
  const file = form.get(name);
  if (file === null || typeof file === 'string') throw refuse('The third field must be a file');
  if (file.size > MAX_FILE_BYTES) {
    throw new HubError('TOO_LARGE', `The file is larger than ${MAX_FILE_BYTES} bytes${LARGER_FILES}`, {
      limit: MAX_FILE_BYTES,
    });
  }
  const params = parseJson(operations, 'operations');
  placeFile(params, pathOf(map, name), file);
  return readParams(params);
}

async function readForm(body: Buffer, contentType: string): Promise<FormData> {
  if (!/;\s*boundary=/i.test(contentType)) throw refuse('The multipart body has no boundary');
  try {
    return await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw refuse('The multipart body cannot be read');
  }
}

function textOf(form: FormData, name: string, maxBytes: number): string {
  const value = form.get(name);
  if (typeof value === 'string' && Buffer.byteLength(value) <= maxBytes) return value;
  throw refuse(`${name} must be text of at most ${maxBytes} bytes`);
}

/** The one place where the file goes: `variables.file`, or deeper. */
function pathOf(map: unknown, name: string): string[] {
  const entries = typeof map === 'object' && map !== null ? Object.entries(map) : [];
  const [key, places] = entries[0] ?? [];
  if (entries.length !== 1 || key !== name || !Array.isArray(places) || places.length !== 1) {
    throw refuse('map must name the file once and give it one place');
  }
  const path: unknown = places[0];
  if (typeof path !== 'string' || !/^variables(?:\.[A-Za-z_]\w{0,99}){1,5}$/.test(path)) {
    throw refuse('The place of the file must lie in variables');
  }
  return path.split('.');
}

/** Own properties alone, and only where null stands, as the specification says. */
function placeFile(params: unknown, path: readonly string[], file: File): void {
  let at: unknown = params;
  for (const [depth, name] of path.entries()) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) break;
    const record = at as Record<string, unknown>;
    if (depth < path.length - 1) at = record[name];
    else if (record[name] === null) {
      const upload: UploadedFile = { name: file.name, stream: () => bytesOf(file) };
      record[name] = upload;
      return;
    }
  }
  throw refuse('The place of the file must hold null');
}

async function* bytesOf(file: File): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(await file.arrayBuffer());
}

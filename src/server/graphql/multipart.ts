/** One file by the GraphQL multipart request specification: `operations`, `map`, the file. */
import type { UploadedFile } from '../../../schema/builder.ts';
import { MAX_MULTIPART_FILE_BYTES as MAX_FILE_BYTES } from '../../../schema/upload-mutations.ts';
import { HubError } from '../../domain/errors.ts';
import { readForm, type FormPart } from './form.ts';
import { parseJson, readParams, type Params } from './params.ts';

/** Beside the file: `operations`, `map`, boundaries and heads. */
export const MAX_FRAME_BYTES = 1_200_000;
export const LARGER_FILES = '; larger files go to POST /v1/feeds/{feed}/uploads';
const MAX_MAP_BYTES = 10_000;

const refuse = (message: string): HubError => new HubError('BAD_USER_INPUT', message);

/** @throws BAD_USER_INPUT, TOO_LARGE */
export function readMultipart(
  body: Buffer,
  contentType: string,
  maxOperationsBytes: number,
): Params {
  const parts = readForm(body, contentType);
  const [first, second, file] = parts;
  if (parts.length !== 3 || first?.name !== 'operations' || second?.name !== 'map') {
    throw refuse('The request must hold operations, map and one file, in this order');
  }
  if (file === undefined || file.fileName === null) {
    throw refuse('The third field must be a file');
  }
  const operations = textOf(first, maxOperationsBytes);
  const map = parseJson(textOf(second, MAX_MAP_BYTES), 'map');
  if (file.bytes.length > MAX_FILE_BYTES) {
    const message = `The file is larger than ${MAX_FILE_BYTES} bytes${LARGER_FILES}`;
    throw new HubError('TOO_LARGE', message, { limit: MAX_FILE_BYTES });
  }
  const params = parseJson(operations, 'operations');
  const { fileName: name, bytes } = file;
  placeFile(params, pathOf(map, file.name), { name, stream: () => once(bytes) });
  return readParams(params);
}

function textOf({ name, fileName, bytes }: FormPart, maxBytes: number): string {
  if (fileName === null && bytes.length <= maxBytes) return bytes.toString();
  throw refuse(`${name} must be text of at most ${maxBytes} bytes`);
}

/** The one place where the file goes: `variables.file`, or deeper. */
function pathOf(map: unknown, name: string): string[] {
  const entries: [string, unknown][] =
    typeof map === 'object' && map !== null ? Object.entries(map) : [];
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
function placeFile(params: unknown, path: readonly string[], file: UploadedFile): void {
  let at: unknown = params;
  for (const [depth, name] of path.entries()) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) break;
    const record = at as Record<string, unknown>;
    if (depth < path.length - 1) at = record[name];
    else if (record[name] === null) {
      record[name] = file;
      return;
    }
  }
  throw refuse('The place of the file must hold null');
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

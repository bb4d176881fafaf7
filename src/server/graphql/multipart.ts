/** One file by the GraphQL multipart request specification. Yoga reads the form and puts the file in its place. */
import { MAX_MULTIPART_FILE_BYTES } from '../../../schema/upload-mutations.ts';
import { HubError } from '../../domain/errors.ts';

export const MAX_FILE_BYTES = MAX_MULTIPART_FILE_BYTES;
/** With `operations`, `map`, boundaries and heads. */
export const MAX_FORM_BYTES = MAX_FILE_BYTES + 1_200_000;
export const LARGER_FILES = '; larger files go to POST /v1/feeds/{feed}/uploads';

/** Enforced while the form is read. */
export const FORM_LIMITS = { fileSize: MAX_FILE_BYTES, files: 1, fields: 2, fieldNameSize: 100 };

const refuse = (message: string): HubError => new HubError('BAD_USER_INPUT', message);

/** After yoga has read it: yoga overlooks a map that names no file, several places, or places outside of `variables`. */
export async function checkForm(request: Request): Promise<void> {
  // The form that yoga has read: a body keeps it.
  const form = await request.formData();
  const operations = parseField(form, 'operations');
  const map: Readonly<Record<string, unknown>> = { ...parseField(form, 'map') };
  const [entry, ...others] = Object.entries(map);
  const [key, places] = entry ?? ['', []];
  const file = form.get(key);
  if (others.length > 0 || file === null || typeof file === 'string') {
    throw refuse('The request must hold operations, map and one file that map names');
  }
  if (!Array.isArray(places) || places.length !== 1)
    throw refuse('map must give the file one place');
  if (!holdsNull(operations, pathOf(places[0])))
    throw refuse('The place of the file must hold null');
}

function parseField(form: FormData, name: string): object | null {
  const text = form.get(name);
  const value: unknown = typeof text === 'string' ? JSON.parse(text) : null;
  return typeof value === 'object' ? value : null;
}

/** `variables.file`, or deeper. */
function pathOf(place: unknown): string[] {
  if (typeof place !== 'string' || !/^variables(?:\.[A-Za-z_]\w{0,99}){1,5}$/.test(place)) {
    throw refuse('The place of the file must lie in variables');
  }
  return place.split('.');
}

/** Own properties alone. */
function holdsNull(operations: unknown, path: readonly string[]): boolean {
  let at = operations;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false;
    at = (at as Record<string, unknown>)[name];
  }
  return at === null;
}

/** Uploads over REST: bytes are streamed in both directions, never held whole. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Router, type Request, type Response } from 'express';
import type { Viewer } from '../../schema/context.ts';
import { viewingOf } from '../../schema/context.ts';
import { globalId, idOf, slugOf } from '../../schema/ids.ts';
import type { ReceiveUpload, Steps } from '../../schema/hub-needs.ts';
import { HubError } from '../domain/errors.ts';
import { attachment, fileNameOf } from './file-name.ts';
import { requireScope } from './identity.ts';
import { issuesCsv } from './issues-csv.ts';
import { languageOf } from './language.ts';
import { withDeadline } from './refusal.ts';
import type { ServerHub } from './server-hub.ts';
import type { Service } from './service.ts';

type Upload = Awaited<ReturnType<Steps['receiveUpload']>>;

const READ_MS = 9_000;
/** Points of the rate limit. */
const UPLOAD_POINTS = 5;
const READ_POINTS = 1;

const notFound = (what: string): HubError => new HubError('NOT_FOUND', `There is no such ${what}`);

export function uploadRoutes(service: Service): Router {
  const router = Router();
  const only = (method: string) => (_request: Request, response: Response) => {
    response.set('Allow', method);
    throw new HubError('METHOD_NOT_ALLOWED', `Use ${method}`);
  };
  router
    .route('/v1/feeds/:feed/uploads')
    .post((request, response) => receive(service, request, response))
    .all(only('POST'));
  router
    .route('/v1/uploads/:upload')
    .get((request, response) => sendUpload(service, request, response))
    .all(only('GET'));
  router
    .route('/v1/uploads/:upload/raw')
    .get((request, response) => sendBytes(service, request, response))
    .all(only('GET'));
  router
    .route('/v1/uploads/:upload/issues.csv')
    .get((request, response) => sendIssues(service, request, response))
    .all(only('GET'));
  return router;
}

async function receive(service: Service, request: Request, response: Response): Promise<void> {
  const viewer = await service.viewerOf(request);
  requireScope(viewer, 'upload');
  if (request.headers['content-encoding'] !== undefined) {
    throw new HubError('UNSUPPORTED_MEDIA_TYPE', 'Encoded bodies are not taken');
  }
  const { hub } = service.open();
  const { maxUploadBytes: maxBytes, publicUrl } = service.config;
  const idempotencyKey = readIdempotencyKey(request);
  const dryRun = readDryRun(request);
  const feed = await feedOf(hub, viewer, String(request.params['feed']));
  refuseDeclared(request, maxBytes);
  service.spend(viewer, UPLOAD_POINTS);
  const upload = await hub.steps.receiveUpload({
    feed,
    fileName: fileNameOf(request.headers),
    // Leaving off early must not take the connection along: the refusal is still to be answered.
    bytes: request.iterator({ destroyOnReturn: false }),
    dryRun,
    idempotencyKey,
  });
  const { _id: uploadId, byteSize } = upload;
  service.logger.info({ requestId: response.get('X-Request-Id'), uploadId, byteSize }, 'received');
  const location = `${publicUrl ?? ''}/v1/uploads/${globalId('Upload', upload._id)}`;
  response.status(202).location(location).json(shown(upload));
}

async function feedOf(
  hub: ServerHub,
  viewer: Viewer,
  name: string,
): Promise<ReceiveUpload['feed']> {
  const found = hub.reads.feeds.findByIds(viewingOf({ viewer }), [slugOf('Feed', name)]);
  const [feed] = await withDeadline(found, READ_MS);
  if (!feed) throw notFound('feed');
  return feed;
}

function readIdempotencyKey({ headers }: Request): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new HubError('BAD_USER_INPUT', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
}

function readDryRun({ query }: Request): boolean {
  const { dryRun } = query;
  if (dryRun === undefined || dryRun === 'false') return false;
  if (dryRun === 'true') return true;
  throw new HubError('BAD_USER_INPUT', 'dryRun must be true or false');
}

function refuseDeclared({ headers }: Request, maxBytes: number): void {
  if (Number(headers['content-length'] ?? 0) <= maxBytes) return;
  const message = `The file is larger than ${maxBytes} bytes`;
  throw new HubError('TOO_LARGE', message, { limit: maxBytes });
}

/** As Upload in the graph. */
const shown = (upload: Upload) => ({
  id: globalId('Upload', upload._id),
  feed: upload.feed,
  fileName: upload.fileName,
  byteSize: upload.byteSize,
  sha256: upload.sha256,
  format: upload.format,
  state: upload.state,
  dryRun: upload.dryRun,
  receivedAt: upload.receivedAt,
  finishedAt: upload.finishedAt,
  counts: upload.counts,
});

/** The upload of the path, if the viewer may see it. */
async function findUpload(
  service: Service,
  request: Request,
): Promise<{ hub: ServerHub; viewer: Viewer; upload: Upload }> {
  const viewer = await service.viewerOf(request);
  requireScope(viewer, 'read', 'upload');
  service.spend(viewer, READ_POINTS);
  const { hub } = service.open();
  const id = idOf('Upload', String(request.params['upload']));
  if (id === null) throw notFound('upload');
  const found = hub.reads.uploads.findByIds(viewingOf({ viewer }), [id]);
  const [upload] = await withDeadline(found, READ_MS);
  if (!upload) throw notFound('upload');
  return { hub, viewer, upload };
}

async function sendUpload(service: Service, request: Request, response: Response): Promise<void> {
  const { upload } = await findUpload(service, request);
  response.json(shown(upload));
}

/** For the member of the feed alone, whatever the scopes. */
async function sendBytes(service: Service, request: Request, response: Response): Promise<void> {
  const { hub, viewer, upload } = await findUpload(service, request);
  if (upload.member !== viewer.member) throw notFound('upload');
  const row = await withDeadline(hub.stores.uploads.find(upload._id), READ_MS);
  if (row === null) throw notFound('upload');
  response.set({
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': attachment(upload.fileName),
    'Content-Length': String(upload.byteSize),
  });
  await pipeline(Readable.from(hub.stores.raw.read(row), { objectMode: false }), response);
}

async function sendIssues(service: Service, request: Request, response: Response): Promise<void> {
  const { hub, upload } = await findUpload(service, request);
  response.set({
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': attachment(`${upload.fileName}.issues.csv`),
  });
  await pipeline(issuesCsv(hub.reads.issues.rejections(upload._id), languageOf(request)), response);
}

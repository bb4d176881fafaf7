/**
 * The limit of queries, a process of its own: one plain express route for each query, with the same check of the key,
 * that reads the same documents from the same collections and answers the same JSON. `plain-express.ts MONGODB_URI`
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express, { type Request } from 'express';
import { idOf } from '../../schema/ids.ts';
import { announceReady } from '../../src/platform/child.ts';
import { connectMongo } from '../../src/platform/mongo.ts';
import { openCollections } from '../../src/store/collections.ts';
import type { ConsignmentDoc } from '../../src/store/documents.ts';
import { membersIn, shownConsignment } from './plain-answers.ts';

const [uri = ''] = process.argv.slice(2);
const { db } = await connectMongo({ uri });
const { apiClients, consignments, members } = openCollections(db);
const SHOWN = { fold: 0, hash: 0, write: 0 };

/** The member whose key it is; null: refused. */
async function memberOf({ headers }: Request): Promise<string | null> {
  const key = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (key === undefined) return null;
  const hash = createHash('sha256').update(key).digest();
  const client = await apiClients.findOne({ keyHash: hash.toString('hex') });
  if (client === null || !timingSafeEqual(Buffer.from(client.keyHash, 'hex'), hash)) return null;
  const expired = client.expiresAt !== null && client.expiresAt <= new Date();
  return client.revokedAt !== null || expired ? null : client.member;
}

async function shown(documents: readonly ConsignmentDoc[]): Promise<unknown[]> {
  const found = await members.find({ _id: { $in: membersIn(documents) } }).toArray();
  const known = new Map(found.map((member) => [member._id, member]));
  return documents.map((document) => shownConsignment(document, known));
}

const app = express().disable('x-powered-by').disable('etag');

app.get('/consignments/:id', async (request, response) => {
  const viewers = await memberOf(request);
  const id = idOf('Consignment', request.params.id);
  if (viewers === null || id === null) {
    response.sendStatus(viewers === null ? 401 : 404);
    return;
  }
  const documents = await consignments
    .find({ _id: { $in: [id, `${id}~${viewers}`] }, viewers })
    .project<ConsignmentDoc>(SHOWN)
    .toArray();
  const [node = null] = await shown(documents);
  response.json({ data: { node } });
});

app.get('/consignments', async (request, response) => {
  const viewers = await memberOf(request);
  const first = Number(request.query['first']);
  if (viewers === null) {
    response.sendStatus(401);
    return;
  }
  const documents = await consignments
    .find({ viewers })
    .sort({ updatedAt: -1, _id: -1 })
    .limit(first + 1)
    .project<ConsignmentDoc>(SHOWN)
    .toArray();
  const nodes = await shown(documents.slice(0, first));
  const pageInfo = { hasNextPage: documents.length > first };
  response.json({ data: { consignments: { nodes, pageInfo } } });
});

const server = app.listen(0, '127.0.0.1', () => {
  announceReady(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('disconnect', () => process.exit());

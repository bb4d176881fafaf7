import { AlreadyExistsError } from '../../domain/errors.ts';
import { createHub } from '../../hub.ts';
import { connectMongo } from '../../platform/mongo.ts';

/** Setting up asks for no work and tells nobody. */
const NO_QUEUE = { ask: async () => false, whereIs: async () => 'unknown' as const };
const NO_ANNOUNCER = { uploadMoved: () => undefined, consignmentsChanged: () => undefined };
const WAIT_SECONDS = 10;

/**
 * Creates the operator's member and its first client, straight in the database: there is no key yet to ask a hub with.
 * @returns the key with all scopes; null where the hub has been set up before
 */
export async function bootstrapOperator(
  mongodbUri: string,
  alliance: string,
): Promise<string | null> {
  const connection = await connectMongo({ uri: mongodbUri, waitSeconds: WAIT_SECONDS });
  try {
    const hub = createHub({
      db: connection.db,
      queue: NO_QUEUE,
      announcer: NO_ANNOUNCER,
      version: 'bootstrap',
      limits: { maxUploadBytes: 0 },
    });
    return (await hub.steps.bootstrap({ alliance })).key;
  } catch (error) {
    if (error instanceof AlreadyExistsError) return null;
    throw error;
  } finally {
    await connection.close();
  }
}

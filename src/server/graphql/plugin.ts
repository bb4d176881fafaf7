/** What the plugins of the graph's server share. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Viewer } from '../../../schema/context.ts';

/** One request on its way through yoga. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Absent until the key was looked at. */
  viewer?: Viewer;
}

export type GraphPlugin = Plugin<Exchange, Exchange>;

/** Beyond the key check there is a viewer. */
export function viewerIn({ viewer }: Pick<Exchange, 'viewer'>): Viewer {
  if (viewer === undefined) throw new Error('Nobody was let in');
  return viewer;
}

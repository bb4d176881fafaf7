/** GraphQL over HTTP, multipart uploads and event streams: graphql-yoga, with what the contract asks beyond it as plugins. */
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createFetch } from '@whatwg-node/fetch';
import { createYoga } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { schema } from '../../../schema/index.ts';
import type { Service } from '../service.ts';
import { useCompiler } from './compiler.ts';
import { useDoor } from './door.ts';
import { useExecution } from './execution.ts';
import { maskError, useFaults } from './faults.ts';
import { armor, useLimits } from './limits.ts';
import { FORM_LIMITS } from './multipart.ts';
import type { Exchange } from './plugin.ts';

const MOST_DOCUMENTS = 1_000;
const LONGEST_KEPT = 20_000;

const nothing = (): void => undefined;
/** Faults are logged where their request is known. */
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
/** Yoga looks whether an address ends with it; no address holds a blank. */
const NO_ADDRESS = ' ';

/** Stands in front of express on the same server (docs/decisions/0008-yoga-before-express.md). */
export function graphListener(service: Service): RequestListener {
  const fieldSize = service.config.maxGraphqlBytes;
  const yoga = createYoga<Exchange>({
    schema,
    fetchAPI: createFetch({ useNodeFetch: true, formDataLimits: { ...FORM_LIMITS, fieldSize } }),
    graphiql: false,
    landingPage: false,
    cors: false,
    batching: false,
    healthCheckEndpoint: NO_ADDRESS,
    // Yoga would lead every body through a stream that counts; the door looks at what is declared and counts the rest.
    maxRequestBodySize: false,
    parserAndValidationCache: { documentCache: byDocument(), errorCache: byDocument() },
    maskedErrors: { maskError },
    logging: silent,
    plugins: [
      useDoor(service),
      armor,
      useLimits(service),
      useCompiler(),
      useExecution(service),
      useFaults(service),
    ],
  });
  return (request, response) => {
    // Yoga builds addresses from it, and one that it cannot read would end in a stack trace.
    request.headers.host = 'hub';
    normaliseMediaType(request.headers);
    void yoga(request, response);
  };
}

/** What is long is read anew each time: kept, it would fill the memory. */
const byDocument = <T extends object>() =>
  new LRUCache<string, T>({
    max: MOST_DOCUMENTS,
    maxEntrySize: LONGEST_KEPT,
    sizeCalculation: (_value, document) => document.length,
  });

/** For yoga a media type in capitals is another one. */
function normaliseMediaType(headers: IncomingHttpHeaders): void {
  const type = headers['content-type'];
  if (type === undefined || type === 'application/json') return;
  headers['content-type'] = type.replace(/^[^;]*/, (name) => name.trim().toLowerCase());
}

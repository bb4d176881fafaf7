/** What an operation costs and how long it may take; and subscriptions, each message of which is a request of its own. */
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import { isAsyncIterable, isPromise, mapAsyncIterator } from 'graphql-yoga';
import type { Context } from '../../../schema/context.ts';
import { LiveStream } from '../../../schema/live-stream.ts';
import { languageOf } from '../language.ts';
import { withDeadline } from '../refusal.ts';
import type { Service } from '../service.ts';
import { NOT_ACCEPTABLE, takesStreams } from './accept.ts';
import { programOf } from './compiler.ts';
import { costOf } from './cost.ts';
import { viewerIn, type Exchange, type GraphPlugin } from './plugin.ts';

/** MongoDB may hang: an answer is due within 10 s. What changes something may take longer than what reads. */
const READ_MS = 9_000;
const WRITE_MS = 20_000;

export const useExecution = (service: Service): GraphPlugin => ({
  onExecute({ args, executeFn, setExecuteFn }) {
    const exchange = args.contextValue;
    const deadline = charge(service, exchange, args);
    const contextValue = contextFor(service, exchange)();
    setExecuteFn((given: ExecutionArgs) => {
      const result = executeFn({ ...given, contextValue }) as ExecutionResult;
      return isPromise(result) ? withDeadline(result, deadline) : result;
    });
  },
  onSubscribe({ args, setSubscribeFn }) {
    const exchange = args.contextValue;
    if (!takesStreams(exchange.request)) throw NOT_ACCEPTABLE;
    const deadline = charge(service, exchange, args);
    const newContext = contextFor(service, exchange);
    setSubscribeFn((given: ExecutionArgs) =>
      withDeadline(openStream(given, newContext, exchange.res), deadline),
    );
  },
});

/** How long it may take. @throws COST_EXCEEDED, RATE_LIMITED, BAD_USER_INPUT */
function charge(service: Service, exchange: Exchange, args: ExecutionArgs): number {
  const { schema, document, variableValues } = args;
  const operation = getOperationAST(document, args.operationName);
  if (!operation) return READ_MS;
  const cost = costOf({ schema, document }, operation, variableValues ?? {});
  service.spend(viewerIn(exchange), 1 + cost / 100, cost);
  return operation.operation === OperationTypeNode.MUTATION ? WRITE_MS : READ_MS;
}

/** What resolvers see: nothing of HTTP. A new one for every message of a subscription, so that nothing is remembered. */
function contextFor(service: Service, exchange: Exchange): () => Context {
  const viewer = viewerIn(exchange);
  const { hub, live } = service.open();
  const language = languageOf(exchange.req);
  return () => ({ viewer, hub, live, language });
}

async function openStream(
  args: ExecutionArgs,
  newContext: () => Context,
  response: Exchange['res'],
): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
  const source = await createSourceEventStream({ ...args, contextValue: newContext() });
  if (!isAsyncIterable(source)) return source;
  endWith(response, source);
  const run = programOf(args) ?? execute;
  return mapAsyncIterator(source, (rootValue) =>
    run({ ...args, rootValue, contextValue: newContext() }),
  );
}

/** A caller that left while the stream was opened is not told to yoga. */
function endWith(response: Exchange['res'], source: AsyncIterable<unknown>): void {
  const leave = (): void => void source[Symbol.asyncIterator]().return?.();
  response.on('close', leave);
  if (response.closed || response.writableEnded) leave();
  if (!(source instanceof LiveStream)) return;
  source.whenEnded((reason) => {
    // Whoever does not read is not told why either: what waits in the socket would never leave it.
    if (reason === 'slow') response.destroy();
  });
}

/** Yoga finds out whether a caller takes its answer when it has it. Nothing is done for a caller that takes none. */
import { GraphQLError } from 'graphql';

const STREAM_TYPE = 'text/event-stream';
const TYPES = ['application/json', 'application/graphql-response+json', STREAM_TYPE];

export const NOT_ACCEPTABLE = new GraphQLError(
  'Accept names no media type that this answer can have',
  { extensions: { http: { status: 406 } } },
);

export const isAnswerable = (request: Request): boolean =>
  TYPES.some((type) => accepts(request, type));

export const takesStreams = (request: Request): boolean => accepts(request, STREAM_TYPE);

function accepts({ headers }: Request, type: string): boolean {
  const header = headers.get('accept') ?? '*/*';
  if (header === '*/*' || header === type) return true;
  const [family = ''] = type.split('/');
  const ranges = header.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase());
  return [type, `${family}/*`, '*/*'].some((range) => ranges.includes(range));
}

/** A browser that opens the address: it takes HTML before anything else. */
export const wantsPage = ({ headers }: Request): boolean =>
  /^\s*text\/html\b/i.test(headers.get('accept') ?? '');

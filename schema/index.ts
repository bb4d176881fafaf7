import type { GraphQLSchema } from 'graphql';
import './scalars.ts';
import './errors.ts';
import './viewer.ts';
import './member.ts';
import './feed.ts';
import './issue.ts';
import './upload.ts';
import './upload-list.ts';
import './upload-mutations.ts';
import './provenance.ts';
import './event.ts';
import './event-fields.ts';
import './consignment.ts';
import './consignment-list.ts';
import './manifest.ts';
import './review.ts';
import './dead-letter.ts';
import './api-client.ts';
import './administration.ts';
import './health.ts';
import './subscription.ts';
import { builder } from './builder.ts';

/** The whole graph: every file above adds its part. */
export const schema: GraphQLSchema = builder.toSchema({ sortSchema: false });

/** `npm run schema`: writes schema.graphql. */
import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './index.ts';

/** The schema as a reviewed artefact. */
export const printed = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`;

if (process.argv[1]?.endsWith('print.ts') === true) {
  writeFileSync(new URL('./schema.graphql', import.meta.url), printed());
}

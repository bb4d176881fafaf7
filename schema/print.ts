/** `npm run schema`: writes schema.graphql. */
import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './index.ts';

/** The schema as a reviewed artefact. */
const sdl = `${printSchema(lexicographicSortSchema(schema))}\n`;
writeFileSync(new URL('./schema.graphql', import.meta.url), sdl);

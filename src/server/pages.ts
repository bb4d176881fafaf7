/** What needs no key: the small page at `/` and files that describe the hub. */
import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { EXPLORER_FILES } from './graphql/explorer.ts';
import type { Service } from './service.ts';

const schemaFile = new URL('../../docs/hub-json.schema.json', import.meta.url);

const page = (version: string, explorer: boolean): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bordero</title>
</head>
<body>
<main>
<h1>Bordero ${version}</h1>
<p>The data-exchange hub of a forwarder alliance.</p>
<ul>
${explorer ? '<li><a href="/graphql">Explorer of the graph</a></li>\n' : ''}<li>Graph: <code>POST /graphql</code> with <code>Authorization: Bearer &lt;API key&gt;</code></li>
<li>Files: <code>POST /v1/feeds/{feed}/uploads</code></li>
<li><a href="/schemas/hub-json.json">JSON Schema of hub JSON</a></li>
<li><a href="/readyz">Readiness</a></li>
</ul>
</main>
</body>
</html>
`;

export function pageRoutes(service: Service): Router {
  const router = Router();
  const explorer = service.config.explorer !== 'off';
  const hubJson = readFileSync(schemaFile);
  router.get('/', (_request, response) => {
    response.type('html').send(page(service.version, explorer));
  });
  router.get('/schemas/hub-json.json', (_request, response) => {
    response.type('application/schema+json').send(hubJson);
  });
  for (const [path, { type, text }] of Object.entries(EXPLORER_FILES)) {
    if (explorer) router.get(path, (_request, response) => void response.type(type).send(text));
  }
  return router;
}

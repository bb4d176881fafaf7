#!/usr/bin/env node
/** `npx bordero …`: the command line through the same door as the npm scripts. */
process.argv.splice(2, 0, 'bordero');
await import('./launch.mjs');

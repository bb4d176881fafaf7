/** Entry of a process: downloads mongod into the folder given as argument; exits 0 or 2. */
import { MongoBinary } from 'mongodb-memory-server';

const downloadDir = process.argv[2];
try {
  if (downloadDir === undefined) throw new Error('usage: FOLDER');
  await MongoBinary.getPath({ downloadDir, checkMD5: true });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}

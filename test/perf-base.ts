import { MongoClient } from 'mongodb';
import { COLLECTIONS } from '../src/store/collections.ts';
const c = await MongoClient.connect(process.env['TEST_MONGODB_URI'] ?? '', { w: 'majority', journal: true });
const dbs = await c.db().admin().listDatabases();
const src = c.db(process.argv[2]);
const events = await src.collection('events').find().toArray();
const cons = await src.collection('consignments').find().toArray();
import { readFileSync, readdirSync } from 'node:fs';
const mongodPid = readdirSync('/proc').find((p) => { try { return readFileSync(`/proc/${p}/cmdline`, 'utf8').includes('27999') && readFileSync(`/proc/${p}/comm`,'utf8').startsWith('mongod'); } catch { return false; } });
const cpuM = (): number => { const f = readFileSync(`/proc/${mongodPid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) * 10; };
const cpu = (): { js: number; m: number } => { const u = process.cpuUsage(); return { js: Math.round((u.user + u.system) / 1000), m: cpuM() }; };
for (let r = 0; r < 3; r++) {
  const db = c.db('bench_raw'); await db.dropDatabase();
  for (const n of ['events', 'consignments'] as const) await db.collection(n).createIndexes([...COLLECTIONS[n].indexes] as never);
  const t = Date.now(), c0 = cpu();
  for (const [n, docs] of [['events', events], ['consignments', cons]] as const)
    for (let i = 0; i < docs.length; i += 1000)
      await db.collection(n).bulkWrite(docs.slice(i, i + 1000).map((d) => ({ replaceOne: { filter: { _id: d._id }, replacement: d, upsert: true } })), { ordered: false });
  { const c1 = cpu(); console.log('  cpu js', c1.js - c0.js, 'mongod', c1.m - c0.m, 'us/event', Math.round((c1.js - c0.js + c1.m - c0.m) * 1000 / events.length)); }
  console.log('baseline', events.length, cons.length, Date.now() - t, 'ms', Math.round(events.length / ((Date.now() - t) / 1000)), '/s');
}
await c.close(); void dbs;

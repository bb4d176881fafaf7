import { writeFileSync } from 'node:fs';
import { bulkBorderos, bulkStatuses } from '../fixtures/alliance/writers/bulk.ts';
import { World } from './support/world.ts';
const C = Number(process.argv[2] ?? 4000), E = Number(process.argv[3] ?? 28000);
const world = await World.create({
  members: [{ slug: 'hamburg', country: 'DE' }, { slug: 'graz', country: 'AT' }],
  depots: [{ code: 'HAM', member: 'hamburg', timeZone: 'Europe/Berlin', country: 'DE' }, { code: 'GRZ', member: 'graz', timeZone: 'Europe/Vienna', country: 'AT' }],
  feeds: [{ slug: 'hamburg-fortras', member: 'hamburg', codeList: 'sae/fortras/2019' }, { slug: 'graz-fortras', member: 'graz', codeList: 'sae/fortras/2019' }],
});
import { readFileSync, readdirSync } from 'node:fs';
const mongodPid = readdirSync('/proc').find((p) => { try { return readFileSync(`/proc/${p}/cmdline`, 'utf8').includes('27999') && readFileSync(`/proc/${p}/comm`,'utf8').startsWith('mongod'); } catch { return false; } });
const cpuM = (): number => { const f = readFileSync(`/proc/${mongodPid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) * 10; };
const cpu = (): { js: number; m: number } => { const u = process.cpuUsage(); return { js: Math.round((u.user + u.system) / 1000), m: cpuM() }; };
let c0 = cpu();
const report = (n: number): void => { const c = cpu(); const js = c.js - c0.js, m = c.m - c0.m; console.log('  cpu js', js, 'mongod', m, 'us/event', Math.round((js + m) * 1000 / n)); c0 = cpu(); };
const day = '2026-11-02';
let t = Date.now();
const b = await world.send('hamburg-fortras', Buffer.concat([...bulkBorderos({ consignments: C, day, series: 1 })]));
console.log('bordero', b.state, b.counts, Date.now() - t, 'ms', Math.round(C / ((Date.now() - t) / 1000)), '/s');
report(C); t = Date.now();
const stat = Buffer.concat([...bulkStatuses({ consignments: C, day, series: 1, events: E })]).toString('latin1').split('\r\n');
if (process.argv[4] === 'seq') { const q = stat.filter((l) => l.startsWith('Q10')).sort((a, b) => a.slice(3, 38) < b.slice(3, 38) ? -1 : 1); let i = 0; stat.forEach((l, k) => { if (l.startsWith('Q10')) stat[k] = q[i++]!; }); }
c0 = cpu();
const s = await world.send('graz-fortras', Buffer.from(stat.join('\r\n')));
console.log('status', s.state, s.counts, Date.now() - t, 'ms', Math.round(E / ((Date.now() - t) / 1000)), '/s');
report(E);
const st = await world.db.command({ collStats: 'consignments' }); console.log('avg consignment', st['avgObjSize'], (await world.db.command({ collStats: 'events' }))['avgObjSize']);
if (process.env["KEEP"]) { console.log(world.db.databaseName); process.exit(0); }
await world.close();

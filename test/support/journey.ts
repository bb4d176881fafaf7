/** The journey of fixtures/journey: its scenarios, and what a world shows after one in the words of expected.json. */
import type { ConsignmentDoc, ManifestDoc, UploadDoc } from '../../src/store/documents.ts';
import { fixture, type Setup, type World } from './world.ts';

interface Step {
  readonly feed: string;
  readonly file: string;
  readonly format: string;
  readonly state: string;
  readonly counts: object;
  readonly issues: readonly object[];
}
interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly consignments: readonly Record<string, unknown>[];
  readonly manifests: readonly Record<string, unknown>[];
}
const expected = JSON.parse(fixture('journey/expected.json').toString()) as {
  setup: Setup;
  scenarios: Scenario[];
};

/** Members, depots and feeds of the journey. */
export const JOURNEY_SETUP = expected.setup;

export function scenarioNamed(name: string): Scenario {
  const found = expected.scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

/** Sends the files of a scenario one after the other; answers what came of each, and what it should come to. */
export async function playJourney(
  world: World,
  { steps }: Scenario,
): Promise<{ outcomes: object[]; expected: object[] }> {
  const outcomes = [];
  for (const { feed, file } of steps) {
    const upload = await world.send(feed, fixture(`journey/${file}`), { fileName: file });
    outcomes.push({ file, ...summary(upload), issues: await world.issues(upload._id) });
  }
  return {
    outcomes,
    expected: steps.map(({ feed: _feed, ...step }) => step),
  };
}

/** What the scenario should leave, as `everything` tells it. */
export const expectedOf = ({ consignments, manifests }: Scenario): Everything => ({
  consignments: consignments.map(sortEvents),
  manifests: [...manifests],
});

interface Everything {
  readonly consignments: unknown[];
  readonly manifests: unknown[];
}

/** A consignment in the words of expected.json. */
async function describe(world: World, doc: ConsignmentDoc): Promise<Record<string, unknown>> {
  const fileOf = async (upload: string): Promise<string> => (await world.upload(upload)).fileName;
  const events = await Promise.all(
    doc.events.map(async (event) => ({
      kind: event.kind,
      reason: event.reason,
      classifier: event.classifier,
      occurredAt: event.at.toISOString(),
      localTime: event.local,
      timeZone: event.timeZone,
      precision: event.precision,
      reportedBy: event.member,
      package: event.barcode,
      place: event.place,
      raw:
        event.code === null
          ? null
          : { code: event.code, codeList: event.codeList, text: event.text },
      signedBy: event.signedBy,
      withdrawn: event.withdrawnAt !== null,
      source: `${await fileOf(event.upload)}:${event.line}`,
    })),
  );
  const manifests = await world.db
    .collection<ManifestDoc>('manifests')
    .find({ _id: { $in: [...doc.manifests] } })
    .toArray();
  return {
    references: doc.references,
    sendingPartner: doc.sendingPartner,
    receivingPartner: doc.receivingPartner,
    shipper: doc.shipper,
    consignee: doc.consignee,
    packages: doc.packages,
    ...doc.quantities,
    manifests: manifests.map(({ number }) => number),
    status: doc.status === null ? null : { ...doc.status, since: doc.status.since.toISOString() },
    problems: doc.problems.map(({ code }) => code),
    events,
  };
}

async function describeManifest(world: World, doc: ManifestDoc): Promise<Record<string, unknown>> {
  const numbers = new Map(
    (await world.consignments('hamburg')).map((one) => [one.consignment, one.references[0]?.value]),
  );
  const source = async ({ upload, line }: { upload: string; line: number }): Promise<string> =>
    `${(await world.upload(upload)).fileName}:${line}`;
  return {
    number: doc.number,
    kind: doc.kind,
    date: doc.date,
    sendingPartner: doc.sendingPartner,
    receivingPartner: doc.receivingPartner,
    sendingDepot: doc.sendingDepot,
    receivingDepot: doc.receivingDepot,
    consignmentCount: doc.consignmentCount,
    packageCount: doc.packageCount,
    grossWeightKg: doc.grossWeightKg,
    loadingMetres: doc.loadingMetres,
    consignments: doc.consignments.map((id) => numbers.get(id)),
    unloadings: await Promise.all(
      doc.unloadings.map(async (one) => ({
        loadingUnit: one.loadingUnit,
        arrivedAt: one.arrivedAt?.toISOString(),
        startedAt: one.startedAt?.toISOString(),
        finishedAt: one.finishedAt?.toISOString(),
        differences: one.differences.map((difference) => ({
          ...difference,
          consignment: numbers.get(difference.consignment ?? ''),
        })),
        source: await source(one.source),
      })),
    ),
    source: await source(doc.source),
  };
}

const sortEvents = (consignment: Record<string, unknown>): Record<string, unknown> => {
  const events = consignment['events'] as {
    occurredAt: string;
    kind: string;
    reason: string | null;
  }[];
  const key = (e: (typeof events)[number]): string =>
    `${e.occurredAt}|${e.kind}|${e.reason ?? ''}|${JSON.stringify(e)}`;
  return { ...consignment, events: [...events].sort((a, b) => key(a).localeCompare(key(b))) };
};

/** All consignments and manifests as the sending partner sees them. */
export async function everything(world: World): Promise<Everything> {
  const consignments = [];
  for (const doc of await world.consignments('hamburg'))
    consignments.push(sortEvents(await describe(world, doc)));
  const manifests = [];
  for (const doc of await world.db.collection<ManifestDoc>('manifests').find().toArray())
    manifests.push(await describeManifest(world, doc));
  return { consignments, manifests };
}

const summary = (upload: UploadDoc): object => ({
  format: upload.format,
  state: upload.state,
  counts: upload.counts,
});

import type { Command } from 'commander';
import type { z } from 'zod';
import { EXIT } from '../platform/exit-codes.ts';
import {
  connect,
  withConnection,
  type CommandNeeds,
  type ConnectionOptions,
} from './connection.ts';
import { CONSIGNMENTS, Consignments } from './consignment-query.ts';
import { localDate, shortDate } from './dates.ts';
import { facts, table } from './table.ts';
import { printJson, type Terminal } from './terminal.ts';
import type { Finish } from './upload.ts';

type Found = z.infer<typeof Consignments>['consignments']['nodes'][number];

/** `bordero consignment REFERENCE`. */
export function addConsignment(program: Command, needs: CommandNeeds, finish: Finish): void {
  withConnection(program.command('consignment'))
    .description('show consignments by any of their numbers or barcodes')
    .argument('<reference>', 'sending number, receiving number, order number, SSCC, …')
    .action(async (reference: string, options: ConnectionOptions) => {
      const client = connect(needs, options);
      const { consignments } = await client.ask(Consignments, CONSIGNMENTS, { reference });
      const { nodes } = consignments;
      const { terminal } = needs;
      if (options.json === true) printJson(terminal, nodes);
      else for (const node of nodes) show(node, terminal);
      if (nodes.length === 0) terminal.err(`No consignment with reference ${reference}`);
      finish(nodes.length === 0 ? EXIT.refused : EXIT.done);
    });
}

function show(consignment: Found, terminal: Terminal): void {
  const { status, packageCount, grossWeightKg, loadingMetres } = consignment;
  const quantities = [
    packageCount === null ? null : `${packageCount} packages`,
    grossWeightKg === null ? null : `${grossWeightKg} kg`,
    loadingMetres === null ? null : `${loadingMetres} loading metres`,
  ].filter((each) => each !== null);
  const statusText =
    status === null
      ? 'none yet'
      : `${meaning(status.kind, status.reason)} since ${localDate(status.since, terminal.timeZone)}`;
  terminal.out(
    facts([
      ['consignment', consignment.id],
      ...consignment.references.map(
        ({ type, value, issuer }) =>
          [words(type), issuer === null ? value : `${value} (${issuer.slug})`] as const,
      ),
      ['from', ends(consignment.sendingPartner, consignment.shipper)],
      ['to', ends(consignment.receivingPartner, consignment.consignee)],
      ['by way of', listed(consignment.handlingPartners.map((each) => each.slug))],
      ['goods', listed(quantities)],
      ['borderos', listed(consignment.manifests.map((each) => each.number))],
      ['status', statusText],
      ['problems', listed(consignment.problems.map((each) => each.code))],
    ]),
  );
  terminal.out(`\n${timeline(consignment, terminal.timeZone)}\n`);
}

function timeline({ events }: Found, timeZone: string): string {
  const rows = events.nodes.map((event) => [
    event.precision === 'DAY'
      ? event.localTime.slice(0, 10)
      : shortDate(event.occurredAt, timeZone),
    meaning(event.kind, event.reason) + (event.withdrawnAt === null ? '' : ' (withdrawn)'),
    event.reportedBy.slug,
    [event.raw?.code, event.signedBy, event.raw?.text, event.package?.barcode]
      .filter((each) => each !== null && each !== undefined && each !== '')
      .join(', '),
  ]);
  return table([`time in ${timeZone}`, 'event', 'told by', 'code, signed by, text'], rows);
}

const words = (name: string): string => name.toLowerCase().replaceAll('_', ' ');
const meaning = (kind: string, reason: string | null): string =>
  reason === null ? words(kind) : `${words(kind)}: ${words(reason)}`;
const listed = (items: readonly string[]): string | null =>
  items.length === 0 ? null : items.join(', ');

function ends(partner: Found['sendingPartner'], party: Found['shipper']): string | null {
  const place = [party?.place?.country, party?.place?.postcode, party?.place?.name];
  const known = [partner?.slug, party?.name, place.filter(Boolean).join(' ')];
  return listed(known.filter((each): each is string => Boolean(each)));
}

/** What the queries of the bench ask for, and the same made by hand. */
import { globalId } from '../../schema/ids.ts';
import type { ConsignmentStatus, Party, TimelineEvent } from '../../src/domain/consignment.ts';
import type { ConsignmentDoc, MemberDoc } from '../../src/store/documents.ts';

const EVENTS = 20;

/** A consignment as a status page shows it. */
export const SELECTION = `
  id
  references { type value issuer { slug } }
  sendingPartner { slug name }
  receivingPartner { slug name }
  shipper { name street place { name postcode country } }
  consignee { name street place { name postcode country } }
  packages { barcode type weightKg }
  packageCount grossWeightKg volumeM3 loadingMetres palletPlaces
  status { kind reason since reportedBy { slug } }
  events(first: ${EVENTS}) {
    nodes {
      id kind reason classifier occurredAt localTime timeZone precision journey signedBy
      reportedBy { slug }
      raw { code codeList text }
      source { line receivedAt }
    }
  }
  createdAt updatedAt`;

type Members = ReadonlyMap<string, MemberDoc>;

/** Ids of the members that the selection shows. */
export function membersIn(documents: readonly ConsignmentDoc[]): string[] {
  const found = new Set<string>();
  const add = (member: string | null | undefined): void => {
    if (member) found.add(member);
  };
  for (const { references, sendingPartner, receivingPartner, status, events } of documents) {
    add(sendingPartner);
    add(receivingPartner);
    add(status?.reportedBy);
    for (const { issuer } of references) add(issuer);
    for (const { member } of events.slice(0, EVENTS)) add(member);
  }
  return [...found];
}

const slugOf = (member: string | null, members: Members) => {
  const found = members.get(member ?? '');
  return found === undefined ? null : { slug: found._id };
};

const partner = (member: string | null, members: Members) => {
  const found = members.get(member ?? '');
  return found === undefined ? null : { slug: found._id, name: found.name };
};

const party = (one: Party | null) => {
  if (one === null) return null;
  const { name, postcode, country } = one.place;
  return { name: one.name, street: one.street, place: { name, postcode, country } };
};

const status = (one: ConsignmentStatus | null, members: Members) => {
  if (one === null) return null;
  const { kind, reason, since } = one;
  return { kind, reason, since, reportedBy: slugOf(one.reportedBy, members) };
};

function event(one: TimelineEvent, members: Members) {
  const { kind, reason, classifier, at, local, timeZone, precision, journey, signedBy } = one;
  const { code, codeList, text, line, receivedAt } = one;
  return {
    id: globalId('ConsignmentEvent', one.id),
    ...{ kind, reason, classifier, occurredAt: at, localTime: local, timeZone, precision, journey },
    signedBy,
    reportedBy: slugOf(one.member, members),
    raw: code === null ? null : { code, codeList, text },
    source: { line, receivedAt },
  };
}

export function shownConsignment(document: ConsignmentDoc, members: Members): unknown {
  const { references, packages, quantities, events, createdAt, updatedAt } = document;
  const { packageCount, grossWeightKg, volumeM3, loadingMetres, palletPlaces } = quantities;
  return {
    id: globalId('Consignment', document.consignment),
    references: references.map(({ type, value, issuer }) => {
      return { type, value, issuer: slugOf(issuer, members) };
    }),
    sendingPartner: partner(document.sendingPartner, members),
    receivingPartner: partner(document.receivingPartner, members),
    shipper: party(document.shipper),
    consignee: party(document.consignee),
    packages: packages.map(({ barcode, type, weightKg }) => ({ barcode, type, weightKg })),
    ...{ packageCount, grossWeightKg, volumeM3, loadingMetres, palletPlaces },
    status: status(document.status, members),
    events: {
      nodes: events
        .filter(({ withdrawnAt }) => withdrawnAt === null)
        .slice(0, EVENTS)
        .map((one) => event(one, members)),
    },
    createdAt,
    updatedAt,
  };
}

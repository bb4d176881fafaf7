import { z } from 'zod';

export const CONSIGNMENTS = `query Consignment($reference: String!) {
  consignments(filter: { reference: $reference }, first: 10) {
    nodes {
      id
      references { type value issuer { slug } }
      sendingPartner { slug name }
      receivingPartner { slug name }
      handlingPartners { slug }
      shipper { name street place { name postcode country } }
      consignee { name street place { name postcode country } }
      packages { barcode type weightKg }
      packageCount grossWeightKg volumeM3 loadingMetres palletPlaces
      status { kind reason since reportedBy { slug } }
      journeys { number startedAt endedAt status { kind reason } }
      problems { severity code message field value }
      manifests { number date }
      events(first: 100, includeWithdrawn: true) {
        nodes {
          id kind reason classifier occurredAt localTime timeZone precision journey signedBy withdrawnAt
          reportedBy { slug }
          raw { code codeList text }
          package { barcode }
        }
      }
      createdAt updatedAt
    }
  }
}`;

const text = z.string().nullable();
const number = z.number().nullable();
const member = z.looseObject({ slug: z.string() });
const party = z
  .looseObject({
    name: text,
    place: z.looseObject({ name: text, postcode: text, country: text }).nullable(),
  })
  .nullable();

/** The answer as far as it is shown; `--json` prints all of it. */
export const Consignments = z.object({
  consignments: z.object({
    nodes: z.array(
      z.looseObject({
        id: z.string(),
        references: z.array(
          z.looseObject({ type: z.string(), value: z.string(), issuer: member.nullable() }),
        ),
        sendingPartner: member.nullable(),
        receivingPartner: member.nullable(),
        handlingPartners: z.array(member),
        shipper: party,
        consignee: party,
        packageCount: number,
        grossWeightKg: number,
        loadingMetres: number,
        status: z.looseObject({ kind: z.string(), reason: text, since: z.string() }).nullable(),
        problems: z.array(z.looseObject({ code: z.string() })),
        manifests: z.array(z.looseObject({ number: z.string() })),
        events: z.looseObject({
          nodes: z.array(
            z.looseObject({
              kind: z.string(),
              reason: text,
              occurredAt: z.string(),
              localTime: z.string(),
              precision: z.string(),
              signedBy: text,
              withdrawnAt: text,
              reportedBy: member,
              raw: z.looseObject({ code: z.string(), text }).nullable(),
              package: z.looseObject({ barcode: text }).nullable(),
            }),
          ),
        }),
      }),
    ),
  }),
});

import type { Party, Place, Position } from '../src/domain/consignment.ts';
import { builder } from './builder.ts';

interface PlaceOnMap extends Place {
  readonly position?: Position;
}

const NAMELESS: Place = { name: null, postcode: null, country: null };

/** A place with its position; one without name where only the position is known. */
export const placeOnMap = (place: Place | null, position: Position | null): PlaceOnMap | null =>
  position ? { ...(place ?? NAMELESS), position } : place;

export const PlaceRef = builder.objectRef<PlaceOnMap>('Place').implement({
  description: 'Where something is, as far as it is known',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true }),
    postcode: t.exposeString('postcode', { nullable: true }),
    country: t.exposeString('country', { nullable: true, description: 'ISO 3166-1 alpha-2' }),
    region: t.string({
      nullable: true,
      description: 'Null: not known',
      resolve: () => null,
    }),
    latitude: t.float({
      nullable: true,
      description: 'Degrees; null: no position',
      resolve: ({ position }) => position?.latitude ?? null,
    }),
    longitude: t.float({
      nullable: true,
      description: 'Degrees; null: no position',
      resolve: ({ position }) => position?.longitude ?? null,
    }),
  }),
});

export const PartyRef = builder.objectRef<Party>('Party').implement({
  description: 'Shipper or consignee',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true }),
    street: t.exposeString('street', { nullable: true }),
    place: t.expose('place', { type: PlaceRef, nullable: true }),
  }),
});

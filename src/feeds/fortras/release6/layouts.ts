import { field, layout, named, number } from '../layout.ts';

/** Releases up to 6 (records of 128 characters); from hudora/pyShipping pyshipping/fortras (BSD), see design/feeds.md section 1.5. */

/** STAT128. */
export const Q = layout('Q', {
  partnerId: field(2, 10),
  sendingNo: field(13, 16),
  receivingNo: field(29, 16),
  status: field(45, 3),
  date: field(48, 8),
  time: field(56, 4),
  signedBy: field(63, 15),
  text: field(78, 49),
});

/** ENTL128, head. */
export const M = layout('M', {
  borderoNo: field(2, 18),
  date: field(20, 8),
  custNo: field(28, 10),
  arrivalDate: named('arrival', 38, 8),
  arrivalTime: named('arrival', 46, 4),
  unloadStartDate: named('unloadStart', 52, 8),
  unloadStartTime: named('unloadStart', 60, 4),
  endDate: named('end', 64, 8),
  endTime: named('end', 72, 4),
});

/** ENTL128, differences of a consignment. */
export const N = layout('N', {
  borderoNo: field(2, 18),
  sendingNo: field(23, 16),
  receivingNo: field(39, 16),
});

export const N_DIFFERENCES = [55, 92].map((start) =>
  layout('N', {
    code: field(start, 2),
    count: number(start + 2, 4),
    packType: field(start + 6, 2),
    text: field(start + 8, 29),
  }),
);

/** ENTL128, takes the place of N where packages are scanned; real lines end at 114. */
export const V = layout('V', {
  borderoNo: field(2, 18),
  sendingNo: field(20, 16),
  barcode: field(39, 35),
  code: field(74, 3),
  text: field(77, 24),
  date: field(101, 8),
  time: field(109, 6),
});

/** BORD128 from here; weights are whole kg. The item number stands at 2 in every record but A and L. */
export const ITEM = { start: 2, length: 3 } as const;

export const A = layout('A', {
  borderoNo: field(5, 18),
  date: field(23, 8),
  senderId: field(34, 10),
});

export const B = layout('B', {
  name1: field(5, 35),
  name2: field(40, 35),
  street: field(75, 35),
  country: field(110, 3),
  postcode: field(113, 9),
});

export const C = layout('C', { place: field(5, 35) });

export const D = layout('D', { name1: field(5, 35), name2: field(40, 35) });

export const E = layout('E', {
  street: field(5, 35),
  country: field(40, 3),
  postcode: field(43, 9),
  place: field(52, 35),
  origSenderId: field(117, 10),
});

export const F_POSITIONS = [5, 67].map((start) =>
  layout('F', {
    packages: number(start, 4),
    packType: field(start + 4, 2),
    gross: number(start + 52, 5),
  }),
);

export const H_BARCODES = [8, 43, 78].map((start) => layout('H', { barcode: field(start, 35) }));

export const I = layout('I', {
  sendingNo: field(5, 16),
  gross: number(21, 5),
  volume: number(31, 5, 3),
  ldm: number(36, 3, 1),
  receivingNo: field(111, 16),
});

export const L = layout('L', {
  consignments: number(5, 5),
  packages: number(10, 5),
  gross: number(15, 5),
});

import { field, layout, named, number } from '../layout.ts';

/** Release 100 (BORD512, STAT512, ENTL512); from conizi/semantic-model docs/mapping (MIT), see design/feeds.md section 1. */

export const Z00 = layout('Z00', { recordCount: field(4, 6) });

export const A00 = layout('A00', {
  dataType: field(4, 3),
  waybillNo: field(10, 35),
  waybillDate: field(45, 8),
  codeList: field(59, 3),
  consignorDepot: field(65, 35),
  consigneeDepot: field(100, 35),
});

export const B00 = layout('B00', {
  item: field(4, 3),
  qualifier: field(7, 3),
  name1: field(10, 35),
  street: field(45, 35),
  country: field(80, 3),
  postcode: field(83, 9),
  place: field(92, 35),
  name2: field(162, 35),
  name3: field(197, 35),
});

/** Weights in grams, volume in dm³, loading metres in 0.1 m, pallet places in 0.1 (the last inferred from release 6). */
export const D00 = layout('D00', {
  position: field(7, 3),
  packages: number(10, 4),
  packType: field(14, 3),
  gross: number(94, 9, 3),
  volume: number(124, 5, 3),
  ldm: number(129, 3, 1),
  palletPlaces: number(132, 4, 1),
});

export const F00 = layout('F00', { position: field(7, 3), barcode: field(10, 35) });

export const G00 = layout('G00', {
  sendingNo: field(7, 35),
  gross: number(42, 9, 3),
  receivingNo: field(77, 35),
  origConsignor: field(112, 35),
  origConsignee: field(147, 35),
  volume: number(208, 5, 3),
  ldm: number(213, 3, 1),
  palletPlaces: number(216, 4, 1),
});

export const J00 = layout('J00', {
  consignments: number(4, 3),
  packages: number(7, 6),
  gross: number(13, 9, 3),
});

export const Q00 = layout('Q00', {
  codeList: field(7, 3),
  consignorId: field(10, 35),
  consigneeId: field(45, 35),
});

/** latitude and longitude are an extension seen in the field. */
export const Q10 = layout('Q10', {
  sendingNo: field(4, 35),
  receivingNo: field(39, 35),
  pickupOrderNo: field(74, 35),
  status: field(109, 3),
  date: field(112, 8),
  time: field(120, 4),
  deliveringNo: field(124, 35),
  signedBy: field(163, 35),
  text: field(198, 70),
  latitude: field(280, 11),
  longitude: field(291, 11),
});

export const Q11 = layout('Q11', {
  text1: field(4, 70),
  text2: field(74, 70),
  text3: field(144, 70),
});

export const Q20 = layout('Q20', {
  sendingNo: field(4, 35),
  measuringPoint: field(39, 3),
  barcode: field(42, 35),
  scanDate: field(77, 8),
  scanTime: field(85, 6),
  scanCode: field(91, 3),
  text: field(94, 35),
});

export const M00 = layout('M00', {
  consignor: field(10, 35),
  consignee: field(45, 35),
  codeList: field(80, 3),
  waybillNo: field(83, 35),
  waybillDate: field(118, 8),
  arrivalDate: named('arrival', 126, 8),
  arrivalTime: named('arrival', 134, 4),
  unloadStartDate: named('unloadStart', 142, 8),
  unloadStartTime: named('unloadStart', 150, 4),
  unloadEndDate: named('unloadEnd', 154, 8),
  unloadEndTime: named('unloadEnd', 162, 4),
});

export const M10 = layout('M10', { unit: field(4, 35) });

export const N00 = layout('N00', {
  waybillNo: field(4, 35),
  sendingNo: field(42, 35),
  receivingNo: field(77, 35),
});

/** One N00 holds up to four differences of 45 characters each. */
export const N00_DIFFERENCES = [112, 157, 202, 247].map((start) =>
  layout('N00', {
    status: field(start, 3),
    count: number(start + 3, 4),
    packType: field(start + 7, 3),
    note: field(start + 10, 35),
  }),
);

/** Surplus goods: O00 address, O10 packages, O20 barcodes, held together by the preliminary number at 4. */
export const O00 = layout('O00', { preliminaryNo: field(4, 35) });

export const O10_PACKAGES = [39, 119].map((start) =>
  layout('O10', {
    count: number(start + 35, 4),
    packType: field(start + 39, 3),
    note: field(start + 45, 35),
  }),
);

export const O20_BARCODES = [39, 112].map((start) => layout('O20', { barcode: field(start, 35) }));

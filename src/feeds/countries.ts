/**
 * Distinguishing signs of vehicles that differ from ISO 3166-1 alpha-2, and a few other habits. Senders of groupage write either
 * (feeds.md section 5).
 */
const BY_SIGN: Readonly<Record<string, string>> = {
  A: 'AT',
  AND: 'AD',
  AUT: 'AT',
  B: 'BE',
  BEL: 'BE',
  BIH: 'BA',
  CHE: 'CH',
  CZE: 'CZ',
  D: 'DE',
  DEU: 'DE',
  DNK: 'DK',
  E: 'ES',
  EL: 'GR',
  ESP: 'ES',
  EST: 'EE',
  F: 'FR',
  FIN: 'FI',
  FL: 'LI',
  FRA: 'FR',
  GBR: 'GB',
  H: 'HU',
  HUN: 'HU',
  I: 'IT',
  IRL: 'IE',
  ITA: 'IT',
  KS: 'XK',
  L: 'LU',
  LUX: 'LU',
  M: 'MT',
  MNE: 'ME',
  N: 'NO',
  NLD: 'NL',
  NMK: 'MK',
  NOR: 'NO',
  P: 'PT',
  POL: 'PL',
  PRT: 'PT',
  RKS: 'XK',
  RSM: 'SM',
  RUS: 'RU',
  S: 'SE',
  SLO: 'SI',
  SRB: 'RS',
  SVK: 'SK',
  SWE: 'SE',
  UK: 'GB',
  V: 'VA',
};

/** ISO 3166-1 alpha-2 of a country sign where it can be read, else the sign as received. */
export function countryOf(sign: string): string {
  const upper = sign.toUpperCase();
  if (Object.hasOwn(BY_SIGN, upper)) return BY_SIGN[upper] ?? sign;
  return /^[A-Z]{2}$/.test(upper) ? upper : sign;
}

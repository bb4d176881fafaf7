/** Forms of postcodes by ISO 3166-1 country. Source: public addressing guides of the Universal Postal Union, facts only. */
const FOUR = /^\d{4}$/;
const FIVE = /^\d{5}$/;
const FIVE_SPACED = /^\d{3} ?\d{2}$/;

export const POSTCODE_FORMS: Readonly<Record<string, RegExp>> = {
  AT: FOUR,
  BE: FOUR,
  BG: FOUR,
  CH: FOUR,
  CY: FOUR,
  CZ: FIVE_SPACED,
  DE: FIVE,
  DK: FOUR,
  EE: FIVE,
  ES: FIVE,
  FI: FIVE,
  FR: FIVE,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/,
  GR: FIVE_SPACED,
  HR: FIVE,
  HU: FOUR,
  IE: /^([A-Z]\d[\dW])( ?[A-Z\d]{4})?$/,
  IT: FIVE,
  LI: FOUR,
  LT: /^(LT-)?\d{5}$/,
  LU: FOUR,
  LV: /^(LV-)?\d{4}$/,
  NL: /^\d{4} ?[A-Z]{2}$/,
  NO: FOUR,
  PL: /^\d{2}-?\d{3}$/,
  PT: /^\d{4}(-?\d{3})?$/,
  RO: /^\d{6}$/,
  RS: FIVE,
  SE: FIVE_SPACED,
  SI: FOUR,
  SK: FIVE_SPACED,
  TR: FIVE,
};

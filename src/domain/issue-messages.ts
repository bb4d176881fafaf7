import type { IssueCode, Where } from './issue.ts';

export type Language = 'en' | 'de';

interface Sentence {
  readonly en: string;
  readonly de: string;
}

/**
 * What each issue code of rules.md section 9 says to a dispatcher, without full stop. `{at}` stands behind the noun that the value is of,
 * and becomes ` 2561 in field time`, or nothing where neither is known.
 */
const SENTENCES: Readonly<Record<IssueCode, Sentence>> = {
  EMPTY_FILE: { en: 'The file{at} is empty', de: 'Die Datei{at} ist leer' },
  UNKNOWN_FORMAT: {
    en: 'No feed format recognises the file{at}',
    de: 'Kein Format erkennt die Datei{at}',
  },
  UNKNOWN_COLUMNS: {
    en: 'The header row{at} has too few known column names, and the feed has no column mapping',
    de: 'Die Kopfzeile{at} hat zu wenige bekannte Spaltennamen, und für den Feed ist keine Spaltenzuordnung hinterlegt',
  },
  BINARY: {
    en: 'The file{at} is binary and holds no text to read',
    de: 'Die Datei{at} ist binär und enthält keinen lesbaren Text',
  },
  ARCHIVE: {
    en: 'The file{at} is an archive; unpack it before sending',
    de: 'Die Datei{at} ist ein Archiv; bitte vor dem Senden entpacken',
  },
  ENCRYPTED: {
    en: 'The file{at} is encrypted and cannot be read',
    de: 'Die Datei{at} ist verschlüsselt und nicht lesbar',
  },
  TRUNCATED: {
    en: 'The file{at} breaks off before its end; nothing of it was applied',
    de: 'Die Datei{at} bricht vor ihrem Ende ab; nichts davon wurde übernommen',
  },
  BAD_ENCODING: {
    en: 'The text{at} cannot be read in the character set of the file',
    de: 'Der Text{at} ist im Zeichensatz der Datei nicht lesbar',
  },
  RECORD_TOO_LARGE: {
    en: 'The record{at} is larger than the hub reads',
    de: 'Der Satz{at} ist größer, als der Hub ihn liest',
  },
  TOO_DEEP: {
    en: 'The record{at} is nested deeper than the hub reads',
    de: 'Der Satz{at} ist tiefer verschachtelt, als der Hub ihn liest',
  },
  XML_DTD_FORBIDDEN: {
    en: 'The XML file{at} brings a document type declaration, which is not allowed',
    de: 'Die XML-Datei{at} enthält eine Dokumenttyp-Deklaration, das ist nicht erlaubt',
  },
  BAD_DATE: {
    en: 'The date{at} is no valid date',
    de: 'Das Datum{at} ist kein gültiges Datum',
  },
  BAD_TIME: {
    en: 'The time{at} is no time of day',
    de: 'Die Uhrzeit{at} ist keine gültige Uhrzeit',
  },
  FUTURE_EVENT: {
    en: 'The time{at} lies more than 24 hours ahead, yet the event is said to have happened',
    de: 'Der Zeitpunkt{at} liegt mehr als 24 Stunden in der Zukunft, das Ereignis soll aber schon eingetreten sein',
  },
  BAD_NUMBER: {
    en: 'The number{at} cannot be read',
    de: 'Die Zahl{at} ist nicht lesbar',
  },
  BAD_IDENTIFIER: {
    en: 'The identifier{at} may have lost digits and is not used',
    de: 'Die Nummer{at} hat womöglich Stellen verloren und wird nicht verwendet',
  },
  BAD_STATUS: {
    en: 'The status{at} does not say what happened: exactly one code or event is needed',
    de: 'Der Status{at} sagt nicht, was geschehen ist: genau ein Code oder Ereignis ist nötig',
  },
  NO_REFERENCE: {
    en: 'The record{at} names no consignment and no package',
    de: 'Der Satz{at} nennt weder Sendung noch Packstück',
  },
  CONFLICT: {
    en: 'The record{at} contradicts an earlier one, which stands',
    de: 'Der Satz{at} widerspricht einem früheren, der gültig bleibt',
  },
  NOT_REPORTER: {
    en: 'The event{at} was reported by another member, and only that member can withdraw it',
    de: 'Das Ereignis{at} hat ein anderes Mitglied gemeldet, nur dieses kann es zurückziehen',
  },
  UNKNOWN_RECORD: {
    en: 'The record{at} is of a type that the format does not have',
    de: 'Die Satzart{at} gehört nicht zu diesem Format',
  },
  UNKNOWN_STATUS: {
    en: 'The status code{at} is in no code list of the feed; the event was kept as information',
    de: 'Der Statuscode{at} steht in keiner Codeliste des Feeds; das Ereignis wurde als Information übernommen',
  },
  AMBIGUOUS_STATUS: {
    en: 'The status code{at} has several meanings; a decision is needed',
    de: 'Der Statuscode{at} hat mehrere Bedeutungen; eine Entscheidung ist nötig',
  },
  AMBIGUOUS_REFERENCE: {
    en: 'The reference{at} fits several consignments; the record waits for a decision',
    de: 'Die Referenz{at} passt zu mehreren Sendungen; der Satz wartet auf eine Entscheidung',
  },
  UNKNOWN_PARTNER: {
    en: 'The partner{at} is no known member or depot',
    de: 'Der Partner{at} ist kein bekanntes Mitglied oder Depot',
  },
  CONTROL_TOTAL_DIFFERS: {
    en: 'The control total{at} differs from the sum of the records',
    de: 'Die Kontrollsumme{at} weicht von der Summe der Sätze ab',
  },
  BAD_CHECK_DIGIT: {
    en: 'The check digit of the barcode{at} is wrong',
    de: 'Die Prüfziffer des Barcodes{at} ist falsch',
  },
  NONEXISTENT_TIME: {
    en: 'The time{at} was skipped by the change to summer time; it was moved forward by the gap',
    de: 'Die Uhrzeit{at} gab es wegen der Umstellung auf Sommerzeit nicht; sie wurde um die Lücke nach vorn verschoben',
  },
  AMBIGUOUS_TIME: {
    en: 'The time{at} happened twice at the end of summer time; the earlier one was taken',
    de: 'Die Uhrzeit{at} gab es bei der Umstellung auf Winterzeit zweimal; die frühere wurde genommen',
  },
  ABSURD_WEIGHT: {
    en: 'The weight{at} is not plausible',
    de: 'Das Gewicht{at} ist nicht plausibel',
  },
  BAD_POSTCODE: {
    en: 'The postcode{at} does not fit its country',
    de: 'Die Postleitzahl{at} passt nicht zum Land',
  },
  CHARSET_GUESSED: {
    en: 'The character set{at} was guessed as windows-1252: nothing declares it, and the file is not UTF-8',
    de: 'Der Zeichensatz{at} wurde als windows-1252 angenommen: nichts gibt ihn an, und die Datei ist kein UTF-8',
  },
  PRIVATE_RECORD: {
    en: 'The private record{at} was passed over',
    de: 'Der private Satz{at} wurde übergangen',
  },
  UNKNOWN_FIELD: {
    en: 'The field{at} is not known and was passed over',
    de: 'Die Angabe{at} ist nicht bekannt und wurde übergangen',
  },
  WITHDRAWN_REPEATED: {
    en: 'The event{at} was withdrawn before and stays withdrawn',
    de: 'Das Ereignis{at} wurde bereits zurückgezogen und bleibt zurückgezogen',
  },
  ORPHAN: {
    en: 'The reference{at} fits no consignment yet; the event waits for it',
    de: 'Zur Referenz{at} gibt es noch keine Sendung; das Ereignis wartet auf sie',
  },
  NO_ZONE: {
    en: 'The time{at} has no time zone and no depot that gives one; the zone of the feed was taken',
    de: 'Die Zeit{at} hat keine Zeitzone und kein Depot, das sie vorgibt; die Zone des Feeds wurde genommen',
  },
  CONTRADICTION: {
    en: 'The reports{at} contradict each other',
    de: 'Die Meldungen{at} widersprechen einander',
  },
  CONFLICTING_VALUE: {
    en: 'The values{at} that two partners state differ',
    de: 'Die Werte{at} zweier Partner weichen voneinander ab',
  },
  DELIVERED_BEFORE_LOADED: {
    en: 'The delivery{at} is reported before the loading',
    de: 'Die Zustellung{at} ist vor der Verladung gemeldet',
  },
  REROUTED: {
    en: 'The consignment{at} was sent on to another receiving partner',
    de: 'Die Sendung{at} wurde an einen anderen Empfangspartner umgeleitet',
  },
  REMOVED_FROM_MANIFEST: {
    en: 'The consignment{at} is no longer on the manifest',
    de: 'Die Sendung{at} steht nicht mehr auf dem Bordero',
  },
};

/** Values are told up to this many characters; the issue itself keeps all of it. */
const LONGEST_VALUE = 80;

const IN_FIELD = { en: 'in field', de: 'im Feld' } as const;

function whereIn({ field, value }: Pick<Where, 'field' | 'value'>, language: Language): string {
  const told =
    value !== null && value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  const parts = [told, field === null ? null : `${IN_FIELD[language]} ${field}`];
  return parts.map((part) => (part === null || part === '' ? '' : ` ${part}`)).join('');
}

/** A sentence for people: `The time 2561 in field time is no time of day`. Line and record are told beside it. */
export const issueMessage = (
  issue: Pick<Where, 'field' | 'value'> & { readonly code: IssueCode },
  language: Language,
): string => SENTENCES[issue.code][language].replace('{at}', () => whereIn(issue, language));

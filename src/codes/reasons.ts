/** What a reason means, in the two languages of the hub. */
interface ReasonMeaning {
  readonly en: string;
  readonly de: string;
}

/** The closed list of 92 reasons (code-lists.md section 6). It may grow; a word is never taken off or given another meaning. */
export const REASONS = {
  MISSING: { en: 'nothing of it is there', de: 'fehlt ganz' },
  PARTLY_MISSING: {
    en: 'some packages, or part of the contents, are not there',
    de: 'Teilfehlmenge',
  },
  PARTLY_MISSING_DAMAGED: {
    en: 'some are not there, some are damaged',
    de: 'Teilfehlmenge und Beschädigung',
  },
  SURPLUS: { en: 'more than announced, or never announced', de: 'überzählig' },
  QUANTITY: { en: 'the quantity or weight differs, direction not said', de: 'Mengenabweichung' },
  PACKAGING: { en: 'the packaging differs from what was announced', de: 'abweichende Verpackung' },
  NOT_VERIFIABLE: { en: 'could not be checked', de: 'nicht überprüfbar' },
  NOT_SCANNED: { en: 'announced, but no scan', de: 'nicht gescannt' },
  DAMAGED: { en: 'goods or package damaged, or in bad condition', de: 'beschädigt' },
  DAMAGED_INSIDE: {
    en: 'damage found after the packaging was removed',
    de: 'nach dem Auspacken beschädigt',
  },
  CARRIER_DAMAGED: {
    en: 'pallet, box or other carrier damaged, contents fine',
    de: 'Ladehilfsmittel beschädigt, Inhalt in Ordnung',
  },
  CRUSHED: { en: 'pressed in', de: 'eingedrückt' },
  OPENED: {
    en: 'torn open, goods within reach, or packaging opened',
    de: 'aufgerissen oder geöffnet',
  },
  WET: { en: 'wet', de: 'nass' },
  LEAKING: { en: 'contents leak', de: 'läuft aus' },
  REWRAPPED: { en: 'wrapped in film, or wrapped anew', de: 'foliert oder neu gewickelt' },
  OVERSIZED: { en: 'larger than agreed', de: 'Übermaß' },
  STOLEN: { en: 'stolen or plundered, wholly or in part', de: 'gestohlen oder beraubt' },
  DESTROYED: { en: 'destroyed or disposed of', de: 'vernichtet oder entsorgt' },
  SEAL: { en: 'seal changed, broken or tampered with', de: 'Plombe verändert oder verletzt' },
  UNIDENTIFIED: { en: 'cannot be identified', de: 'nicht identifizierbar' },
  RESEARCH: {
    en: 'not found at the moment, being searched for',
    de: 'in Nachforschung, zurzeit nicht auffindbar',
  },
  ADDRESS: { en: 'address wrong or incomplete', de: 'Adresse falsch oder unvollständig' },
  CONTACT_MISSING: {
    en: 'nobody named to speak to at the place of delivery',
    de: 'Ansprechpartner fehlt',
  },
  CONSIGNEE_NOT_REACHED: {
    en: 'notification tried, nobody reached',
    de: 'Empfänger nicht erreicht',
  },
  AWAITING_NOTIFICATION: {
    en: 'must be notified first, or the answer is awaited',
    de: 'Avis erforderlich oder offen',
  },
  APPOINTMENT: {
    en: 'bound to a date or time slot, or not within it',
    de: 'Termin oder Zeitfenster',
  },
  NO_TIME_SLOT: { en: 'no slot free', de: 'kein Zeitfenster frei' },
  RESCHEDULED: { en: 'moved to another time', de: 'Termin verschoben' },
  SECOND_TOUR: { en: 'planned for a second tour of the day', de: 'Nachladung, zweite Tour' },
  NEXT_DAY: { en: 'planned for the next day', de: 'am nächsten Tag' },
  SELF_COLLECTION: { en: 'the consignee collects it', de: 'Selbstabholer' },
  CONSIGNEE_REQUEST: {
    en: "at the consignee's wish or for a cause on its side",
    de: 'auf Wunsch oder aus Gründen des Empfängers',
  },
  CONSIGNOR_REQUEST: {
    en: "at the shipper's wish or for a cause on its side",
    de: 'auf Wunsch oder aus Gründen des Versenders',
  },
  INSTRUCTIONS_AWAITED: { en: 'a decision of the ordering side is missing', de: 'Verfügung fehlt' },
  INVALID_DATA: {
    en: 'consignment data wrong or incomplete',
    de: 'Sendungsdaten falsch oder unvollständig',
  },
  DANGEROUS_GOODS_DATA: {
    en: 'dangerous goods data wrong or incomplete',
    de: 'Gefahrgutangaben falsch oder unvollständig',
  },
  DOCUMENTS: {
    en: 'papers missing, incomplete or wrong',
    de: 'Papiere fehlen, unvollständig oder falsch',
  },
  CUSTOMS: { en: 'held or hindered by customs', de: 'Zoll' },
  AUTHORITY: { en: 'inspection or measure of another authority', de: 'Behörde' },
  RESTRICTION: {
    en: 'import or export restricted or suspended',
    de: 'Ein- oder Ausfuhrbeschränkung',
  },
  PAYMENT: { en: 'payment missing, refused or not ready', de: 'Zahlung fehlt oder verweigert' },
  OUTSIDE_AREA: { en: 'outside the delivery area', de: 'außerhalb des Zustellgebiets' },
  NOT_TO_SPECIFICATION: {
    en: 'not within the agreed specification',
    de: 'entspricht nicht der Vereinbarung',
  },
  STANDARD_SERVICE: { en: 'the regular service time suffices', de: 'Regellaufzeit genügt' },
  LATE_ARRIVAL: { en: 'came in too late to go on as planned', de: 'verspäteter Eingang' },
  DELAY: { en: 'later than planned, cause not said', de: 'Verzögerung' },
  CUT_OFF: { en: 'after the cut-off time', de: 'nach Annahmeschluss' },
  TIME: { en: 'not enough time on the tour', de: 'Zeitmangel' },
  SPACE: { en: 'not enough space on the vehicle or in the depot', de: 'Platzmangel' },
  WEATHER: { en: 'weather, road or natural event', de: 'Witterung, Straße, Naturereignis' },
  HOLIDAY: { en: 'public or company holiday', de: 'Feiertag oder Betriebsferien' },
  STRIKE: { en: 'industrial dispute', de: 'Arbeitskampf' },
  ACCIDENT: { en: 'accident of the means of transport', de: 'Unfall' },
  BREAKDOWN: {
    en: 'means of transport damaged or broken down',
    de: 'Panne oder Schaden am Fahrzeug',
  },
  EQUIPMENT: {
    en: 'equipment or vehicle missing, unfit or failed',
    de: 'Gerät oder Fahrzeug fehlt, ungeeignet oder defekt',
  },
  MISROUTED: { en: 'sent the wrong way', de: 'Fehlleitung' },
  LOADING_ERROR: { en: 'loaded wrongly', de: 'Verladefehler' },
  NOT_LOADED: { en: 'not loaded onto the expected transport', de: 'nicht verladen' },
  SPLIT: { en: 'divided into several consignments', de: 'geteilt' },
  GATEWAY: { en: 'routed or held at a gateway', de: 'über Gateway, im Gateway' },
  CARRIER: {
    en: 'cause on the side of a forwarder or carrier',
    de: 'Ursache beim Spediteur oder Frachtführer',
  },
  EXTERNAL_CARRIER: {
    en: 'handed to a provider outside the network',
    de: 'an Fremddienstleister übergeben',
  },
  SPECIAL_RUN: { en: 'special run', de: 'Sonderfahrt' },
  CONSIGNEE_CLOSED: {
    en: 'the consignee is closed or takes no goods',
    de: 'Empfänger geschlossen, keine Warenannahme',
  },
  CONSIGNEE_ABSENT: { en: 'nobody met at the consignee', de: 'Empfänger nicht angetroffen' },
  SHIPPER_CLOSED: { en: 'the shipper is closed', de: 'Versender geschlossen' },
  SHIPPER_ABSENT: { en: 'nobody met at the shipper', de: 'Versender nicht angetroffen' },
  NO_GOODS: {
    en: 'goods not ready or not handed over',
    de: 'Ware nicht bereit oder nicht erhalten',
  },
  NO_ORDER: { en: 'the shipper knows of no pick-up order', de: 'kein Abholauftrag bekannt' },
  ALREADY_SHIPPED: { en: 'already shipped another way', de: 'bereits anderweitig versandt' },
  LOAD_SECURING: { en: 'transport securing missing', de: 'Transportsicherung fehlt' },
  WAITING_TIME: { en: 'given up after a long wait', de: 'zu lange Wartezeit' },
  TAIL_LIFT: { en: 'a tail lift is needed', de: 'Hebebühne erforderlich' },
  UNLOADING_DIFFICULTY: {
    en: 'difficulties at the place of unloading',
    de: 'Schwierigkeiten an der Entladestelle',
  },
  NOT_ORDERED: { en: 'not or no longer ordered', de: 'nicht oder nicht mehr bestellt' },
  NOT_AS_ORDERED: {
    en: 'does not match the order, or faulty in itself',
    de: 'entspricht nicht der Bestellung, fehlerhaft',
  },
  DUPLICATE: { en: 'delivered twice', de: 'Doppellieferung' },
  TOO_LATE: { en: 'after the agreed date', de: 'Liefertermin überschritten' },
  DISPUTE: { en: 'commercial dispute', de: 'kaufmännischer Streitfall' },
  PARTLY_REFUSED: { en: 'a part was refused', de: 'Teil-Annahmeverweigerung' },
  REJECTED: { en: 'the package was not taken', de: 'Packstück nicht angenommen' },
  RESERVATION: { en: 'receipt acknowledged with reservation', de: 'unter Vorbehalt angenommen' },
  UNSIGNED: { en: 'delivered, but no valid receipt', de: 'ohne gültige Quittung' },
  RELEASE_AUTHORISATION: {
    en: 'left without signature by authorisation of the consignee',
    de: 'Abstellgenehmigung',
  },
  SERVICE_INCOMPLETE: {
    en: 'delivered, an ordered service was not done',
    de: 'Zusatzleistung nicht erbracht',
  },
  DELIVERY_NOTE: { en: 'concerns the delivery note', de: 'Lieferschein' },
  BY_ORDERING_PARTNER: {
    en: 'cancelled by the partner that ordered',
    de: 'durch den Auftraggeber',
  },
  BY_CONTRACTED_PARTNER: {
    en: 'cancelled by the partner that was to do it',
    de: 'durch den Auftragnehmer',
  },
  FREE_TIME_EXPIRED: { en: 'free storage time is over', de: 'lagergeldfreie Zeit abgelaufen' },
  SYSTEM: { en: 'computer system down, or data error', de: 'Systemausfall, Datenfehler' },
  OTHER: {
    en: 'a difference or hindrance that the code leaves open',
    de: 'Sonstiges, vom Schlüssel offen gelassen',
  },
} as const satisfies Record<string, ReasonMeaning>;

export type ReasonWord = keyof typeof REASONS;

/** True for a word of the closed list, as written: upper snake case. */
export const isReasonWord = (word: string): word is ReasonWord => Object.hasOwn(REASONS, word);

/** English or German meaning of a reason; null for a word that only a feed's own table brings. */
export const reasonMeaning = (word: string, language: 'en' | 'de'): string | null =>
  isReasonWord(word) ? REASONS[word][language] : null;

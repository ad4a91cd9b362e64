import type { Product } from './product.js';

const datev: Product = {
  name: 'DATEV',
  signature: ['konto'],
  columns: [
    ['konto', 'account'],
    ['name(adressattypunternehmen)', 'company'],
    ['name', 'company'],
    ['unternehmensgegenstand', 'category'],
    ['name(adressattypnatürl.person)', 'last_name'],
    ['vorname(adressattypnatürl.person)', 'first_name'],
    ['name(adressattypkeineangabe)', 'other_name'],
    ['straße', 'address_line'],
    ['strasse', 'address_line'],
    ['adresszusatz', 'address_line'],
    ['postleitzahl', 'postal_code'],
    ['plz', 'postal_code'],
    ['ort', 'city'],
    ['land', 'country'],
    ['telefon', 'phone'],
    ['email', 'email'],
    ['internet', 'website'],
    ['euustid', 'tax_id'],
    ['euustidnr.', 'tax_id'],
    ['kreditlimit(debitor)', 'credit_limit'],
  ],
  decimalComma: true,
};

const german: Product = {
  name: 'German',
  signature: ['firma', 'email'],
  columns: [
    ['firma', 'company'],
    ['firmenname', 'company'],
    ['name', 'other_name'],
    ['vorname', 'first_name'],
    ['nachname', 'last_name'],
    ['position', 'person_1_role'],
    ['ansprechpartner', 'person_1_name'],
    ['adresszusatz', 'address_line'],
    ['strasse', 'address_line'],
    ['straße', 'address_line'],
    ['hausnummer', 'house_number'],
    ['plz', 'postal_code'],
    ['postleitzahl', 'postal_code'],
    ['ort', 'city'],
    ['stadt', 'city'],
    ['land', 'country'],
    ['telefon', 'phone'],
    ['telefonnummer', 'phone'],
    ['mobil', 'mobile'],
    ['handy', 'mobile'],
    ['email', 'email'],
    ['homepage', 'website'],
    ['webseite', 'website'],
    ['website', 'website'],
    ['internet', 'website'],
    ['ustid', 'tax_id'],
    ['ustidnr', 'tax_id'],
    ['ustidnr.', 'tax_id'],
    ['steuernummer', 'tax_id'],
    ['kreditlimit', 'credit_limit'],
    ['zahlungsziel', 'payment_term_days'],
    ['zahlungsbedingung', 'payment_term_name'],
    ['zahlungsbedingungen', 'payment_term_name'],
    ['kategorie', 'category'],
    ['branche', 'category'],
    ['status', 'status'],
    ['notizen', 'notes'],
    ['bemerkung', 'notes'],
    ['bemerkungen', 'notes'],
  ],
  decimalComma: true,
};

const swedish: Product = {
  name: 'Swedish',
  signature: ['namn', 'epost'],
  columns: [
    ['namn', 'name'],
    ['epost', 'email'],
    ['telefon', 'phone'],
    ['mobil', 'mobile'],
    ['adress', 'address_line'],
    ['postnummer', 'postal_code'],
    ['ort', 'city'],
    ['land', 'country'],
    ['organisationsnummer', 'tax_id'],
    ['hemsida', 'website'],
    ['kreditgräns', 'credit_limit'],
    ['anteckningar', 'notes'],
  ],
  decimalComma: true,
};

const swedishPersons: Product = {
  ...swedish,
  signature: ['förnamn', 'efternamn', 'epost'],
  columns: [
    ['förnamn', 'first_name'],
    ['efternamn', 'last_name'],
    ['företag', 'company'],
    ...swedish.columns,
  ],
};

export const europe = [german, swedish, swedishPersons];

/** Its first line is not a header, but announces that the next one is. */
export { datev };

import type { Product, Target } from './product.js';

const xeroPerson = (person: number): (readonly [string, Target])[] => [
  [`person${person}firstname`, `person_${person}_first_name`],
  [`person${person}lastname`, `person_${person}_last_name`],
  [`person${person}email`, `person_${person}_email`],
];

const xero: Product = {
  name: 'Xero',
  signature: ['contactname', 'emailaddress', 'poaddressline1'],
  columns: [
    ['contactname', 'name'],
    ['emailaddress', 'email'],
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['poattentionto', 'address_line'],
    ['poaddressline1', 'address_line'],
    ['poaddressline2', 'address_line'],
    ['poaddressline3', 'address_line'],
    ['poaddressline4', 'address_line'],
    ['pocity', 'city'],
    ['poregion', 'region'],
    ['popostalcode', 'postal_code'],
    ['pocountry', 'country'],
    ['phonenumber', 'phone'],
    ['mobilenumber', 'mobile'],
    ['taxnumber', 'tax_id'],
    ['website', 'website'],
    ['duedatesalesday', 'due_day'],
    ['duedatesalesterm', 'due_rule'],
    ...[1, 2, 3, 4, 5].flatMap(xeroPerson),
  ],
};

const quickBooksReport: Product = {
  name: 'QuickBooks Online',
  signature: ['customerfullname', 'phonenumbers', 'email', 'billaddress'],
  columns: [
    ['customerfullname', 'name'],
    ['phonenumbers', 'phone'],
    ['email', 'email'],
    ['fullname', 'person_1_name'],
    ['billaddress', 'address'],
  ],
};

const quickBooksList: Product = {
  name: 'QuickBooks Online',
  signature: ['name', 'company', 'email', 'street', 'zip', 'openingbalance'],
  columns: [
    ['name', 'name'],
    ['company', 'company'],
    ['email', 'email'],
    ['phone', 'phone'],
    ['mobile', 'mobile'],
    ['website', 'website'],
    ['street', 'address_line'],
    ['city', 'city'],
    ['state', 'region'],
    ['zip', 'postal_code'],
    ['country', 'country'],
    ['resalenumber', 'tax_id'],
  ],
};

const quickBooksDesktop: Product = {
  name: 'QuickBooks Desktop',
  signature: ['joborcustomername', 'billingaddress1'],
  columns: [
    ['joborcustomername', 'name'],
    ['companyname', 'company'],
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['contact', 'person_1_name'],
    ['phone', 'phone'],
    ['email', 'email'],
    ['billingaddress1', 'address_line'],
    ['billingaddress2', 'address_line'],
    ['billingaddress3', 'address_line'],
    ['billingaddress4', 'address_line'],
    ['billingaddress5', 'address_line'],
    ['customertype', 'category'],
    ['terms', 'payment_term_name'],
    ['resalenumber', 'tax_id'],
    ['creditlimit', 'credit_limit'],
  ],
};

const zohoBooks: Product = {
  name: 'Zoho Books',
  signature: ['displayname', 'emailid', 'billingaddress'],
  columns: [
    ['displayname', 'name'],
    ['companyname', 'company'],
    ['customername', 'other_name'],
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['phone', 'phone'],
    ['notes', 'notes'],
    ['website', 'website'],
    ['status', 'status'],
    ['creditlimit', 'credit_limit'],
    ['billingattention', 'address_line'],
    ['billingaddress', 'address_line'],
    ['billingstreet2', 'address_line'],
    ['billingcity', 'city'],
    ['billingstate', 'region'],
    ['billingcode', 'postal_code'],
    ['billingcountry', 'country'],
    ['paymentterms', 'payment_term_days'],
    ['paymenttermslabel', 'payment_term_name'],
    ['emailid', 'email'],
    ['mobilephone', 'mobile'],
    ['billingphone', 'mobile'],
    ['customerid', 'record_id'],
    ['contacttype', 'kind'],
    ['gstidentificationnumber(gstin)', 'tax_id'],
  ],
};

const freshBooks: Product = {
  name: 'FreshBooks',
  signature: ['organization', 'firstname', 'lastname', 'email', 'province/state'],
  columns: [
    ['organization', 'company'],
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['email', 'email'],
    ['phone', 'phone'],
    ['street', 'address_line'],
    ['city', 'city'],
    ['province/state', 'region'],
    ['postalcode', 'postal_code'],
    ['country', 'country'],
    ['notes', 'notes'],
  ],
};

const wave: Product = {
  name: 'Wave',
  signature: ['customername', 'email', 'contactfirstname', 'addressline1'],
  columns: [
    ['customername', 'name'],
    ['email', 'email'],
    ['contactfirstname', 'first_name'],
    ['contactlastname', 'last_name'],
    ['phone', 'phone'],
    ['mobile', 'mobile'],
    ['tollfree', 'mobile'],
    ['website', 'website'],
    ['addressline1', 'address_line'],
    ['addressline2', 'address_line'],
    ['city', 'city'],
    ['province/state', 'region'],
    ['postalcode/zipcode', 'postal_code'],
    ['country', 'country'],
  ],
};

const invoiceNinja: Product = {
  name: 'Invoice Ninja',
  signature: ['name', 'paidtodate', 'billingstreet', 'vatnumber'],
  columns: [
    ['name', 'name'],
    ['billingstreet', 'address_line'],
    ['billingapt/suite', 'address_line'],
    ['billingcity', 'city'],
    ['billingstate/province', 'region'],
    ['billingpostalcode', 'postal_code'],
    ['billingcountry', 'country'],
    ['vatnumber', 'tax_id'],
    ['website', 'website'],
    ['phone', 'phone'],
    ['privatenotes', 'notes'],
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['email', 'email'],
    ['phone', 'person_1_phone'],
  ],
};

export const accounting = [
  xero,
  quickBooksReport,
  quickBooksList,
  quickBooksDesktop,
  zohoBooks,
  freshBooks,
  wave,
  invoiceNinja,
];

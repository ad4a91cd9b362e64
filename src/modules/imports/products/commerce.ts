import type { Product } from './product.js';

const stripe: Product = {
  name: 'Stripe',
  signature: ['id', 'description', 'email', 'name', 'created(utc)', 'delinquent'],
  columns: [
    ['name', 'name'],
    ['description', 'other_name'],
    ['email', 'email'],
  ],
};

const shopify: Product = {
  name: 'Shopify',
  signature: ['firstname', 'lastname', 'email', 'acceptsemailmarketing', 'defaultaddressaddress1'],
  columns: [
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['email', 'email'],
    ['defaultaddresscompany', 'company'],
    ['defaultaddressaddress1', 'address_line'],
    ['defaultaddressaddress2', 'address_line'],
    ['defaultaddresscity', 'city'],
    ['defaultaddressprovincecode', 'region'],
    ['defaultaddresszip', 'postal_code'],
    ['defaultaddresscountrycode', 'country'],
    ['phone', 'phone'],
    ['defaultaddressphone', 'mobile'],
    ['note', 'notes'],
  ],
};

const wooCommerce: Product = {
  name: 'WooCommerce',
  signature: ['customerid', 'username', 'firstname', 'lastname', 'email'],
  columns: [
    ['username', 'other_name'],
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['email', 'email'],
    ['billingcompany', 'company'],
    ['billingphone', 'phone'],
    ['billingaddress1', 'address_line'],
    ['billingaddress2', 'address_line'],
    ['city', 'city'],
    ['region', 'region'],
    ['state', 'region'],
    ['postcode', 'postal_code'],
    ['country', 'country'],
    ['country/region', 'country'],
  ],
};

const hubSpotContacts: Product = {
  name: 'HubSpot',
  signature: ['recordid', 'firstname', 'lastname', 'email'],
  columns: [
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['email', 'email'],
    ['phonenumber', 'phone'],
    ['associatedcompany', 'company'],
    ['country/region', 'country'],
  ],
};

const hubSpotCompanies: Product = {
  name: 'HubSpot',
  signature: ['recordid', 'companyname', 'companyowner'],
  columns: [
    ['companyname', 'name'],
    ['email', 'email'],
    ['websiteurl', 'website'],
    ['phonenumber', 'phone'],
    ['country/region', 'country'],
  ],
};

const google: Product = {
  name: 'Google',
  signature: ['email1value'],
  columns: [
    ['name', 'other_name'],
    ['givenname', 'first_name'],
    ['firstname', 'first_name'],
    ['middlename', 'middle_name'],
    ['familyname', 'last_name'],
    ['lastname', 'last_name'],
    ['email1value', 'email'],
    ['phone1value', 'phone'],
    ['phone2value', 'mobile'],
    ['organization1name', 'company'],
    ['organizationname', 'company'],
    ['address1formatted', 'address'],
    ['website1value', 'website'],
    ['notes', 'notes'],
  ],
};

const outlook: Product = {
  name: 'Outlook',
  signature: ['firstname', 'middlename', 'lastname', 'emailaddress'],
  columns: [
    ['firstname', 'first_name'],
    ['middlename', 'middle_name'],
    ['lastname', 'last_name'],
    ['emailaddress', 'email'],
    ['businessphone', 'phone'],
    ['mobilephone', 'mobile'],
    ['company', 'company'],
    ['businessstreet', 'address_line'],
    ['businesscity', 'city'],
    ['businessstate', 'region'],
    ['businesspostalcode', 'postal_code'],
    ['businesscountry/region', 'country'],
    ['webpage', 'website'],
    ['notes', 'notes'],
  ],
};

const pipedrive: Product = {
  name: 'Pipedrive',
  signature: ['name', 'email', 'phone', 'organization', 'owner', 'label'],
  columns: [
    ['name', 'other_name'],
    ['email', 'email'],
    ['phone', 'phone'],
    ['organization', 'company'],
    ['label', 'category'],
  ],
};

const mailchimp: Product = {
  name: 'Mailchimp',
  signature: ['emailaddress', 'firstname', 'lastname', 'address', 'phonenumber'],
  columns: [
    ['emailaddress', 'email'],
    ['firstname', 'first_name'],
    ['lastname', 'last_name'],
    ['address', 'address'],
    ['phonenumber', 'phone'],
  ],
};

export const commerce = [
  stripe,
  shopify,
  wooCommerce,
  hubSpotContacts,
  hubSpotCompanies,
  google,
  outlook,
  pipedrive,
  mailchimp,
];

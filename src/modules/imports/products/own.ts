import { customerFields, type Product, type Target } from './product.js';

const compared = (field: string) => field.replaceAll('_', '');
const columns = [...customerFields, 'id' as const].map((field): readonly [string, Target] => [
  compared(field),
  field,
]);

/** The template. */
export const ownProduct: Product = {
  name: 'customers-service',
  signature: ['name', 'email'],
  columns,
};

/** An export: what stands in it is taken to the letter. */
export const ownExport: Product = {
  name: 'customers-service export',
  signature: ['name', 'email', 'id', 'createdat', 'updatedat'],
  columns,
};

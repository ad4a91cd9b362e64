import { customerFields, type Product, type Target } from './product.js';

const compared = (field: string) => field.replaceAll('_', '');
const targets = [...customerFields, 'id', 'is_deleted', 'merged_into'] as const;
const columns = targets.map((field): readonly [string, Target] => [compared(field), field]);

/** The template. */
export const ownProduct: Product = {
  name: 'customers-service',
  signature: ['name', 'email'],
  columns,
};

/** An export: its values are read literally. */
export const ownExport: Product = {
  name: 'customers-service export',
  signature: ['name', 'email', 'id', 'createdat', 'updatedat'],
  columns,
};

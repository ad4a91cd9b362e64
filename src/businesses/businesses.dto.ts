import { StringField } from '../common/fields.js';

export class BusinessCreateRequest {
  @StringField({
    description: 'Business name.',
    minLength: 1,
    maxLength: 255,
    trim: true,
    example: 'Acme Inc.',
  })
  name: string;
}

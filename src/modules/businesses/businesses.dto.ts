import { StringField, UuidField } from '../../resource/fields/fields.js';

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

export class BusinessPath {
  @UuidField({ description: 'Business UUID.', example: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90' })
  business_id: string;
}

/** Names the business that a request acts in. */
export const businessHeader = 'x-business-id';

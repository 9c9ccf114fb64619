/** `wide` in the middle of a record, `narrow` in a sidebar. */
export type Shape = 'wide' | 'narrow';

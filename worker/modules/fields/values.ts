// Value lists of the fields that categories add to tickets.
export const FIELD_TYPES = ['text', 'number', 'date', 'choice', 'yes_no'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** When a field must have been filled in: by the form of a new request, or by staff before the ticket is closed. */
export const FIELD_NEEDS = ['never', 'opening', 'closing'] as const;
export type FieldNeed = (typeof FIELD_NEEDS)[number];

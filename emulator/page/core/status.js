const KINDS = { Active: 'good', Cancelled: 'bad', 'At-Risk': 'warm', 'Cancellation in Progress': 'warm' };

/** How a Client Status is colored; the word itself is always there too. */
export const statusKind = (status) => KINDS[status] ?? '';

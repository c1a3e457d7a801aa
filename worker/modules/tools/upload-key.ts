// Where bytes for one machine lie until it has fetched them.

/** Below client and machine: a machine can name nobody else's. */
export const uploadKey = (clientId: string, assetId: string, executionId: string): string => `uploads/${clientId}/${assetId}/${executionId}`;

// How an object says no to an upgrade.

export const refusal = (status: number, code: string): Response => Response.json({ code }, { status });

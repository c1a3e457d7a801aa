// What a device's address says. Pure.

/** The second lowest bit of the first byte: somebody made it up, as phones do for every network. */
export const isRandomMac = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;

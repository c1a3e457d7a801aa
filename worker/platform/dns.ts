// What the product asks of the DNS: text and mail-exchanger records, with "there is none" told apart from "nobody answered".

export type DnsAnswer =
  /** TXT: the strings of each record joined, one character a byte. MX: `10 mx.example.com`. */
  | { kind: 'records'; records: string[] }
  | { kind: 'none' }
  /** No answer in time, or a broken one: asking again later may help. */
  | { kind: 'unavailable' };

export interface DnsResolver {
  /** Never throws. */
  txt(name: string): Promise<DnsAnswer>;
  /** Never throws. */
  mx(name: string): Promise<DnsAnswer>;
}

/** Where a name leads: both kinds of addresses. */
export interface AddressResolver {
  /** Records are plain IPv4 and IPv6 addresses. Never throws. */
  addresses(name: string): Promise<DnsAnswer>;
}

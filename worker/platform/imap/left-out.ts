// Stands in for what the bundle leaves out (wrangler.toml, alias): imapflow brings 300 KB for charsets, proxies, logs and downloads part by part, none of which is used here.

/** Nothing of it is called; what should call it after all says so at once. */
function leftOut(): never {
  throw new Error('this part of the IMAP client is not in the bundle');
}
export default leftOut;
export const Headers = leftOut;
export const SocksClient = leftOut;

// Stands in for iconv-lite in the bundle (wrangler.toml, alias): imapflow asks it for one encoding, modified UTF-7, which names of folders have (RFC 3501, 5.1.3).

const SHIFTED = /[^\x20-\x7e]+/g;

/** `Años` → `A&APE-os`. */
function encode(name: string): string {
  return name.replaceAll('&', '&-').replace(SHIFTED, (run) => {
    let units = '';
    for (let at = 0; at < run.length; at++) units += String.fromCharCode(run.charCodeAt(at) >> 8, run.charCodeAt(at) & 255);
    return `&${btoa(units).replaceAll('/', ',').replace(/=+$/, '')}-`;
  });
}

/** The way back; a run that is no base64 stays as it was. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/&([A-Za-z0-9+,]*)-/g, (written, run: string) => {
    if (run === '') return '&';
    if (run.length % 4 === 1) return written;
    const units = atob(run.replaceAll(',', '/'));
    let text = '';
    for (let at = 0; at + 1 < units.length; at += 2) text += String.fromCharCode((units.charCodeAt(at) << 8) | units.charCodeAt(at + 1));
    return text;
  });
}

export default { encode, decode };

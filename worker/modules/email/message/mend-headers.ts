// What gateways and mailers break in header blocks, mended on the raw bytes before they are read.

/** Where the first header begins: behind a byte order mark, empty lines and the envelope line of an mbox file. */
export function beginningOfHeaders(raw: Uint8Array): number {
  let at = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0;
  for (let lines = 0; lines < 20 && at < raw.length; lines++) {
    const feed = raw.indexOf(0x0a, at);
    if (feed < 0) return at;
    const isEmpty = raw.subarray(at, feed).every((byte) => byte === 0x0d || byte === 0x20 || byte === 0x09);
    if (!isEmpty && !isEnvelopeLine(raw, at)) return at;
    at = feed + 1;
  }
  return at;
}

function isEnvelopeLine(raw: Uint8Array, at: number): boolean {
  const from = raw[at] === 0x3e ? at + 1 : at;
  return raw[from] === 0x46 && raw[from + 1] === 0x72 && raw[from + 2] === 0x6f && raw[from + 3] === 0x6d && raw[from + 4] === 0x20;
}

const encoder = new TextEncoder();
const lineLengthMax = 4000;

/** Whether a line is a `Content-Type` that ends behind its type, without a semicolon. */
export function isBareType(line: Uint8Array): boolean {
  if ((line[0] !== 0x43 && line[0] !== 0x63) || line.length > 200) return false;
  return /^content-type[ \t]*:[ \t]*[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,80}[ \t]*$/i.test(new TextDecoder().decode(line));
}

/**
 * One line of a header block in UTF-8. Mended: a missing semicolon behind the type (`text/plain charset=utf-8`), and backslashes of a Windows path
 * that would be taken for escapes. Other lines come back as they are.
 * @param isBehindType the line before was a type without its semicolon.
 */
export function mendHeaderLine(line: Uint8Array, isBehindType = false): Uint8Array {
  if (isBehindType && (line[0] === 0x20 || line[0] === 0x09) && line.length < lineLengthMax) {
    const parameter = new TextDecoder().decode(line);
    if (/^[ \t]+[a-z0-9*-]{1,40}[ \t]*=/i.test(parameter)) return encoder.encode(` ;${parameter}`);
  }
  // Content-… or the continuation of it: everything else is left alone without being looked at.
  const first = line[0];
  if (line.length > lineLengthMax || (first !== 0x43 && first !== 0x63 && first !== 0x20 && first !== 0x09)) return line;
  if (!line.includes(0x3d) || !(line.includes(0x5c) || line.includes(0x2f))) return line;
  const text = new TextDecoder().decode(line);
  const mended = text
    .replace(/^(content-type[ \t]*:[ \t]*[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,80})[ \t]+(?=[a-z0-9*-]{1,40}[ \t]*=)/i, '$1; ')
    .replace(/(name="?)([A-Za-z]:\\[^"\r\n;]{1,500}|\\\\[^"\r\n;]{1,500})/i, (_, key: string, path: string) => key + path.replaceAll('\\', '\\\\'));
  return mended === text ? line : encoder.encode(mended);
}

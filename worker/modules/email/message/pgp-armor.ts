// PGP inside a text body: what is signed is read without its armour, what is encrypted is named. Nothing is verified or decrypted.

export type PgpText = { kind: 'signed' | 'encrypted' | null; text: string };

const lookedAt = 262_144;
const beginSigned = /^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*$/m;
const beginSignature = /^-----BEGIN PGP SIGNATURE-----[ \t]*$/m;
const endSignature = /^-----END PGP SIGNATURE-----[ \t]*$/m;
const beginMessage = /^-----BEGIN PGP MESSAGE-----[ \t]*$/m;

/** The text as its writer wrote it (RFC 9580, 7): without armour headers, signature and dash escapes. Quoted armour is left alone. */
export function readPgpText(text: string): PgpText {
  const head = text.slice(0, lookedAt);
  const begin = beginSigned.exec(head);
  if (begin === null) return { kind: beginMessage.test(head) ? 'encrypted' : null, text };
  const afterLine = head.slice(begin.index + begin[0].length).replace(/^\n/, '');
  // Armour headers (`Hash: SHA256`) end at the first empty line.
  const signed = /^(?:[A-Za-z]{2,20}: [^\n]{0,200}\n)*\n?/.exec(afterLine)?.[0].length ?? 0;
  const rest = afterLine.slice(signed);
  const signature = beginSignature.exec(rest);
  const body = (signature ? rest.slice(0, signature.index) : rest).replace(/^- (?=-|From )/gm, '').trimEnd();
  const end = signature ? endSignature.exec(rest.slice(signature.index)) : null;
  const after = signature && end ? rest.slice(signature.index + end.index + end[0].length) : '';
  const whole = [head.slice(0, begin.index).trimEnd(), body, after.trim(), text.slice(lookedAt)].filter((part) => part.trim() !== '').join('\n');
  return whole.trim() === '' ? { kind: 'signed', text } : { kind: 'signed', text: whole };
}

// The verdict on a mail that none of our servers has stamped (a polled mailbox, a replay): its own signatures and seals, checked by us.
import { isDnsName } from '../../../platform/dns-over-https.ts';
import { splitRawMail } from './dkim-canonical.ts';
import type { ParsedMessage } from './parse-message.ts';
import { readAuthenticationResults, type AuthMethod, type VerdictResult } from './read-verdict.ts';
import { isAligned } from './verify-alignment.ts';
import { verifyArc, type ArcResult } from './verify-arc.ts';
import { verifyDkim, type DkimResult, type VerifyContext } from './verify-dkim.ts';

export type VerifyOptions = VerifyContext & {
  /** Domains whose seal makes a forwarded mail trustworthy, lower-case. */
  arc_sealers: readonly string[];
};

/**
 * `verified` by a signature that speaks for From, `forwarded-verified` by the word of an allowed sealer, else `unverified`: which server
 * handed the mail over is not known here, so SPF can neither help (`weak`) nor, with a broken signature, condemn (`failed`). Never throws.
 */
export async function verifyMessage(raw: Uint8Array, message: Pick<ParsedMessage, 'from' | 'warnings'>, options: VerifyOptions): Promise<VerdictResult> {
  const none = (reason: string, methods: AuthMethod[] = []): VerdictResult => ({ verdict: 'unverified', reasons: [reason], methods });
  if (message.from === null) return none('no From address');
  const from = message.from.email.slice(message.from.email.lastIndexOf('@') + 1).toLowerCase().replace(/\.$/, '');
  const mail = splitRawMail(raw);
  if (message.warnings.includes('several_from') || mail.fields.filter((field) => field.name === 'from').length !== 1) return none('several From addresses');
  if (!isDnsName(from)) return none('the From domain is not a name');
  const [signatures, arc] = await Promise.all([verifyDkim(mail, options), verifyArc(mail, options)]);
  const methods = [...signatures.map(methodOf), ...(arc.chain === 'none' ? [] : [arcMethod(arc)])];
  for (const signature of signatures) {
    if (signature.result === 'pass' && (await isAligned(options.dns, signature.domain, from))) {
      return { verdict: 'verified', reasons: [`own check: dkim pass of ${signature.domain} (${signature.selector}, ${signature.algorithm})`], methods };
    }
  }
  if (arc.chain === 'pass' && options.arc_sealers.includes(arc.sealer) && sawPass(arc.results, from)) {
    return { verdict: 'forwarded-verified', reasons: [`own check: arc pass sealed by ${arc.sealer}`], methods };
  }
  return none(`own check: ${whyNot(signatures, arc, from)}`, methods);
}

/** Whether the sealer recorded a DMARC pass for the From domain. */
function sawPass(results: string, from: string): boolean {
  return readAuthenticationResults(results)?.methods.some((entry) => entry.method === 'dmarc' && entry.result === 'pass' && entry.properties['header.from']?.toLowerCase().replace(/\.$/, '') === from) ?? false;
}

function whyNot(signatures: readonly DkimResult[], arc: ArcResult, from: string): string {
  if (signatures.length === 0) return arc.chain === 'pass' ? `no signature, and the seal of ${arc.sealer} does not vouch for ${from}` : 'the mail is not signed';
  const passed = signatures.filter((signature) => signature.result === 'pass');
  if (passed.length > 0) return `signed by ${passed.map(({ domain }) => domain).join(', ')}, which does not speak for ${from}`;
  return signatures.slice(0, 3).map(({ result, domain, detail }) => `dkim ${result} of ${domain || 'no domain'}: ${detail}`).join(', ');
}

const methodOf = ({ result, domain, selector, algorithm }: DkimResult): AuthMethod =>
  ({ method: 'dkim', result, properties: { 'header.d': domain, 'header.s': selector, 'header.a': algorithm } });
const arcMethod = (arc: ArcResult): AuthMethod => ({ method: 'arc', result: arc.chain, properties: arc.chain === 'pass' ? { 'header.d': arc.sealer } : {} });

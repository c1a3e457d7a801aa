// Looks a client's domain up before anybody wonders why its mails are not trusted: MX, SPF, DKIM, DMARC.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, refused, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { DomainCheckQuery, DomainReport } from './contract.ts';
import { COMMON_SELECTORS, judgeDomain, mailOutlook } from './domain-check-rules.ts';
import { organisationalDomain } from './message/verify-alignment.ts';
import { nothing } from './monitor-store.ts';

/** 503 where this installation looks no names up. */
export async function checkDomain(deps: Pick<Deps, 'database' | 'dns' | 'clock'>, actor: UserActor, { domain, selector }: DomainCheckQuery): Promise<Result<{ report: DomainReport }>> {
  const asked = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [nothing(tx)]);
  if (!asked.ok) return asked;
  const { dns } = deps;
  if (!dns) return refused({ kind: 'unavailable', message: 'names cannot be looked up in this installation' });
  const selectors = [...new Set([...(selector ? [selector] : []), ...COMMON_SELECTORS])];
  const registered = organisationalDomain(domain);
  const [mx, txt, dmarc, above, ...keys] = await Promise.all([
    dns.mx(domain), dns.txt(domain), dns.txt(`_dmarc.${domain}`), registered !== null && registered !== domain ? dns.txt(`_dmarc.${registered}`) : null,
    ...selectors.map(async (name) => ({ selector: name, answer: await dns.txt(`${name}._domainkey.${domain}`) })),
  ]);
  const findings = judgeDomain({ domain, mx, txt, dmarc, dmarc_above: above, keys });
  return done({ report: { domain, checked_at: deps.clock.now().toISOString(), outlook: mailOutlook(findings), findings } });
}

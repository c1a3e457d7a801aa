// Pure policy of clients: authorised domains, what a client's own administrator may change, the wizard's references.
import type { FieldError } from '../contract.ts';
import type { UpdateClient, Wizard } from './contract.ts';

/** Everybody's mail: authorising one of these would let the whole world in. */
const FREE_MAIL_DOMAINS = new Set([
  'gmail.com', 'googlemail.com', 'outlook.com', 'outlook.es', 'outlook.com.mx', 'hotmail.com', 'hotmail.es', 'hotmail.com.mx', 'hotmail.fr', 'hotmail.co.uk',
  'live.com', 'live.com.mx', 'live.com.ar', 'msn.com', 'passport.com', 'yahoo.com', 'yahoo.com.mx', 'yahoo.es', 'yahoo.com.ar', 'yahoo.com.br', 'yahoo.co.uk',
  'yahoo.fr', 'ymail.com', 'rocketmail.com', 'icloud.com', 'me.com', 'mac.com', 'aol.com', 'proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me',
  'tutanota.com', 'tuta.com', 'tuta.io', 'gmx.com', 'gmx.net', 'gmx.de', 'gmx.es', 'web.de', 'mail.com', 'mail.ru', 'inbox.ru', 'yandex.com', 'yandex.ru',
  'zoho.com', 'zohomail.com', 'fastmail.com', 'fastmail.fm', 'hey.com', 'hushmail.com', 'inbox.com', 'lycos.com', 'rediffmail.com', 'qq.com', '163.com', '126.com',
  'naver.com', 'prodigy.net.mx', 'prodigy.net', 'infinitummail.com', 'telmexmail.com', 'terra.com', 'terra.com.mx', 'uol.com.br', 'bol.com.br', 'orange.fr', 'wanadoo.es',
  'libero.it', 'free.fr', 'laposte.net', 't-online.de', 'comcast.net', 'verizon.net', 'att.net', 'sbcglobal.net', 'cox.net', 'duck.com', 'mailinator.com',
  'yopmail.com', 'guerrillamail.com', '10minutemail.com', 'temp-mail.org', 'maildrop.cc', 'sharklasers.com', 'trashmail.com',
]);

const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

function domainFault(domain: string, field: string): FieldError | null {
  if (!DOMAIN.test(domain)) return { field, code: 'invalid_domain', message: 'is not a domain (write other alphabets as xn--)' };
  if (FREE_MAIL_DOMAINS.has(domain)) return { field, code: 'free_mail_domain', message: 'is a public mail provider' };
  return null;
}

export interface Authorised {
  /** Undefined when the request says nothing about them: nothing is invented, nothing is taken away. */
  domains: string[] | undefined;
  addresses: { address: string; field: string }[];
  errors: FieldError[];
}

/** Sorts `authorized_domains` and the mixed list `allowed_emails` (2-domain, tables). A leading @ is forgiven. */
export function sortAuthorised(input: { authorized_domains?: string[]; allowed_emails?: string[] }, prefix = ''): Authorised {
  const domains: string[] = [];
  const addresses: Authorised['addresses'] = [];
  const errors: FieldError[] = [];
  const add = (entry: string, field: string, mayBeAddress: boolean) => {
    const text = entry.trim().toLowerCase();
    if (mayBeAddress && text.lastIndexOf('@') > 0) {
      addresses.push({ address: text, field });
      return;
    }
    const domain = text.replace(/^@/, '').replace(/\.$/, '');
    const fault = domainFault(domain, field);
    if (fault) errors.push(fault);
    else domains.push(domain);
  };
  input.authorized_domains?.forEach((entry, index) => add(entry, `${prefix}authorized_domains.${index}`, false));
  input.allowed_emails?.forEach((entry, index) => add(entry, `${prefix}allowed_emails.${index}`, true));
  const isSaid = input.authorized_domains !== undefined || input.allowed_emails !== undefined;
  return { domains: isSaid ? [...new Set(domains)] : undefined, addresses, errors };
}

const CONTACT_FIELDS: readonly (keyof UpdateClient)[] = ['email', 'phone', 'address', 'city', 'state', 'country', 'postal_code'];

/** A client's own administrator keeps the contact data; the first field beyond that, or null. */
export const beyondContact = (change: UpdateClient): string | null =>
  (Object.keys(change) as (keyof UpdateClient)[]).find((field) => change[field] !== undefined && !CONTACT_FIELDS.includes(field)) ?? null;

/** Faults inside the wizard's body: keys that name no site or two, addresses and names used twice. */
export function wizardFaults(body: Wizard): FieldError[] {
  const errors: FieldError[] = [];
  const once = (seen: Set<string>, value: string, field: string, code: string, message: string) => {
    const key = value.toLowerCase();
    if (seen.has(key)) errors.push({ field, code, message });
    seen.add(key);
  };
  const [keys, names, people] = [new Set<string>(), new Set<string>(), new Set([body.admin_user.email])];
  body.sites.forEach((site, index) => {
    once(keys, site.key, `sites.${index}.key`, 'duplicate_key', 'is the key of another site');
    once(names, site.name, `sites.${index}.name`, 'taken', 'is the name of another site');
  });
  if (body.sites.filter((site) => site.is_primary).length > 1) {
    errors.push({ field: `sites.${body.sites.findLastIndex((site) => site.is_primary)}.is_primary`, code: 'primary_site', message: 'only one site is the primary one' });
  }
  body.additional_users.forEach((person, index) => {
    once(people, person.email, `additional_users.${index}.email`, 'taken', 'is the address of another person');
    person.site_keys.forEach((key, at) => {
      if (!keys.has(key.toLowerCase())) errors.push({ field: `additional_users.${index}.site_keys.${at}`, code: 'unknown_key', message: 'is the key of no site' });
    });
  });
  return errors;
}

/** Index of the primary site: the one that says so, or the first. */
export const primaryIndex = (sites: Wizard['sites']): number => Math.max(0, sites.findIndex((site) => site.is_primary));

// Formats and pure policy of clients.
import { describe, expect, test } from 'vitest';
import { beyondContact, primaryIndex, sortAuthorised, wizardFaults } from '../../worker/modules/clients/rules.ts';
import { Wizard } from '../../worker/modules/clients/contract.ts';
import { isRfc, isTimezone } from '../../worker/modules/clients/values.ts';

describe('an RFC (T-CL-10)', () => {
  test.each(['VECJ880326XX3', 'GODE561231GR8', 'MAHN000229AB1', 'ÑAÑE850101AAA', 'ABC010203AB9', 'A&B991231A1A', 'Ñ&Ñ680101ZZZ', 'XAXX010101000'])('%s is one', (text) => {
    expect(isRfc(text)).toBe(true);
  });
  test.each([
    '', 'ABC', 'AB010203AB9', 'ABCDE010203AB9', 'ABC011303AB9', 'ABC010003AB9', 'ABC010232AB9', 'ABC010230AB9', 'ABC010431AB9', 'ABC010203AB', 'ABC010203AB99',
    'abc010203ab9', 'A1C010203AB9', 'ABC 010203AB9', 'ABC010203A-9', 'ÁBC010203AB9', 'ABC010203AB9\n',
  ])('%j is none', (text) => {
    expect(isRfc(text)).toBe(false);
  });
});

test('a time zone is a name of the IANA database', () => {
  for (const name of ['America/Mexico_City', 'America/Argentina/Buenos_Aires', 'Etc/GMT+6', 'UTC']) expect(isTimezone(name)).toBe(true);
  for (const name of ['', 'Mexico City', 'America/Nowhere', '+06:00', 'GMT-6', 'CST', '../etc']) expect(isTimezone(name)).toBe(false);
});

describe('authorised domains', () => {
  test('domains go to the client, addresses to a site, each in lower case and once', () => {
    const sorted = sortAuthorised({ authorized_domains: ['Alfa.Example'], allowed_emails: ['@alfa.example', ' Caja@Otro.Example ', 'xn--peuelas-8za.example', 'beta.example.'] });
    expect(sorted.errors).toEqual([]);
    expect(sorted.domains).toEqual(['alfa.example', 'xn--peuelas-8za.example', 'beta.example']);
    expect(sorted.addresses).toEqual([{ address: 'caja@otro.example', field: 'allowed_emails.1' }]);
  });
  test('E-S4: public mail providers are refused by their place in the list (T-CL-12)', () => {
    const { errors } = sortAuthorised({ authorized_domains: ['alfa.example', 'GMAIL.com', 'hotmail.com', 'yahoo.com.mx', 'outlook.com'] }, 'client.');
    expect(errors.map((error) => [error.field, error.code])).toEqual([1, 2, 3, 4].map((n) => [`client.authorized_domains.${n}`, 'free_mail_domain']));
  });
  test.each(['localhost', 'alfa', 'alfa..example', '-alfa.example', 'alfa-.example', 'alfa example.com', 'ñandú.example', 'http://alfa.example', 'a@alfa.example', '*.example', '', `${'a'.repeat(64)}.example`])('%j is no domain', (domain) => {
    expect(sortAuthorised({ authorized_domains: [domain] }).errors).toMatchObject([{ field: 'authorized_domains.0', code: 'invalid_domain' }]);
  });
  test('nothing entered changes nothing and invents nothing (T-CL-12)', () => {
    expect(sortAuthorised({})).toEqual({ domains: undefined, addresses: [], errors: [] });
    expect(sortAuthorised({ authorized_domains: [] }).domains).toEqual([]);
  });
});

test('the administrator of a client reaches its contact data only', () => {
  expect(beyondContact({ email: 'a@b.example', phone: null, city: 'León' })).toBeNull();
  expect(beyondContact({ phone: null, name: 'Otro' })).toBe('name');
  for (const change of [{ authorized_domains: [] }, { allowed_emails: [] }, { rfc: null }, { is_active: false }, { timezone: 'UTC' }, { locale: 'en' as const }]) {
    expect(beyondContact(change)).toBe(Object.keys(change)[0]);
  }
});

describe('the body of the wizard', () => {
  const body = (change: object = {}) => Wizard.parse({
    client: { name: 'Gamma' },
    admin_user: { name: 'Ana', email: 'ana@gamma.example' },
    sites: [{ key: 'uno', name: 'Uno' }, { key: 'dos', name: 'Dos' }],
    additional_users: [{ name: 'Beto', email: 'beto@gamma.example', site_keys: ['dos'] }],
    ...change,
  });
  test('is right when every key names a site', () => {
    expect(wizardFaults(body())).toEqual([]);
    expect(primaryIndex(body().sites)).toBe(0);
  });
  test('names section and index of every fault inside itself', () => {
    const faults = wizardFaults(body({
      sites: [{ key: 'uno', name: 'Uno', is_primary: true }, { key: 'UNO', name: 'uno', is_primary: true }],
      additional_users: [
        { name: 'Beto', email: 'ANA@gamma.example', site_keys: ['uno', 'tres'] },
        { name: 'Caro', email: 'caro@gamma.example', site_keys: ['uno'] },
        { name: 'Caro 2', email: 'Caro@gamma.example', site_keys: ['uno'] },
      ],
    }));
    expect(faults.map((fault) => fault.field)).toEqual([
      'sites.1.key', 'sites.1.name', 'sites.1.is_primary', 'additional_users.0.email', 'additional_users.0.site_keys.1', 'additional_users.2.email',
    ]);
  });
});

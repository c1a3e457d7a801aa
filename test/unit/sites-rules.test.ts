// Pure policy of sites.
import { expect, test } from 'vitest';
import { postalCodeFault, primaryFault, sortAddresses, successorOf } from '../../worker/modules/sites/rules.ts';

test('a Mexican postal code has five digits; elsewhere it is free (T-CL-6)', () => {
  for (const country of [undefined, null, '', 'MX', 'México', 'mexico']) {
    expect(postalCodeFault({ postal_code: '37000', country })).toBeNull();
    expect(postalCodeFault({ postal_code: '3700', country })).toMatchObject({ field: 'postal_code' });
    expect(postalCodeFault({ postal_code: '37OOO', country })).toMatchObject({ field: 'postal_code' });
  }
  expect(postalCodeFault({ postal_code: 'SW1A 1AA', country: 'Reino Unido' })).toBeNull();
  expect(postalCodeFault({ country: 'MX' })).toBeNull();
});

test('authorised addresses are kept in lower case and once; what is none is named by its place', () => {
  expect(sortAddresses([' Caja@Otro.Example', 'caja@otro.example'], 'authorized_emails')).toEqual({ addresses: ['caja@otro.example'], errors: [] });
  const { errors } = sortAddresses(['bien@otro.example', 'otro.example', '@otro.example', 'a@b', 'a b@otro.example', 'a@otro.example, b@otro.example', 'a\u0000@otro.example', 'a@otro.exam\u0000ple', '\ud800@otro.example'], 'x');
  expect(errors.map((error) => error.field)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `x.${n}`));
});

test('being primary is never just given up', () => {
  expect(primaryFault({ is_primary: true }, { is_primary: false })).toMatchObject({ field: 'is_primary' });
  expect(primaryFault({ is_primary: true }, { is_active: false })).toMatchObject({ field: 'is_active' });
  expect(primaryFault({ is_primary: true }, { is_primary: true })).toBeNull();
  expect(primaryFault({ is_primary: false }, { is_active: false, is_primary: false })).toBeNull();
});

test('the oldest active site follows a primary one that goes', () => {
  const site = (site_id: string, year: number, is_active = true) => ({ site_id, is_active, created_at: new Date(`${year}-01-01T00:00:00Z`) });
  expect(successorOf('a', [site('a', 2020), site('b', 2022), site('c', 2021), site('d', 2019, false)])).toBe('c');
  expect(successorOf('a', [site('a', 2020), site('d', 2019, false)])).toBeUndefined();
});

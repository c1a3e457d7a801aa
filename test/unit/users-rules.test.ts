// Pure policy of people: who manages whom, what is one's own, which passwords everybody knows.
import { describe, expect, test } from 'vitest';
import { isCommonPassword } from '../../worker/modules/auth/common-passwords.ts';
import { clientFault, losesAuthority, mayManage, ownFieldFault, sitesFault } from '../../worker/modules/users/rules.ts';
import { USER_ROLES, type UserRole } from '../../worker/modules/users/values.ts';

test('nobody manages a role above their own', () => {
  const expected: Record<UserRole, UserRole[]> = {
    superadmin: [...USER_ROLES],
    admin: ['admin', 'technician', 'client_admin', 'solicitante'],
    technician: ['solicitante'],
    client_admin: ['client_admin', 'solicitante'],
    solicitante: [],
  };
  for (const mine of USER_ROLES) for (const theirs of USER_ROLES) {
    expect(mayManage(mine, theirs), `${mine} over ${theirs}`).toBe(expected[mine].includes(theirs));
  }
});

test('client roles need a client and staff has none', () => {
  for (const role of ['client_admin', 'solicitante'] as const) {
    expect(clientFault(role, null)).toMatchObject({ field: 'client_id', code: 'client_required' });
    expect(clientFault(role, 'c')).toBeNull();
  }
  for (const role of ['superadmin', 'admin', 'technician'] as const) {
    expect(clientFault(role, 'c')).toMatchObject({ field: 'client_id', code: 'client_forbidden' });
    expect(clientFault(role, undefined)).toBeNull();
  }
});

test('people change how they are called and reached, never their role, client or activity', () => {
  const me = { role: 'solicitante' as const, client_id: 'c' };
  expect(ownFieldFault('solicitante', me, { name: 'Otra', phone: null, locale: 'en' })).toBeNull();
  expect(ownFieldFault('solicitante', me, { role: 'solicitante', client_id: 'c', is_active: true })).toBeNull();
  expect(ownFieldFault('solicitante', me, { role: 'admin' })).toBe('role');
  expect(ownFieldFault('solicitante', me, { client_id: 'd' })).toBe('client_id');
  expect(ownFieldFault('solicitante', me, { client_id: null })).toBe('client_id');
  expect(ownFieldFault('solicitante', me, { is_active: false })).toBe('is_active');
  expect(ownFieldFault('technician', { role: 'technician', client_id: null }, { email: 'x@msp.example' })).toBe('email');
  expect(ownFieldFault('admin', { role: 'admin', client_id: null }, { email: 'x@msp.example' })).toBeNull();
});

test('sites of a person are sites of the person\'s client', () => {
  const known = [{ site_id: 'a1', client_id: 'a' }, { site_id: 'b1', client_id: 'b' }];
  expect(sitesFault('a', ['a1'], known)).toEqual([]);
  expect(sitesFault('a', ['a1', 'b1'], known)).toMatchObject([{ field: 'site_ids.1' }]);
  expect(sitesFault('a', ['a1', 'c1'], known)).toBe('unseen');
  expect(sitesFault(null, ['a1'], known)).toMatchObject([{ field: 'site_ids', code: 'sites_of_staff' }]);
  expect(sitesFault(null, [], known)).toEqual([]);
});

test('open sockets close when role, client or activity change, not for a new telephone', () => {
  const before = { role: 'solicitante' as UserRole, client_id: 'c' as string | null, is_active: true };
  expect(losesAuthority(before, { ...before })).toBe(false);
  expect(losesAuthority(before, { ...before, role: 'client_admin' })).toBe(true);
  expect(losesAuthority(before, { ...before, client_id: 'd' })).toBe(true);
  expect(losesAuthority(before, { ...before, is_active: false })).toBe(true);
  expect(losesAuthority({ ...before, is_active: false }, before)).toBe(false);
});

describe('well-known passwords', () => {
  test.each([
    'password1234', 'P@ssw0rd1234', 'contraseña123', 'Qwertyuiop12', '123456789012', 'qwerty123456', 'admin1234567', 'passwordpassword', '1q2w3e4r5t6y',
    'abcabcabcabc', 'México123456', 'Bienvenido2024!', 'aaaaaaaaaaaa', 'Welcome2026!!', '111111222222', 'letmein_12345', 'hola.hola.hola', '!!teamomucho!!',
  ])('%s is one', (password) => {
    expect(isCommonPassword(password)).toBe(true);
  });
  test.each([
    'caballo correcto batería', 'Zx9-vulcano-lila', 'el perro azul nada', 'tr0mb0n-amarill0', 's9d8f7g6h5j4k3', 'una-clave-larga-77', 'Farol-verde-42!', 'una frase larga y distinta',
  ])('%s is none', (password) => {
    expect(isCommonPassword(password)).toBe(false);
  });
});

// A reply address proves which ticket it was made for, in any letter case, until its key is gone.
import { describe, expect, it } from 'vitest';
import { contactKey, isReplyAddress, mailboxOfReply, signReplyAddress, signReplyBelow, verifyReplyAddress } from '../../../worker/modules/email/message/reply-address.ts';
import type { ReplyKeys } from '../../../worker/modules/email/message/reply-address.ts';

const secret = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const keys: ReplyKeys = { current: 3, secrets: { 3: secret(3), 2: secret(2) } };
const ticket_id = '0f8fad5b-d9cb-469f-a165-70867728950e';
const made = (use = keys, scope: 'reply' | 'staff' = 'reply'): Promise<string> => signReplyAddress(use, { ticket_id, email: 'Ana@acme.example', scope }, 'Reply.Desk.example.net');

describe('E-T1: reply address', () => {
  it('returns the ticket, contact and scope it was made from', async () => {
    const address = await made();
    expect(await verifyReplyAddress(keys, address)).toEqual({ ticket_id, contact_key: await contactKey('ana@ACME.example'), scope: 'reply', key_id: 3 });
    expect((await verifyReplyAddress(keys, await made(keys, 'staff')))?.scope).toBe('staff');
  });

  it('fits a local part of 64 octets and is ASCII', async () => {
    const address = await made();
    expect(address.split('@')[0]).toHaveLength(54);
    expect(address).toMatch(/^t\+[a-z2-7]{52}@reply\.desk\.example\.net$/);
  });

  it('is accepted with an upper-cased local part, and as a bare local part', async () => {
    const address = await made();
    expect(await verifyReplyAddress(keys, address.toUpperCase())).not.toBeNull();
    expect(await verifyReplyAddress(keys, (address.split('@')[0] as string))).not.toBeNull();
  });

  it('is refused after any single character changed', async () => {
    const local = (await made()).split('@')[0] as string;
    for (let i = 2; i < local.length; i++) {
      const other = local[i] === 'a' ? 'b' : 'a';
      expect(await verifyReplyAddress(keys, local.slice(0, i) + other + local.slice(i + 1)), `character ${i}`).toBeNull();
    }
  });

  it('still verifies after rotation and no longer once its key is removed', async () => {
    const old = await made({ ...keys, current: 2 });
    expect((await verifyReplyAddress(keys, old))?.key_id).toBe(2);
    expect(await verifyReplyAddress({ current: 3, secrets: { 3: secret(3) } }, old)).toBeNull();
  });

  it('is refused when another installation signed it', async () => {
    expect(await verifyReplyAddress({ current: 3, secrets: { 3: secret(9) } }, await made())).toBeNull();
  });

  it.each(['', 't+', 't+abc@x.example', 'soporte@desk.example.net', `t+${'1'.repeat(52)}`, `t+${'a'.repeat(53)}`, `+${'a'.repeat(52)}`, `de.doce.lett+${'a'.repeat(52)}`])('is not %s', async (address) => {
    expect(isReplyAddress(address)).toBe(false);
    expect(await verifyReplyAddress(keys, address)).toBeNull();
  });

  it('may stand below a mailbox that answers for itself, as far as its name leaves room', async () => {
    const token = { ticket_id, email: 'ana@acme.example', scope: 'reply' } as const;
    const below = await signReplyBelow(keys, token, 'Soporte@Buzon.example');
    expect(below).toMatch(/^soporte\+[a-z2-7]{52}@buzon\.example$/);
    expect(await verifyReplyAddress(keys, below!)).toMatchObject({ ticket_id, scope: 'reply' });
    expect(mailboxOfReply(below!)).toBe('soporte@buzon.example');
    expect(mailboxOfReply('ana+ventas@acme.example')).toBe('ana+ventas@acme.example');
    expect(await verifyReplyAddress(keys, `otro+${'a'.repeat(52)}@buzon.example`)).toBeNull();
    expect(await signReplyBelow(keys, token, 'mesa-de-ayuda@buzon.example')).toBeNull();
  });

  it('is not made without a current key or a uuid', async () => {
    await expect(made({ current: 9, secrets: {} })).rejects.toThrow();
    await expect(signReplyAddress(keys, { ticket_id: '7', email: 'a@b.example', scope: 'reply' }, 'x.example')).rejects.toThrow();
  });
});

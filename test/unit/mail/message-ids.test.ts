// Ids and tags that identify nothing never match anything.
import * as fc from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { isUsableMessageId, messageIdList, normaliseMessageId, ticketNumberInSubject } from '../../../worker/modules/email/message/message-ids.ts';

describe('E-D2, E-T3: message ids', () => {
  it('are normalised: brackets off, domain lower-cased, local part kept', () => {
    expect(normaliseMessageId(' <AbC@Mail.ACME.example> ')).toBe('AbC@mail.acme.example');
    expect(normaliseMessageId('AbC@Mail.ACME.example')).toBe('AbC@mail.acme.example');
  });

  it('are normalised once and for all', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => {
      const once = normaliseMessageId(text);
      if (once !== null && !/[<>]/.test(once)) expect(normaliseMessageId(once)).toBe(once);
    }), { seed: 7 });
  });

  it.each([null, '', '<>', '< >', undefined])('%s is no id', (value) => expect(isUsableMessageId(normaliseMessageId(value))).toBe(false));
  it.each(['a@b', '@acme.example', 'acme.example', 'noat-but-long', 'abcdef@'])('%s identifies nothing', (value) => expect(isUsableMessageId(normaliseMessageId(`<${value}>`))).toBe(false));
  it('six characters with an @ inside are usable', () => expect(isUsableMessageId('ab@c.d')).toBe(true));

  it('lists keep order and drop repeats, comments and empty ids', () => {
    expect(messageIdList('<b@x.example> (c) <> <a@x.example>\r\n <b@X.example>')).toEqual(['b@x.example', 'a@x.example']);
    expect(messageIdList('a@x.example, b@x.example')).toEqual(['a@x.example', 'b@x.example']);
    expect(messageIdList(null)).toEqual([]);
  });
});

describe('E-T4: subject tag', () => {
  it.each([['Re: [TKT-000123] Hola', 'TKT-000123'], ['[tkt-1234567] x', 'TKT-1234567'], ['[TKT-000001] RE: [TKT-000002]', 'TKT-000002']])('%s is %s', (subject, number) => expect(ticketNumberInSubject(subject)).toBe(number));
  it.each(['TKT-000123', '[TKT-123]', '[TKT-00012a]', '[XTKT-000123]', '[TKT 000123]', ''])('%s has none', (subject) => expect(ticketNumberInSubject(subject)).toBeNull());
});

// A stored file is small enough, of an allowed type, and is what its name says.
import { describe, expect, it } from 'vitest';
import { attachmentBytesMax, checkAttachment } from '../../../worker/modules/email/message/check-attachment.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const zip = (inside: string): Uint8Array => bytes(`PK\x03\x04....[Content_Types].xml....${inside}document.xml`);
const ole = bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 content');

describe('E-C11: checkAttachment', () => {
  it.each([
    ['a.pdf', bytes('%PDF-1.7\n'), 'application/pdf'], ['a.DOC', ole, 'application/msword'], ['a.xls', ole, 'application/vnd.ms-excel'], ['a.ppt', ole, 'application/vnd.ms-powerpoint'],
    ['a.docx', zip('word/'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'], ['a.xlsx', zip('xl/'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], ['a.pptx', zip('ppt/'), 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['a.txt', bytes('hola'), 'text/plain'], ['a.log', bytes('x\x1b[31m'), 'text/plain'], ['a.csv', bytes('a;b\n1;2'), 'text/csv'], ['a.png', bytes('\x89PNG\r\n\x1a\n...'), 'image/png'], ['a.jpg', bytes('\xff\xd8\xff\xe0'), 'image/jpeg'], ['a.jpeg', bytes('\xff\xd8\xff\xe1'), 'image/jpeg'],
    ['a.gif', bytes('GIF89a...'), 'image/gif'], ['a.webp', bytes('RIFF....WEBPVP8 '), 'image/webp'], ['a.zip', zip(''), 'application/zip'], ['a.eml', bytes('From: a@b.example\r\n\r\nx'), 'message/rfc822'], ['a.ics', bytes('BEGIN:VCALENDAR\r\n'), 'text/calendar'],
  ])('accepts %s by name and content', (filename, content, mime) => expect(checkAttachment({ filename, content })).toEqual({ ok: true, mime }));

  it.each(['a.exe', 'a.svg', 'a.html', 'a.js', 'a.pdf.exe', 'noextension', 'a.', '.htaccess', 'a.__proto__', 'a.constructor'])('refuses the type of %s', (filename) => expect(checkAttachment({ filename, content: bytes('hola') })).toEqual({ ok: false, reason: 'type_not_allowed' }));

  it.each([
    ['a.pdf', bytes('MZ\x90\x00')], ['a.png', bytes('%PDF-1.4')], ['a.docx', zip('xl/')], ['a.docx', ole], ['a.txt', bytes('MZ\x90\x00\x03')], ['a.csv', bytes('PK\x03\x04xx')], ['a.txt', bytes('\x7fELF\x02\x01')], ['a.jpg', bytes('<svg onload=alert(1)>')], ['a.zip', bytes('Rar!\x1a\x07')], ['a.eml', bytes('\x00\x01\x02')], ['a.ics', bytes('hola')], ['a.gif', bytes('GIF')],
  ])('refuses %s whose content is something else', (filename, content) => expect(checkAttachment({ filename, content })).toEqual({ ok: false, reason: 'content_mismatch' }));

  it('E-C1: refuses one byte more than 10 MiB and an empty file', () => {
    expect(checkAttachment({ filename: 'a.txt', content: bytes('x'), size: attachmentBytesMax }).ok).toBe(true);
    expect(checkAttachment({ filename: 'a.txt', content: bytes('x'), size: attachmentBytesMax + 1 })).toEqual({ ok: false, reason: 'too_large' });
    expect(checkAttachment({ filename: 'a.txt', content: bytes('') })).toEqual({ ok: false, reason: 'empty' });
  });
});

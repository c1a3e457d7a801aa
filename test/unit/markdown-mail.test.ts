// A message in Markdown as mail: what readers of text and of HTML get, and what nobody can slip in.
import { expect, test } from 'vitest';
import { markdownHtml, markdownText, picturesOf } from '../../worker/modules/markdown/mail-rules.ts';
import { pictureMark } from '../../worker/modules/markdown/rules.ts';
import { renderTemplate } from '../../worker/modules/email/templates/render.ts';
import { writeMessage } from '../../worker/platform/mail-transport/write-message.ts';

const origin = 'https://mesa.example.com';
const file = '00000000-0000-4000-8000-000000000001';
const place = { origin, cidOf: (id: string) => (id === file ? `${id}@mesa.example.com` : null) };

test('the text part loses the marks and keeps what they say', () => {
  const text = '**Hola** _Lupita_\nhaga esto:\n\n1. Apague\n2. Espere `un minuto`\n   - de verdad\n\n> citado\n\nVea [la guía](/knowledge/1) o https://example.com/a';
  expect(markdownText(text, origin)).toBe('Hola Lupita\nhaga esto:\n\n1. Apague\n2. Espere un minuto\n   - de verdad\n\n> citado\n\nVea la guía (https://mesa.example.com/knowledge/1) o https://example.com/a');
});

test('the HTML part is made of our own tags: what was typed is escaped, scripts and odd addresses stay words', () => {
  const html = markdownHtml('<img src=x onerror=alert(1)> **<b>**\n\n[x](javascript:alert(1)) [y](https://example.com/?a="b&c) `</code><script>`', place);
  expect(html).not.toMatch(/<(?!\/?(?:p|strong|em|code|a|br|ul|ol|li|pre|blockquote|hr|img)\b)/);
  expect(html).not.toMatch(/<img src=x|href="javascript|<script/);
  expect(html).toContain('&#60;img src=x');
});

test('a link whose words are another address shows where it leads', () => {
  expect(markdownHtml('[https://banco.example](https://malo.example/x)', place)).toContain('>https://malo.example/x</a>');
});

test('a picture of the message is shown by its Content-ID, another one is named', () => {
  const other = file.replace('1', '2');
  const text = `${pictureMark(file, 'la [pantalla]')} y ![otra](file:${file.slice(0, -1)}2)`;
  expect(picturesOf(text)).toEqual([file, `${file.slice(0, -1)}2`]);
  expect(markdownHtml(text, place)).toBe(`<p style="margin:0 0 10px"><img src="cid:${file}@mesa.example.com" alt="la  pantalla" style="max-width:100%"> y [otra]</p>`);
  expect(other).not.toBe(file);
});

test('a template takes the HTML where its words would stand, and its own words stay escaped', () => {
  const values = { comment_text: 'Hola Lupita', actor_name: '<i>Ana</i>' };
  const { text, html } = renderTemplate({ subject: 's', body_text: '{{actor_name}} escribió:\n\n{{comment_text}}\n\nhttps://example.com', body_html: null }, values, { comment_text: '<p><strong>Hola</strong> Lupita</p>' });
  expect(text).toBe('<i>Ana</i> escribió:\n\nHola Lupita\n\nhttps://example.com');
  expect(html).toContain('<div style="margin:0 0 14px"><p><strong>Hola</strong> Lupita</p></div>');
  expect(html).toContain('&#60;i&#62;Ana&#60;/i&#62;');
});

test('a picture travels inside the mail, related to its HTML', () => {
  const raw = writeMessage({
    from: { address: 'mesa@example.com', name: 'Mesa' }, to: { address: 'lupita@example.net', name: null }, reply_to: null, subject: 'x', text: 'x', html: '<img src="cid:a@b">', headers: {},
    attachments: [{ name: 'foto.png', mime_type: 'image/png', content: new Uint8Array([1, 2, 3]), content_id: 'a@b' }],
  }, '<1@example.com>', new Date(0), 'part-1');
  expect(raw).toContain('multipart/related; boundary=related-part-1');
  expect(raw).toContain('Content-ID: <a@b>');
  expect(raw).toMatch(/Content-Disposition: inline; filename="foto\.png"/);
});

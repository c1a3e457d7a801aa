// The structures that mail clients and gateways make of a mail: its text is shown once and whole, its files are files.
import { describe, expect, it } from 'vitest';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';

const read = async (raw: string) => (await concludeMessage(Uint8Array.from(Buffer.from(raw.replace(/\r?\n/g, '\r\n'), 'latin1')), { own: { addresses: [], instance_id: null } })).message;
const head = 'From: Ana Ruiz <ana@acme.example>\nTo: soporte@desk.example.net\nSubject: x\nMessage-ID: <1@acme.example>\nDate: Tue, 17 Nov 2026 09:00:00 -0600\nMIME-Version: 1.0\n';
const multi = (kind: string, ...parts: string[]) => `Content-Type: multipart/${kind}\n\n${parts.map((part) => `--${/boundary="?([^";]+)/.exec(kind)![1]}\n${part}\n`).join('')}--${/boundary="?([^";]+)/.exec(kind)![1]}--\n`;
const plain = (text: string) => `Content-Type: text/plain; charset=utf-8\n\n${text}`;
const html = (text: string) => `Content-Type: text/html; charset=utf-8\n\n${text}`;
const png = (fields = '') => `Content-Type: image/png; name="logo.png"\nContent-Transfer-Encoding: base64\n${fields}\niVBORw0KGgo=`;
const seen = async (raw: string) => {
  const message = await read(head + raw);
  return { text: message.body_text, html: message.body_html, files: message.attachments.map((file) => `${file.filename} ${file.size}`), related: message.attachments.map((file) => file.related) };
};

describe('structures', () => {
  it('iOS: text, picture and text again are one text and one file', async () => {
    expect(await seen(multi('mixed; boundary=b', plain('Miren esto:'), png('Content-Disposition: inline; filename="foto.png"\n'), plain('\nEnviado desde mi iPhone')))).toMatchObject({ text: 'Miren esto:\n\nEnviado desde mi iPhone', files: ['foto.png 8'] });
  });

  it('Apple Mail: HTML pieces around a file, beside a plain text', async () => {
    const found = await seen(multi('alternative; boundary=a', plain('Hola\nadiós'), multi('mixed; boundary=m', html('<p>Hola</p>'), 'Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename=a.pdf\n\nJVBERi0=', html('<p>adi&oacute;s</p>'))));
    expect(found).toMatchObject({ text: 'Hola\nadiós', files: ['a.pdf 5'] });
    expect(found.html).toContain('Hola');
    expect(found.html).toContain('adi&oacute;s');
  });

  it('Outlook: a related part without start, HTML first, and its picture by its id', async () => {
    expect(await seen(multi('related; boundary=r', multi('alternative; boundary=a', plain('Hola'), html('<img src="cid:p1@x">')), png('Content-ID: <p1@x>\n')))).toMatchObject({ text: 'Hola', files: ['logo.png 8'], related: [true] });
  });

  it('Lotus Notes: the picture first, its id without brackets, the HTML behind it', async () => {
    const found = await seen(multi('related; boundary=r', png('Content-ID: p1@x\n'), html('<p>Hola</p><img src="cid:p1@x">')));
    expect(found).toMatchObject({ files: ['logo.png 8'], related: [true] });
    expect(found.html).toContain('cid:p1@x');
  });

  it('GroupWise: text and HTML side by side in a mixed part, the HTML named', async () => {
    expect(await seen(multi('mixed; boundary=g', multi('alternative; boundary=a', plain('Hola'), 'Content-Type: text/html; charset=utf-8\nContent-Description: HTML\n\n<p>Hola</p>'), png()))).toMatchObject({ text: 'Hola', files: ['logo.png 8'] });
  });

  it('Exchange: HTML alone is readable text', async () => {
    expect(await seen(html('<html><body><p>Hola</p><p>No imprime &amp; parpadea.</p></body></html>'))).toMatchObject({ text: 'Hola\n\nNo imprime & parpadea.' });
  });

  it('a plain part that only says that there is HTML gives way to it', async () => {
    const found = await seen(multi('alternative; boundary=a', plain('   \n'), html('<p>Hola</p>')));
    expect(found).toMatchObject({ text: 'Hola' });
  });

  it('AppleDouble: the file is the file, its resource fork is none', async () => {
    expect(await seen(multi('mixed; boundary=b', plain('Va'), multi('appledouble; boundary=d', 'Content-Type: application/applefile; name="informe.pdf"\nContent-Transfer-Encoding: base64\n\nAAUWBwACAAA=', 'Content-Type: application/pdf; name="informe.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERi0=')))).toMatchObject({ text: 'Va', files: ['informe.pdf 5'] });
  });

  it('BinHex stays a file', async () => {
    expect(await seen(multi('mixed; boundary=b', plain('Va'), 'Content-Type: application/mac-binhex40; name="informe.hqx"\n\n(This file must be converted with BinHex 4.0)\n:x:'))).toMatchObject({ text: 'Va', files: [expect.stringContaining('informe.hqx')] });
  });

  it('text/enriched is text without its marks', async () => {
    expect((await seen('Content-Type: text/enriched\n\n<bold>Hola</bold> a <<todos>\n\n\n<fontfamily><param>Arial</param>chao</fontfamily>')).text).toBe('Hola a <todos>\n\nchao');
  });

  it('a semicolon that is missing behind the type, in one line or folded, does not hide the text', async () => {
    expect(await seen('Content-Type: text/plain charset=iso-8859-1\n\na\xf1o')).toMatchObject({ text: 'año', files: [] });
    expect(await seen('Content-Type: text/plain\n charset=iso-8859-1\n\na\xf1o')).toMatchObject({ text: 'año', files: [] });
    expect(await seen('Content-Type: multipart/mixed\n boundary="b"\n\n--b\nContent-Type: text/plain\n\nHola\n--b--\n')).toMatchObject({ text: 'Hola', files: [] });
  });

  it('a type that is none is text', async () => {
    for (const type of ['text', 'plain', 'TEXT/PLAIN', 'text/plain; charset', 'text/plain;', 'text / plain; charset=utf-8', 'text/plain>', '"text/plain"']) expect([type, await seen(`Content-Type: ${type}\n\nHola`)]).toMatchObject([type, { text: 'Hola', files: [] }]);
  });

  it('a container whose parts are encoded as a whole is opened', async () => {
    const inner = Buffer.from('--b\r\nContent-Type: text/plain\r\n\r\nHola\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n').toString('base64');
    expect(await seen(`Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n${inner}\n`)).toMatchObject({ text: 'Hola', files: ['a.pdf 5'] });
  });

  it('what a list appends in clear to an encoded text stays readable', async () => {
    const text = Buffer.from('Hola a todos, la impresora no imprime.\r\n').toString('base64');
    expect((await seen(`Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${text}\n\n_______________________________________________\nLista de la oficina\nhttps://lista.example/unir\n`)).text).toBe('Hola a todos, la impresora no imprime.\n_______________________________________________\nLista de la oficina\nhttps://lista.example/unir');
  });

  it('a text that is only said to be encoded is read as it stands', async () => {
    expect(await seen('Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nLa impresora no imprime.\nGracias')).toMatchObject({ text: 'La impresora no imprime.\nGracias' });
  });

  it('format=flowed: paragraphs are whole, quotes keep their depth, stuffed lines lose their space', async () => {
    expect((await seen('Content-Type: text/plain; format=flowed\n\nUna nota \nque sigue.\n> citada \n> y sigue\n>> honda\n From here\n')).text).toBe('Una nota que sigue.\n> citada y sigue\n>> honda\nFrom here');
  });
});

const uu = 'begin 644 registro.log\n+97)R;W(@-PIF:6X*\n`\nend';

describe('files inside a text', () => {
  it('uuencode: the file is taken out of the text', async () => {
    expect(await seen(plain(`Va el registro.\n\n${uu}\n\nSaludos`))).toMatchObject({ text: 'Va el registro.\n\nSaludos', files: ['registro.log 11'] });
  });

  it('two of them', async () => {
    expect(await seen(plain(`${uu}\n\n${uu.replace('registro', 'otro')}`))).toMatchObject({ files: ['registro.log 11', 'otro.log 11'] });
  });

  it('yEnc: the file is taken out of the text', async () => {
    const content = 'error 7\n';
    const data = [...content].map((letter) => String.fromCharCode((letter.charCodeAt(0) + 42) & 255)).join('').replace(/[\x00\n\r=]/g, (one) => `=${String.fromCharCode((one.charCodeAt(0) + 64) & 255)}`);
    expect(await seen(`Content-Type: text/plain; charset=iso-8859-1\n\nVa.\n=ybegin line=128 size=8 name=registro.log\n${data}\n=yend size=8\nSaludos`)).toMatchObject({ text: 'Va.\nSaludos', files: ['registro.log 8'] });
  });

  it.each(['begin 644 the meeting at noon\nand end it at one', 'Empezamos:\nbegin 644 x.txt\nesto no es un archivo\nend', '=ybegin line=128 size=8 name=x\nsin final', 'begin\nend'])('what only looks like one stays text: %s', async (text) => {
    expect(await seen(plain(text))).toMatchObject({ text, files: [] });
  });
});

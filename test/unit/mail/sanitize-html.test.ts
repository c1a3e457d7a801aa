// No vector gets a script, a handler, a style sheet, a form or a loading address through the sanitiser.
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import * as fc from '../../support/property.ts';
import { safeLink, sanitizeHtml } from '../../../worker/modules/email/message/sanitize-html.ts';
import { safeStyle } from '../../../worker/modules/email/message/safe-style.ts';

/** What is wrong with a sanitised fragment, judged by parsing it again. */
function faults(html: string): string[] {
  const found: string[] = [];
  const allowedAttributes = /^(?:href|target|rel|src|data-remote-src|alt|title|style|align|valign|dir|lang|width|height|border|cellpadding|cellspacing|colspan|rowspan|span|start|bgcolor|color|size|face|type)$/;
  const forbidden = /^(?:script|style|svg|math|iframe|object|embed|form|input|button|textarea|select|template|noscript|base|meta|link|title|xmp|plaintext|listing|video|audio|frameset|frame|applet|head|body|html|isindex|marquee|foreignobject)$/;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (forbidden.test(name)) found.push(`element ${name}`);
      for (const [key, value] of Object.entries(attributes)) {
        if (!allowedAttributes.test(key)) found.push(`attribute ${key}`);
        if (key === 'href' && !/^(?:https?:\/\/|mailto:|tel:)/i.test(value)) found.push(`href ${value}`);
        if (key === 'src' && !/^(?:\/api\/|data:image\/(?:png|jpeg|jpg|gif|webp);base64,)/.test(value)) found.push(`src ${value}`);
        if (key === 'style' && /url|expression|position|@|\\|behavior|javascript/i.test(value)) found.push(`style ${value}`);
      }
      if (name === 'a' && attributes['href'] && !/noopener/.test(attributes['rel'] ?? '')) found.push('link without noopener');
    },
    oncomment: () => found.push('comment'),
    onprocessinginstruction: () => found.push('instruction'),
  }, { decodeEntities: true });
  parser.write(html);
  parser.end();
  return found;
}

const vectors = [
  '<script>alert(1)</script>', '<SCRIPT SRC=//evil.example/x.js></SCRIPT>', '<scr<script>ipt>alert(1)</scr</script>ipt>', '<img src=x onerror=alert(1)>', '<img src="x" onerror="alert(1)" / >', '<svg onload=alert(1)>', '<svg><script>alert(1)</script></svg>',
  '<svg><g/onload=alert(2)//<p>', '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">', '<math><mi//xlink:href="data:x,<script>alert(4)</script>">', '<a href="javascript:alert(1)">x</a>', '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href=" &#14; javascript:alert(1)">x</a>', '<a href="java\tscript:alert(1)">x</a>', '<a href="java&#10;script:alert(1)">x</a>', '<a href="&#106;&#97;vascript:alert(1)">x</a>', '<a href="data:text/html,<script>alert(1)</script>">x</a>', '<a href="vbscript:msgbox(1)">x</a>', '<a href="//evil.example">x</a>',
  '<a href="https://user:pass@evil.example">x</a>', '<iframe src="javascript:alert(1)"></iframe>', '<iframe srcdoc="<script>alert(1)</script>">', '<object data="data:text/html;base64,PHNjcmlwdD4="></object>', '<embed src="javascript:alert(1)">', '<form action="javascript:alert(1)"><input type=submit></form>', '<button formaction=javascript:alert(1)>x',
  '<isindex action=j&Tab;a&Tab;vas&Tab;c&Tab;r&Tab;ipt:alert(1) type=image>', '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">', '<base href="javascript:alert(1)//">', '<link rel=stylesheet href=//evil.example/x.css>', '<style>@import "//evil.example/x.css";</style>', '<style><img src="</style><img src=x onerror=alert(1)//">',
  '<div style="background:url(javascript:alert(1))">x</div>', '<div style="width:expression(alert(1))">x</div>', '<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>', '<div style="back\\67round:u\\72l(//evil.example)">x</div>', '<div style="color:red;background-image:url(https://evil.example/p.png)">x</div>', '<p style="behavior:url(x.htc)">x',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<template><script>alert(1)</script></template>', '<textarea><img src=x onerror=alert(1)></textarea>', '<title><img src=x onerror=alert(1)></title>', '<xmp><img src=x onerror=alert(1)></xmp>', '<plaintext><script>alert(1)', '<listing>&lt;img src=1 onerror=alert(1)&gt;</listing>',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>', '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">', '<select><iframe></select><img src=x onerror=alert(1)>', '<!--><img src=x onerror=alert(1)>-->', '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->', '<![CDATA[<img src=x onerror=alert(1)>]]>', '<?xml version="1.0"?><script>alert(1)</script>',
  '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">', '<img src=`x`onerror=alert(1)>', '<img src=x:alert(alt) onerror=eval(src) alt=0>', '<video><source onerror=alert(1)></video>', '<audio src=x onerror=alert(1)>', '<details open ontoggle=alert(1)>x</details>', '<marquee onstart=alert(1)>x</marquee>', '<body onload=alert(1)>x', '<input autofocus onfocus=alert(1)>',
  '<a href="https://ok.example" onclick=alert(1) id=x name=y class=z>x</a>', '<table background="javascript:alert(1)"><tr><td background="//evil.example/p.png">x', '<p title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</p>', '&lt;script&gt;alert(1)&lt;/script&gt;', '<b title=\'"><script>alert(1)</script>\'>x</b>', '<x onclick=alert(1)>x</x>', '<a href="mailto:a@b.example?subject=x&body=<script>">x</a>', '<img srcset="https://evil.example/p.png 1x" src="">', '<q cite="javascript:alert(1)">x</q>', '<object><param name=movie value=javascript:alert(1)></object>', '\u0000<scr\u0000ipt>alert(1)</scr\u0000ipt>', '<font face="x\'onmouseover=alert(1)">x</font>', '<div style="color: red&quot; onmouseover=alert(1)">x</div>',
];

describe('E-C9: sanitizeHtml', () => {
  it('knows at least forty vectors', () => expect(vectors.length).toBeGreaterThanOrEqual(40));

  it.each(vectors)('lets nothing harmful through: %s', (vector) => {
    for (const html of [vector, `<div><p>antes ${vector} después</p></div>`, `<table><tr><td>${vector}`]) {
      const { html: clean } = sanitizeHtml(html);
      expect(faults(clean)).toEqual([]);
      expect(faults(sanitizeHtml(clean).html)).toEqual([]);
    }
  });

  it('keeps what mails are made of', () => {
    const source = '<div style="color: #333; font-family: Arial, sans-serif"><h1>Hola</h1><p align="center">uno <b>dos</b> <a href="https://ok.example/a?b=1&amp;c=2">tres</a></p><table border="1"><tr><td colspan="2">x</td></tr></table><ul><li>a</li></ul></div>';
    const { html, remote_images } = sanitizeHtml(source);
    expect(html).toContain('<h1>Hola</h1>');
    expect(html).toContain('style="color: #333; font-family: arial, sans-serif"');
    expect(html).toContain('href="https://ok.example/a?b=1&#38;c=2" target="_blank" rel="noopener noreferrer nofollow"');
    expect(html).toContain('<td colspan="2">x</td>');
    expect(remote_images).toBe(0);
  });

  it('keeps text after a broken element that it drops', () => {
    expect(sanitizeHtml('<p>a</p><script>x()</script><p>b</p>').html).toBe('<p>a</p><p>b</p>');
    expect(sanitizeHtml('<custom-tag>texto</custom-tag>').html).toBe('texto');
  });

  it('E-C10: turns remote pictures into addresses that do not load', () => {
    const { html, remote_images } = sanitizeHtml('<img src="https://track.example/p.png" width="1"><img src="//cdn.example/x.gif"><img src="http://a.example/b.jpg">');
    expect(remote_images).toBe(3);
    expect(html).not.toMatch(/ src=/);
    expect(html).toContain('data-remote-src="https://track.example/p.png"');
    expect(html).toContain('data-remote-src="https://cdn.example/x.gif"');
  });

  it('E-C6: maps inline pictures by Content-ID and only those it was given', () => {
    const { html, remote_images } = sanitizeHtml('<img src="cid:foto%40acme" alt="f"><img src="cid:otra"><img src="cid:__proto__">', { cidMap: { 'foto@acme': '/api/attachments/1' } });
    expect(html).toBe('<img src="/api/attachments/1" alt="f"><img alt=""><img alt="">');
    expect(remote_images).toBe(0);
  });

  it('closes what was left open and never closes what it did not open', () => {
    expect(sanitizeHtml('</div></td><b><i>x').html).toBe('<b><i>x</i></b>');
  });

  it('bounds depth and size', () => {
    const deep = sanitizeHtml('<div>'.repeat(20_000) + 'x');
    expect(deep.html.split('<div>').length - 1).toBeLessThanOrEqual(100);
    expect(deep.html).toContain('x');
    expect(sanitizeHtml('a'.repeat(3_000_000)).html.length).toBeLessThanOrEqual(1_000_000);
  });

  it('holds for any nesting of hostile pieces', () => {
    const piece = fc.oneof(fc.constantFrom(...vectors), fc.constantFrom('<', '>', '"', "'", '<!--', '-->', '</', '<p ', '<a href=', 'javascript:', '<svg>', '</svg>', '<math>', '</style>', '<style>', '&lt;', '&#x3c;', '\u0000', '<td>', '<table>', '<img ', 'on', 'error=', '`', '<![CDATA[', ']]>'), fc.string({ maxLength: 12 }));
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(faults(sanitizeHtml(pieces.join('')).html)).toEqual([]);
    }), { numRuns: 400, seed: 20261117 });
  });
});

describe('safeLink', () => {
  it.each(['http://a.example', 'https://a.example/x y', 'mailto:a@b.example', 'tel:+525555'])('allows %s', (link) => expect(safeLink(link)).not.toBeNull());
  it.each(['', 'javascript:1', '/relative', '#x', 'ftp://a.example', 'file:///etc/passwd', 'https:', 'http://', 'about:blank', 'blob:https://a.example/x', 'cid:x'])('refuses %s', (link) => expect(safeLink(link)).toBeNull());
});

describe('safeStyle', () => {
  it('keeps only known declarations with plain values', () => {
    expect(safeStyle('COLOR: Red !important; position: absolute; margin: 0 auto; width: 99999px; font-size: 12px; --x: 1')).toBe('color: red; margin: 0 auto; font-size: 12px');
  });
});

// Names are looked up over HTTPS with a deadline, answers are kept for their time, and "none" is never confused with "nobody answered".
import { describe, expect, it } from 'vitest';
import { isDnsName, joinedStrings, makeDnsOverHttps } from '../../worker/platform/dns-over-https.ts';

function resolver(answer: (url: URL, init: RequestInit) => unknown) {
  const asked: string[] = [];
  let time = 0;
  const dns = makeDnsOverHttps({
    endpoint: 'https://dns.example.com/dns-query', deadlineMs: 20, clock: { now: () => new Date(time) },
    fetch: async (href, init) => {
      const url = new URL(href);
      asked.push(`${url.searchParams.get('type')} ${url.searchParams.get('name')}`);
      const found = await answer(url, init);
      return found instanceof Response ? found : Response.json(found);
    },
  });
  return { dns, asked, pass: (seconds: number) => { time += seconds * 1000; } };
}
const txt = (data: string, TTL = 600) => ({ Status: 0, Answer: [{ name: 'alias', type: 5, TTL, data: 'x.example.com.' }, { name: 'x', type: 16, TTL, data }] });

describe('DNS over HTTPS', () => {
  it('joins the strings of a record and leaves out what is not asked for', async () => {
    const { dns } = resolver(() => txt('"v=DKIM1; k=rsa; " "p=AB\\"C\\059\\\\"'));
    expect(await dns.txt('uno._domainkey.acme.example')).toEqual({ kind: 'records', records: ['v=DKIM1; k=rsa; p=AB"C;\\'] });
    expect(joinedStrings('v=spf1 -all')).toBe('v=spf1 -all');
  });
  it('keeps an answer for its time and asks again afterwards', async () => {
    const { dns, asked, pass } = resolver(() => txt('"a"', 120));
    await dns.txt('acme.example');
    pass(119);
    await dns.txt('ACME.example.');
    expect(asked).toHaveLength(1);
    pass(2);
    await dns.txt('acme.example');
    expect(asked).toHaveLength(2);
  });
  it('keeps no longer than an hour and no shorter than a minute', async () => {
    const long = resolver(() => txt('"a"', 999_999));
    await long.dns.txt('acme.example');
    long.pass(3601);
    await long.dns.txt('acme.example');
    expect(long.asked).toHaveLength(2);
    const short = resolver(() => txt('"a"', 0));
    await short.dns.txt('acme.example');
    short.pass(59);
    await short.dns.txt('acme.example');
    expect(short.asked).toHaveLength(1);
  });
  it('tells "there is none" from "nobody answered", and keeps no failure', async () => {
    const none = resolver(() => ({ Status: 3 }));
    expect(await none.dns.txt('acme.example')).toEqual({ kind: 'none' });
    expect(await none.dns.txt('acme.example')).toEqual({ kind: 'none' });
    expect(none.asked).toHaveLength(1);
    for (const broken of [() => ({ Status: 2 }), () => new Response('x', { status: 500 }), () => new Response('no json'), () => new Response(`"${'x'.repeat(70_000)}"`), () => { throw new Error('network'); }]) {
      const { dns, asked } = resolver(broken);
      expect([await dns.txt('acme.example'), await dns.txt('acme.example'), asked.length]).toEqual([{ kind: 'unavailable' }, { kind: 'unavailable' }, 2]);
    }
  });
  it('a resolver that stalls is given up', async () => {
    const { dns } = resolver((_, init) => new Promise((_resolve, reject) => init.signal!.addEventListener('abort', () => reject(new Error('too late')))));
    expect(await dns.mx('acme.example')).toEqual({ kind: 'unavailable' });
  });
  it('asks for no text that is not a name', async () => {
    const { dns, asked } = resolver(() => txt('"a"'));
    for (const name of ['', 'example', 'a..example', '-a.example', 'a b.example', 'a.example/x?y=1', `${'a'.repeat(64)}.example`, `${'a.'.repeat(140)}example`]) expect(await dns.txt(name)).toEqual({ kind: 'none' });
    expect(asked).toEqual([]);
    expect(isDnsName('selector1._domainkey.acme-mail.example')).toBe(true);
  });
  it('forgets the oldest before it holds too much', async () => {
    const { dns, asked } = resolver(() => txt('"a"'));
    for (let n = 0; n <= 1000; n++) await dns.txt(`n${n}.example`);
    await dns.txt('n1000.example');
    expect(asked).toHaveLength(1001);
    await dns.txt('n0.example');
    expect(asked).toHaveLength(1002);
  });
});

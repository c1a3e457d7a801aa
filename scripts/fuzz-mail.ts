// `npm run fuzz:mail`: hostile mails through parsing, classes, verdict, split and sanitiser; no throw, no time-out, no unescaped output.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { innerFaults, mailFaults } from '../test/support/mail-faults.ts';
import { mutateMail } from '../test/support/mutate-mail.ts';
import { concludeMessage } from '../worker/modules/email/message/conclude.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' }, 'limit-ms': { type: 'string', default: '250' } } });
const count = Number(values.count);
const first = Number(values.seed);
const limitMs = Number(values['limit-ms']);
if (![count, first, limitMs].every(Number.isSafeInteger) || count < 1) throw new Error('--count, --seed and --limit-ms take whole numbers');

const context = { own: { addresses: ['soporte@desk.example.net'], instance_id: 'instance-7', envelope_from: '' } };
const folder = fileURLToPath(new URL('../.data/fuzz/', import.meta.url));
const times: number[] = [];
const slowest = { seed: 0, ms: 0 };
let bad = 0;

/** Time of this process, not of the clock: others may keep the machine busy. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function keep(seed: number, raw: Uint8Array, faults: readonly string[]): void {
  bad++;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${seed}.eml`, raw);
  console.error(`seed ${seed}: ${[...new Set(faults)].slice(0, 5).join('; ')}`);
}

for (let seed = first; seed < first + count; seed++) {
  const raw = mutateMail(seed);
  const from = cpuMs();
  try {
    const conclusion = await concludeMessage(raw, context);
    const ms = cpuMs() - from;
    times.push(ms);
    if (ms > slowest.ms) Object.assign(slowest, { seed, ms });
    // The collector of garbage comes when it wants: only a mail that is slow three times is slow.
    const faults = [...mailFaults(conclusion), ...(await innerFaults(conclusion))];
    if (ms > limitMs && (await isSlow(raw))) faults.push(`took ${ms.toFixed(0)} ms`);
    if (faults.length > 0) keep(seed, raw, faults);
  } catch (error) {
    keep(seed, raw, [`threw ${error instanceof Error ? error.message : String(error)}`]);
  }
  if ((seed - first + 1) % 10_000 === 0) console.log(`${(seed - first + 1).toLocaleString('en')} mails, ${bad} with faults`);
}

async function isSlow(raw: Uint8Array): Promise<boolean> {
  for (let n = 0; n < 2; n++) {
    const from = cpuMs();
    await concludeMessage(raw, context);
    if (cpuMs() - from <= limitMs) return false;
  }
  return true;
}

times.sort((a, b) => a - b);
const at = (part: number): string => (times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0).toFixed(2);
console.log(`${count.toLocaleString('en')} mails from seed ${first}: ${bad} with faults; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${slowest.ms.toFixed(1)} ms (seed ${slowest.seed})`);
process.exitCode = bad > 0 ? 1 : 0;

// Recipients of a delivery report written as free text, each with the lines that are about it (Postfix, qmail, Exim, Sendmail, Exchange, Gmail, Yahoo, Zoho …).

/** One recipient and what the report says about it. `section` is what the heading above it says of all below. */
export type BounceGroup = { recipient: string; reason: string; section: 'failed' | 'delayed' | null };

const groupsMax = 100;
const linesMax = 4000;
const lineLengthMax = 1000;
const reasonLinesMax = 25;

const address = `[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}`;

/** Lines that name one recipient; the rest of the line, if any, is the beginning of its reason. */
const entries: readonly RegExp[] = [
  // Postfix, qmail, Courier, Yahoo: `<a@b>: reason`, `<a@b> (expanded from <c@d>): reason`, `<a@b>:`
  new RegExp(`^[ \\t]{0,8}<(${address})>(?:[ \\t]{1,3}\\([^()]{1,200}\\))?[ \\t]?:[ \\t]*(.*)$`),
  // Sendmail, Exchange, Exim, Gmail: the address alone, in angle brackets, indented, or after a bullet
  new RegExp(`^[ \\t]{0,16}(?:[*•·-][ \\t]{1,3})?[<"']?(${address})[>"']?(?:[ \\t]{1,3}\\((?:generated|ultimately generated|expanded) from [^()]{1,200}\\)[ \\t]?:?)?[ \\t]*()$`),
  // Exim in one line, Zoho, Mdaemon: `a@b: reason`, `a@b, ERROR CODE :550 - reason`, `a@b - reason`
  new RegExp(`^[ \\t]{0,16}[<"'\\[]?(${address})[>"'\\]]?(?:[ \\t]?:[ \\t]|,[ \\t]{0,2}(?=error)|[ \\t]{1,2}[-–][ \\t]{1,2})(.*)$`, 'i'),
  // Exchange: `Luis Mora (a@b)<mailto:a@b>`, `'Luis' <mailto:a@b>`, `Luis Mora<mailto:a@b>`
  new RegExp(`^[ \\t]{0,8}[^<>@:\\n]{0,120}\\(?(?:${address})?\\)?[ \\t]?<mailto:(${address})>[ \\t]*()$`, 'i'),
  new RegExp(`^[ \\t]{0,8}[^<>@():\\n]{1,100}\\((${address})\\)[ \\t]*()$`),
  // Office 365: `Your message to a@b couldn't be delivered.` Gmail: `Your message wasn't delivered to a@b because …`
  new RegExp(`^[ \\t]{0,8}(?:your |the )?(?:message|mail|e-?mail|mensaje|correo)[^\\n@]{0,60}? (?:to|a|para) \\*?<?(${address})>?\\*?((?: (?:couldn.t|could not|wasn.t|was not|has been delayed|because|ha|no se|porque)|[.,:]).*)$`, 'i'),
  // Older Exchange: `a@b on 17/11/2026 09:00`, `a@b on Tue, 17 Nov 2026 09:00:00 -0600`
  new RegExp(`^[ \\t]{0,8}'?<?(${address})>?'? on \\w{0,12},?[ \\t]?\\d{1,4}[ /.-].{0,60}()$`),
  // Sendmail's transcript alone: `550 5.1.1 <a@b>... User unknown`
  new RegExp(`^([45]\\d\\d[ -](?:[45](?:\\.\\d{1,3}){2} )?<(?<named>${address})>\\.\\.\\. .*)$`),
  // `Recipient address: a@b`, `a@b [User unknown]`, `a@b Invalid Address, ERROR_CODE :550`, `error delivering your mail to <a@b>.`
  new RegExp(`^[ \\t]{0,16}(?:recipient|failed|destination)[ -]?(?:address)?[ \\t]?:[ \\t]{0,4}<?(${address})>?[ \\t]*()$`, 'i'),
  new RegExp(`^[ \\t]{0,8}<?(${address})>?[ \\t]{1,3}(\\[[^\\[\\]]{3,200}\\]|(?:invalid|unknown|user|mailbox|no such|recipient)\\b.{3,300})[ \\t]*$`, 'i'),
  new RegExp(`^.{0,80}\\b(?:deliver(?:ing|y)?|send(?:ing)?) (?:your |the |this )?(?:e-?mail|mail|message) to <?(${address})>?((?:[.,:]| ).*|)$`, 'i'),
];

const heading = /^[ \t]{0,8}[-_*#=]{0,10}[ \t]{0,4}(?:[A-Z\u00c0-\u00de"]).{8,200}[:.\-*#=][ \t]*$/;
const failedHeading = /(?:permanent|fatal errors|failed|could not be delivered|couldn.t be delivered|has failed|undeliverable|ha fallado|no se (?:ha podido|pudo) entregar)/i;
const delayedHeading = /(?:transient|non-fatal|delayed|deferred|still being (?:tried|retried)|not yet been delivered|temporar(?:y|ily)|retraso|demorad)/i;
/** Where what is about recipients ends: the returned mail, or a transcript that names them again. */
const transcript = /^[ \t]{0,8}-{2,10}[ \t]?transcript of session follows[ \t]?-{2,10}/i;

/** The groups of a report, in its order; each address once. Linear in the text; at most 100 groups of 25 lines. */
export function readBounceGroups(report: string): BounceGroup[] {
  const found = new Map<string, { group: BounceGroup; lines: string[] }>();
  let section: BounceGroup['section'] = null;
  let current: { group: BounceGroup; lines: string[] } | null = null;
  for (const raw of report.split('\n', linesMax)) {
    const line = raw.length > lineLengthMax ? raw.slice(0, lineLengthMax) : raw;
    if (line.trim() === '') continue;
    if (transcript.test(line)) {
      current = null;
      continue;
    }
    const entry = entryOf(line);
    if (entry) {
      const known = found.get(entry.recipient);
      current = known ?? { group: { recipient: entry.recipient, reason: '', section }, lines: [] };
      if (!known && found.size < groupsMax) found.set(entry.recipient, current);
      if (entry.rest !== '') push(current.lines, entry.rest);
      continue;
    }
    if (heading.test(line) && !/\d{3}/.test(line)) {
      const said = delayedHeading.test(line) ? 'delayed' : failedHeading.test(line) ? 'failed' : null;
      if (said !== null && !/^[ \t]/.test(line.replace(/^[ \t]*-/, '-'))) section = said;
    }
    if (current) push(current.lines, line.trim());
  }
  return [...found.values()].map(({ group, lines }) => ({ ...group, reason: lines.join('\n') }));
}

function push(lines: string[], line: string): void {
  if (lines.length < reasonLinesMax) lines.push(line);
}

function entryOf(line: string): { recipient: string; rest: string } | null {
  if (!line.includes('@')) return null;
  for (const pattern of entries) {
    const match = pattern.exec(line);
    // A line that is its reason as a whole names its recipient inside.
    const named = match?.groups?.['named'];
    if (match && named) return { recipient: named.toLowerCase(), rest: (match[1] as string).trim() };
    if (match) return { recipient: (match[1] as string).toLowerCase(), rest: (match[2] ?? '').trim() };
  }
  return null;
}

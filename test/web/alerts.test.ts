// Alerts and enrolment in the portal, the parts without a page: rules in words, drafts, instants, commands to type.
import { describe, expect, it } from 'vitest';
import { alertFilters, readAlertSearch } from '../../web/src/features/alerts/alert-search.ts';
import { instantOf, localOf } from '../../web/src/features/alerts/local-instant.ts';
import { ruleDraft, ruleFields } from '../../web/src/features/alerts/rule-draft.ts';
import { ruleSentence } from '../../web/src/features/alerts/rule-sentence.ts';
import { installCommand, installLines } from '../../web/src/features/enrolment/install-commands.ts';
import { part as enAlerts } from '../../web/src/text/en/alerts.ts';
import { part as enFleet } from '../../web/src/text/en/fleet.ts';
import { part as esAlerts } from '../../web/src/text/es-MX/alerts.ts';
import { part as esFleet } from '../../web/src/text/es-MX/fleet.ts';
import { createText } from '../../web/src/text/translate.ts';
import { NewAlertRule } from '../../worker/modules/alerts/contract.ts';
import { ruleFaults } from '../../worker/modules/alerts/rules.ts';
import { ALERT_METRICS } from '../../worker/modules/alerts/values.ts';

const en = createText('en', { ...enFleet, ...enAlerts }).t;
const es = createText('es-MX', { ...esFleet, ...esAlerts }).t;
const percent = (value: number): string => `${value} %`;
const cpu = { metric: 'cpu', operator: '>=', threshold: 90, hysteresis: 10, need: 3, of: 4, target: null } as const;

describe('a rule in words', () => {
  it('says how many readings, which limit, and when it closes', () => {
    expect(ruleSentence(cpu, en, percent)).toBe('CPU: 3 of 4 readings above 90 %; closes below 80 %');
    expect(ruleSentence(cpu, es, percent)).toBe('CPU: 3 de 4 lecturas por encima de 90 %; se cierra por debajo de 80 %');
  });

  it('turns the margin round for "below", and says nothing of a margin of none', () => {
    expect(ruleSentence({ ...cpu, metric: 'disk', target: 'C:', operator: '<=', threshold: 5 }, en, percent)).toBe('Disk (C:): 3 of 4 readings below 5 %; closes above 15 %');
    expect(ruleSentence({ ...cpu, hysteresis: 0 }, en, percent)).not.toContain('closes');
  });

  it('names the service, or any', () => {
    expect(ruleSentence({ ...cpu, metric: 'service', target: 'spooler' }, en, percent)).toContain('spooler');
    expect(ruleSentence({ ...cpu, metric: 'service' }, en, percent)).not.toContain('{');
  });
});

describe('a rule in its form', () => {
  it('is what the API takes, for every metric, whatever was typed before the metric changed', () => {
    for (const metric of ALERT_METRICS) {
      const body = { ...ruleFields({ ...ruleDraft(null), name: 'Regla', metric, target: 'C:' }), metric, client_id: null, site_id: null, asset_id: null };
      const parsed = NewAlertRule.safeParse(body);
      expect(parsed.success, metric).toBe(true);
      expect(ruleFaults(parsed.data!), metric).toEqual([]);
      expect(parsed.data!.target, metric).toBe(metric === 'disk' || metric === 'service' ? 'C:' : null);
    }
  });

  it('resolves no ticket that it does not open', () => {
    expect(ruleFields({ ...ruleDraft(null), opens_ticket: false, resolves_ticket: true }).resolves_ticket).toBe(false);
  });
});

describe('addresses of alerts', () => {
  it('show what holds unless told otherwise, and forget what they do not understand', () => {
    expect(alertFilters(readAlertSearch({ priority: 'alta', status: 'nonsense', client_id: 'x' }))).toEqual({ priority: 'alta', status: ['open', 'acknowledged'] });
    expect(alertFilters(readAlertSearch({ status: 'all' })).status).toBeUndefined();
    expect(alertFilters(readAlertSearch({ status: 'recovered' })).status).toBe('recovered');
  });
});

describe('instants of a window', () => {
  it('survive the field to the minute', () => {
    const instant = new Date(2026, 10, 3, 7, 5);
    expect(localOf(instant)).toBe('2026-11-03T07:05');
    expect(instantOf(localOf(instant))).toBe(instant.toISOString());
  });

  it('are nothing while the field is empty or half typed', () => {
    expect([instantOf(''), instantOf('2026-13-99T')]).toEqual([null, null]);
  });
});

describe('what is typed on a machine', () => {
  it('is one command with the server and the token', () => {
    expect(installCommand('linux', 'https://desk.example', 'lae_abc')).toBe('sudo lanet-agent enroll --server https://desk.example --token lae_abc');
    expect(installCommand('windows', 'https://desk.example', 'lae_abc')).toBe('lanet-agent enroll --server https://desk.example --token lae_abc');
  });

  it('quotes what a shell would read, for each shell its own way', () => {
    expect(installCommand('macos', "https://desk.example/a b'c", 't')).toContain(`--server 'https://desk.example/a b'\\''c'`);
    expect(installCommand('windows', "https://desk.example/a b'c", 't')).toContain(`--server 'https://desk.example/a b''c'`);
  });

  it('fetches an installer with the token in a header, compares its hash before it runs, and never puts the token into an address', () => {
    const sha256 = 'ab'.repeat(32);
    const lines = installLines([{ kind: 'linux-deb', name: 'lanet-agent_1.2.3_amd64.deb', sha256 }, { kind: 'linux-tar', name: 'lanet-agent-1.2.3-linux-x64.tar.gz', sha256 }, { kind: 'windows-msi', name: 'lanet-agent-1.2.3-x64.msi', sha256 }], 'https://desk.example', 'lae_abc');
    const [deb, rmm, tar, shell, gpo] = lines.map((line) => line.text);
    expect(lines.map((line) => line.kind)).toEqual(['linux_deb', 'rmm_linux', 'linux_tar', 'powershell', 'gpo', 'rmm_windows']);
    expect(deb).toBe(`cd /tmp && curl -fsSL -H 'Authorization: Bearer lae_abc' -o lanet-agent_1.2.3_amd64.deb https://desk.example/api/agents/installers/linux-deb && echo '${sha256}  lanet-agent_1.2.3_amd64.deb' | sha256sum -c - && sudo SERVER_URL=https://desk.example ENROLLMENT_TOKEN=lae_abc dpkg -i lanet-agent_1.2.3_amd64.deb`);
    expect(rmm).not.toContain('sudo');
    expect(tar).toContain('tar xzf lanet-agent-1.2.3-linux-x64.tar.gz && cd lanet-agent-1.2.3 && sudo SERVER_URL=');
    expect(shell).toContain(`if ((Get-FileHash $f -Algorithm SHA256).Hash -ne '${sha256.toUpperCase()}') { throw`);
    expect(shell).toContain(`('"' + $f + '"')`);
    expect(gpo).toMatch(/^@if not exist "%ProgramData%\\LanetAgent" powershell -NoProfile .*\('\\"' \+ \$f/);
    for (const { text } of lines) expect(text).not.toMatch(/https:[^ ']*lae_abc/);
  });
});

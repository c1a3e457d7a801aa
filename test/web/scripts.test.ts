// Scripts in the portal, the parts without a page: waves, values, drafts, differences, progress.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parts } from '../../web/src/text/parts.ts';
import { createText } from '../../web/src/text/translate.ts';
import { argumentsOf, initialValues, missingValues } from '../../web/src/features/scripts/argument-values.ts';
import { diffLines, foldSame } from '../../web/src/features/scripts/line-diff.ts';
import { fits } from '../../web/src/features/scripts/rollout-plan.ts';
import { commandReason, reasonCodes } from '../../web/src/features/assets/command-reason.ts';
import { endedOf, runReason, wavePhases } from '../../web/src/features/scripts/run-progress.ts';
import { versionBody, versionDraft } from '../../web/src/features/scripts/version-draft.ts';
import type { ScriptParameter } from '../../worker/modules/scripts/contract.ts';
import { DraftChange } from '../../worker/modules/scripts/contract.ts';
import { machineRefusal } from '../../worker/modules/scripts/order-rules.ts';
import { SCRIPT_TYPES } from '../../worker/modules/scripts/values.ts';

const parameter = (given: Partial<ScriptParameter> & Pick<ScriptParameter, 'name' | 'type'>): ScriptParameter => ({ label: given.name, required: false, default: null, choices: [], format: 'any', max_length: 1000, min: null, max: null, ...given });

describe('what an order would do', () => {
  it('offers a script for exactly the machines that the server lets have it', () => {
    const machine = { asset_id: 'a', site_id: 's', name: 'N', enrolment: 'active', lifecycle: 'active', agent_status: 'online', client_is_active: true, client_is_frozen: false };
    for (const script_type of SCRIPT_TYPES) {
      for (const platform of ['windows', 'linux', 'macos', null] as const) {
        for (const [client_id, scope] of [['c1', null], ['c1', 'c1'], ['c1', 'c2']] as const) {
          const script = { script_type, client_id: scope };
          expect(fits({ client_id, platform }, script)).toBe(machineRefusal({ ...machine, client_id, platform }, script) === null);
        }
      }
    }
  });
});

describe('values of a script', () => {
  const asked = [
    parameter({ name: 'DAYS', type: 'number', required: true, default: 30 }),
    parameter({ name: 'NOTE', type: 'text', default: 'x' }),
    parameter({ name: 'PLAIN', type: 'text' }),
    parameter({ name: 'KEY', type: 'secret', required: true }),
    parameter({ name: 'FORCE', type: 'boolean' }),
    parameter({ name: 'MODE', type: 'choice', choices: ['a', 'b'] }),
  ];

  it('begin with the proposals and ask for what is required', () => {
    const values = initialValues(asked);
    expect(values).toEqual({ DAYS: '30', NOTE: 'x', PLAIN: '', KEY: '', FORCE: false, MODE: '' });
    expect(missingValues(asked, values)).toEqual(['KEY']);
  });

  it('are sent as what they are, and not at all where nothing was said', () => {
    expect(argumentsOf(asked, { DAYS: '7', NOTE: '', PLAIN: '', KEY: 's', FORCE: true, MODE: '' })).toEqual({ DAYS: 7, NOTE: '', KEY: 's', FORCE: true });
  });
});

describe('a version in its editor', () => {
  it('comes back as it was, and the API takes it', () => {
    const version = { content: 'echo "$DAYS"\n', parameters: [parameter({ name: 'DAYS', type: 'number', required: true, default: 0, min: 0, max: 90 }), parameter({ name: 'MODE', type: 'choice', choices: ['a', 'b'], default: 'b' })], requires_admin: true, limits: { timeout_s: 60, output_bytes: 1_500_000, memory_bytes: null, processes: 8 } };
    const body = versionBody(versionDraft(version));
    expect(body).toEqual({ ...version, change_note: null });
    expect(DraftChange.safeParse(body).success).toBe(true);
  });

  it('drops what does not belong to the kind of a question', () => {
    const draft = versionDraft(null);
    const [typed] = versionBody({ ...draft, parameters: [{ key: 1, name: 'KEY', label: 'Key', type: 'secret', required: true, initial: 'left over', choices: 'a\nb', format: 'host', max_length: 1000, min: '1', max: '2' }] }).parameters;
    expect(typed).toEqual(parameter({ name: 'KEY', label: 'Key', type: 'secret', required: true }));
  });
});

describe('differences of two texts', () => {
  const rebuild = (lines: ReturnType<typeof diffLines>, left: 'added' | 'removed') => lines.filter(({ kind }) => kind !== left).map(({ text }) => text).join('\n');
  let seed = 7;
  const draw = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;

  it('hold both texts whole and in order, whatever was changed', () => {
    for (let n = 0; n < 300; n++) {
      const before = Array.from({ length: draw(14) }, () => 'abcd'[draw(4)]);
      const after = before.flatMap((line) => (draw(4) === 0 ? [] : draw(4) === 0 ? [line, 'x'] : [line]));
      const lines = diffLines(before.join('\n'), after.join('\n'));
      expect(rebuild(lines, 'added')).toBe(before.join('\n'));
      expect(rebuild(lines, 'removed')).toBe(after.join('\n'));
    }
  });

  it('are the fewest', () => {
    const kinds = diffLines('a\nb\nc\nd', 'a\nc\nx\nd').map(({ kind, text }) => `${kind} ${text}`);
    expect(kinds).toEqual(['same a', 'removed b', 'same c', 'added x', 'same d']);
  });

  it('stay quick when nothing is alike, and then show one text after the other', () => {
    const many = (word: string) => Array.from({ length: 3000 }, (_, n) => `${word} ${n}`).join('\n');
    const lines = diffLines(many('old'), many('new'));
    expect(lines).toHaveLength(6000);
    expect(rebuild(lines, 'added')).toBe(many('old'));
  });

  it('fold what is equal into a count and lose no line', () => {
    const before = Array.from({ length: 40 }, (_, n) => String(n));
    const lines = diffLines(before.join('\n'), before.with(20, 'changed').join('\n'));
    const shown = foldSame(lines);
    expect(shown.map((line) => (line.kind === 'skipped' ? line.count : 1)).reduce((sum, count) => sum + count)).toBe(lines.length);
    expect(shown.filter(({ kind }) => kind === 'skipped')).toHaveLength(2);
  });
});

describe('a run', () => {
  it('counts every machine whose command has ended, however it ended', () => {
    expect(endedOf({ completed: 3, failed: 1, expired: 1, running: 2, queued: 4 })).toBe(5);
  });

  it('has one wave under way, and none once it is over', () => {
    expect(wavePhases({ waves: [1, 5, 10], wave: 1, state: 'running' })).toEqual(['done', 'now', 'later']);
    expect(wavePhases({ waves: [1, 5, 10], wave: 1, state: 'stopped' })).toEqual(['done', 'done', 'never']);
    expect(wavePhases({ waves: [1, 5], wave: 1, state: 'done' })).toEqual(['done', 'done']);
  });
});

describe('why something ended', () => {
  const said = async (locale: 'es-MX' | 'en') => {
    const words = await Promise.all((['fleet', 'scripts'] as const).map(async (name) => (await parts[locale][name]()).part));
    return createText(locale, Object.assign({}, ...words)).t;
  };

  it('is a sentence in both languages for every word that server, object and agent use', async () => {
    const [es, en] = [await said('es-MX'), await said('en')];
    for (const code of reasonCodes) expect([code, commandReason(code, es) === code, commandReason(code, en) === code, commandReason(code, es) === commandReason(code, en)]).toEqual([code, false, false, false]);
    const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const bodyOf = (path: string, name: string): string => textOf(path).split(`function ${name}(`)[1]!.split('\n}\n')[0]!;
    const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!);
    // Every word in quotes where a reason is given: a new one needs its sentence.
    const rules = 'worker/modules/scripts/order-rules.ts';
    const used = [
      ...found(bodyOf(rules, 'machineRefusal') + bodyOf(rules, 'orderRefusal'), /(?:return|\? null :) '([a-z_]+)'/g),
      ...found(textOf('worker/modules/scripts/fleet-store.ts'), /reason = '([a-z_]+)'/g),
      ...['advance-runs', 'control-run', 'cancel-execution'].flatMap((name) => found(textOf(`worker/modules/scripts/${name}.ts`), /cancel(?:Rest|Waiting)\([^']*'([a-z_]+)'/g)),
      ...found(textOf('durable-objects/command-ledger.ts'), /this\.#end\([^']*'[a-z]+', '([a-z_]+)'/g),
      ...['agent/ledger.ts', 'agent/command-desk.ts', 'agent/run/run-script.ts'].flatMap((path) => found(textOf(path), /reason: '([a-z_]+)'/g)),
      ...found(textOf('agent/command-check.ts'), /no\('([a-z_]+)'/g),
    ];
    expect(used.length).toBeGreaterThan(20);
    expect([...new Set(used)].filter((word) => !(reasonCodes as readonly string[]).includes(word))).toEqual([]);
  });

  it('shows a word that nobody knows as it came', async () => {
    const en = await said('en');
    expect(commandReason('some_newer_word', en)).toBe('some_newer_word');
    expect(runReason('some_newer_word', en)).toBe('some_newer_word');
  });

  it('says of a run who held it, or how many failed', async () => {
    const [es, en] = [await said('es-MX'), await said('en')];
    expect([runReason('frozen', es), runReason('failed: 3 of 5', es), runReason('by Ana Solís', es)]).toEqual(['los comandos remotos están congelados', 'Fallaron 3 de 5 equipos de la oleada.', 'Ana Solís lo decidió']);
    expect(runReason('failed: 1 of 1', en)).toBe('1 of 1 machine of the wave failed.');
  });
});

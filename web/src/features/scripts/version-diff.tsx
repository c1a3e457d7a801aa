// What changed between two versions: lines with a sign and a word, never colour alone.
import { useMemo } from 'react';
import type { ScriptVersion } from '@/api/scripts.ts';
import { useText } from '@/text/translate.ts';
import { diffLines, foldSame } from './line-diff.ts';

const looks = { same: 'text-ink', added: 'bg-ok-soft text-ok-ink', removed: 'bg-danger-soft text-danger-ink' };
/** A region that scrolls has to be reachable by keyboard. */
const reachable = { tabIndex: 0 };
const signs = { same: ' ', added: '+', removed: '−' };

/** Parts of an approval beside the text that are not the same. */
function useOtherChanges(from: ScriptVersion, to: ScriptVersion): string[] {
  const { t } = useText();
  const differs = (name: 'parameters' | 'limits' | 'requires_admin'): boolean => JSON.stringify(from[name]) !== JSON.stringify(to[name]);
  return [differs('parameters') && t('scripts.parameters'), differs('limits') && t('scripts.limits'), differs('requires_admin') && t('scripts.requires_admin')].filter((name) => name !== false);
}

export function VersionDiff({ from, to }: { from: ScriptVersion; to: ScriptVersion }) {
  const { t } = useText();
  const lines = useMemo(() => diffLines(from.content, to.content), [from.content, to.content]);
  const shown = useMemo(() => foldSame(lines), [lines]);
  const other = useOtherChanges(from, to);
  const count = (kind: 'added' | 'removed'): number => lines.filter((line) => line.kind === kind).length;
  const isSame = from.content === to.content;
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap gap-x-4 text-sm text-muted" role="status">
        {isSame ? t('scripts.diff_same') : `${t('scripts.diff_added', { count: count('added') })}, ${t('scripts.diff_removed', { count: count('removed') })}.`}
        {other.length > 0 && <span>{t('scripts.diff_other', { what: other.join(', ') })}</span>}
      </p>
      {!isSame && (
        <div {...reachable} role="region" aria-label={t('scripts.diff_label', { from: from.version, to: to.version })} className="max-h-[32rem] overflow-auto rounded-md border border-line font-mono text-xs/5">
          <table className="w-full border-collapse">
            <tbody>
              {shown.map((line) =>
                line.kind === 'skipped' ? (
                  <tr key={`s${line.key}`}>
                    <td colSpan={4} className="bg-sunken px-3 py-0.5 text-center font-sans text-muted">
                      {t('scripts.diff_skipped', { count: line.count })}
                    </td>
                  </tr>
                ) : (
                  <tr key={`${line.before ?? ''}:${line.after ?? ''}`} className={looks[line.kind]}>
                    <td className="px-2 text-right tabular-nums opacity-70 select-none">{line.before}</td>
                    <td className="px-2 text-right tabular-nums opacity-70 select-none">{line.after}</td>
                    <td className="px-1 text-center">{signs[line.kind]}</td>
                    <td className="w-full pr-3 whitespace-pre">{line.text}</td>
                  </tr>
                ),
              )}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

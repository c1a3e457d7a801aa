// One version: what it asks for, its limits, its fingerprints, its text or what changed, and the decision on it.
import { ShieldCheck, ShieldX } from 'lucide-react';
import { useState } from 'react';
import type { ScriptVersion } from '@/api/scripts.ts';
import { useQuantities } from '@/features/assets/quantities.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Facts } from '@/ui/facts.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { CodeView } from './code-view.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import type { Decision } from './decision-dialog.tsx';
import { Hash } from './hash.tsx';
import { VersionBadge } from './script-badges.tsx';
import { variableOf } from './version-draft.ts';
import { VersionDiff } from './version-diff.tsx';

function Questions({ version }: { version: ScriptVersion }) {
  const { t } = useText();
  if (version.parameters.length === 0) return <p className="text-sm text-muted">{t('scripts.parameter_none')}</p>;
  return (
    <Table aria-label={t('scripts.parameters')}>
      <thead>
        <tr>
          <Th>{t('scripts.parameter_name')}</Th>
          <Th>{t('scripts.parameter_label')}</Th>
          <Th>{t('scripts.parameter_type')}</Th>
          <Th>{t('scripts.parameter_default')}</Th>
        </tr>
      </thead>
      <tbody>
        {version.parameters.map((parameter) => (
          <tr key={parameter.name}>
            <Td className="font-mono text-xs">{variableOf(parameter.name)}</Td>
            <Td className="wrap-anywhere">
              {parameter.label}
              {!parameter.required && <span className="text-muted"> ({t('common.optional')})</span>}
            </Td>
            <Td>{t(`scripts.ptype_${parameter.type}`)}</Td>
            <Td className="wrap-anywhere">{parameter.default === null ? '–' : typeof parameter.default === 'boolean' ? t(parameter.default ? 'form.yes' : 'form.no') : String(parameter.default)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Decisions({ version }: { version: ScriptVersion }) {
  const { t } = useText();
  const [asking, setAsking] = useState<Decision | null>(null);
  const { may, state } = version;
  const rejects: Decision = state === 'approved' ? 'withdraw' : 'reject';
  return (
    <>
      {may.approve_refusal === 'own_version' && <Banner tone="info">{t('scripts.four_eyes')}</Banner>}
      {(may.submit || may.approve || may.reject) && (
        <div className="flex flex-wrap gap-2">
          {may.submit && (
            <Button tone="primary" onClick={() => setAsking('submit')}>
              {t('scripts.submit')}
            </Button>
          )}
          {may.approve && (
            <Button tone="primary" icon={<ShieldCheck className="size-4" aria-hidden />} onClick={() => setAsking('approve')}>
              {t('scripts.approve')}
            </Button>
          )}
          {may.reject && (
            <Button icon={<ShieldX className="size-4" aria-hidden />} onClick={() => setAsking(rejects)}>
              {t(`scripts.${rejects}`)}
            </Button>
          )}
        </div>
      )}
      {asking && <DecisionDialog version={version} decision={asking} onClose={() => setAsking(null)} />}
    </>
  );
}

export function VersionPanel({ version, others }: { version: ScriptVersion; others: ScriptVersion[] }) {
  const { t, dateTime, number } = useText();
  const { size, span } = useQuantities();
  const before = others.find((other) => other.version === version.version - 1);
  // A version that waits for a decision opens on what it changes.
  const [against, setAgainst] = useState(version.state === 'submitted' ? (before?.version_id ?? '') : '');
  const compared = others.find(({ version_id }) => version_id === against);
  const { limits } = version;
  return (
    <section aria-label={t('scripts.version', { version: version.version })} className="grid min-w-0 content-start gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-lg font-semibold">{t('scripts.version', { version: version.version })}</h2>
        <VersionBadge state={version.state} />
        <span className="text-sm text-muted">{t('scripts.written_by', { name: version.created_by_name ?? '–', at: dateTime(version.created_at) })}</span>
      </div>
      {version.change_note && <p className="text-sm whitespace-pre-line wrap-anywhere">{version.change_note}</p>}
      {version.decided_at && (
        <Banner tone={version.state === 'approved' ? 'ok' : 'warn'}>
          {t(version.state === 'approved' ? 'scripts.decided_approved' : 'scripts.decided_by', { name: version.decided_by_name ?? '–', at: dateTime(version.decided_at) })}
          {version.decision_note && <span className="block whitespace-pre-line">{version.decision_note}</span>}
        </Banner>
      )}
      <Decisions version={version} />
      <div className="grid gap-4 rounded-lg border border-line p-4">
        <Facts
          facts={[
            { name: t('scripts.run_as'), value: t(version.requires_admin ? 'scripts.as_admin' : 'scripts.as_user') },
            {
              name: t('scripts.limits'),
              value: [span(limits.timeout_s), size(limits.output_bytes), limits.memory_bytes === null ? null : `${t('scripts.memory_limit')}: ${size(limits.memory_bytes)}`, limits.processes === null ? null : `${t('scripts.process_limit')}: ${number(limits.processes)}`]
                .filter(Boolean)
                .join(' · '),
            },
            { name: t('scripts.hash_text'), value: <Hash value={version.sha256} /> },
            ...(version.approval_sha256 ? [{ name: t('scripts.hash_approval'), value: <Hash value={version.approval_sha256} /> }] : []),
          ]}
        />
        <p className="text-xs text-muted">{t('scripts.hash_about')}</p>
        <div className="grid gap-2">
          <h3 className="text-sm font-semibold">{t('scripts.parameters')}</h3>
          <Questions version={version} />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <h3 className="flex-1 font-semibold">{t('scripts.content')}</h3>
        {others.length > 0 && (
          <Select
            aria-label={t('scripts.compare')}
            className="w-56"
            value={against}
            onChange={(event) => setAgainst(event.target.value)}
            placeholder={t('scripts.compare_none')}
            options={others.map((other) => ({ value: other.version_id, label: `${t('scripts.compare')}: ${t('scripts.version', { version: other.version })}` }))}
          />
        )}
      </div>
      {compared ? <VersionDiff from={compared.version < version.version ? compared : version} to={compared.version < version.version ? version : compared} /> : <CodeView content={version.content} />}
    </section>
  );
}

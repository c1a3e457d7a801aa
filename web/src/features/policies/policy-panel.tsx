// One level of the policies: what holds here, who says it, and what is said here.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { REMOTE_CONSENTS, UPDATE_RINGS } from '../../../../worker/modules/policies/values.ts';
import type { PolicyLevel, RemoteConsent, UpdateRing } from '../../../../worker/modules/policies/values.ts';
import { usePolicy, useSavePolicy } from '@/api/policies.ts';
import type { Level, PolicyRule, PolicyView } from '@/api/policies.ts';
import { useMe } from '@/api/session.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Select, TextInput } from '@/ui/field.tsx';
import { textLink } from '@/ui/link-look.ts';
import { toast } from '@/ui/toast.tsx';
import { bodyOf, BOUNDS, draftOf, isNumberKey, UNITS } from './policy-draft.ts';
import type { PolicyDraft, PolicyKey, RuleDraft } from './policy-draft.ts';

const REPORTS: readonly PolicyKey[] = ['metrics_s', 'services_s', 'security_s', 'inventory_s', 'script_concurrency', 'events'];
const REMOTE: readonly PolicyKey[] = ['remote_consent', 'remote_minutes', 'update_ring'];
const isReading = (rule: PolicyRule): boolean => ['cpu', 'memory', 'disk', 'swap'].includes(rule.metric);

/** Where a value is said: a link, unless it is here or as built. */
function Origin({ view, origin }: { view: PolicyView; origin: PolicyLevel }) {
  const { t } = useText();
  const look = `${textLink} text-xs`;
  if (origin === view.level) return <span className="text-xs font-medium text-accent-ink">{t('policies.origin_here')}</span>;
  if (origin === 'client' && view.client_id) return <Link to="/policies" search={{ client_id: view.client_id }} className={look}>{view.client_name ?? t('policies.origin_client')}</Link>;
  if (origin === 'site' && view.site_id) return <Link to="/policies" search={{ site_id: view.site_id }} className={look}>{view.site_name ?? t('policies.origin_site')}</Link>;
  if (origin === 'msp') return <Link to="/policies" className={look}>{t('policies.origin_msp')}</Link>;
  return <span className="text-xs text-muted">{t(`policies.origin_${origin}`)}</span>;
}

function useWords() {
  const { t, number } = useText();
  return (key: PolicyKey, value: unknown): string => {
    if (key === 'events') return t(value === true ? 'policies.yes' : 'policies.no');
    if (key === 'update_ring') return t(`policies.ring_${value as UpdateRing}`);
    if (key === 'remote_consent') return t(`policies.consent_${value as RemoteConsent}`);
    return number(Number(value) / UNITS[key as keyof typeof UNITS]);
  };
}

/** Name, what holds and who says it, and the control beside it; one below the other on a phone. */
function Row({ name, holds, origin, control }: { name: string; holds: ReactNode; origin: ReactNode; control: ReactNode }) {
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 py-2.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,15rem)]">
      <span className="text-sm font-medium wrap-anywhere">{name}</span>
      <span className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="tabular-nums wrap-anywhere">{holds}</span>
        {origin}
      </span>
      <span className="min-w-0">{control}</span>
    </li>
  );
}

function Group({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-1">
      <h2 className="text-sm font-semibold">{title}</h2>
      {about && <p className="text-sm text-muted">{about}</p>}
      <ul className="divide-y divide-line border-y border-line">{children}</ul>
    </section>
  );
}

interface PartProps {
  view: PolicyView;
  draft: PolicyDraft;
  mayWrite: boolean;
  set: (change: Partial<PolicyDraft>) => void;
  fields: Record<string, string | undefined>;
}

function ValueRow({ view, draft, mayWrite, set, fields, name: key }: PartProps & { name: PolicyKey }) {
  const { t } = useText();
  const words = useWords();
  const { value, origin } = view.effective[key];
  const label = t('policies.own_value', { name: t(`policies.${key}`) });
  const inherit = t('policies.inherit', { value: words(key, view.inherited[key].value) });
  const edit = (text: string): void => set({ values: { ...draft.values, [key]: text } });
  const choices = key === 'update_ring' ? UPDATE_RINGS : key === 'remote_consent' ? REMOTE_CONSENTS : ['true', 'false'];
  const control = !mayWrite ? null : isNumberKey(key) ? (
    <TextInput type="number" aria-label={label} placeholder={inherit} min={BOUNDS[key][0] / UNITS[key]} max={BOUNDS[key][1] / UNITS[key]} step={UNITS[key] === 1 ? 1 : 'any'} value={draft.values[key]} onChange={(event) => edit(event.target.value)} />
  ) : (
    <Select aria-label={label} placeholder={inherit} value={draft.values[key]} onChange={(event) => edit(event.target.value)} options={choices.map((choice) => ({ value: choice, label: words(key, key === 'events' ? choice === 'true' : choice) }))} />
  );
  return (
    <Row
      name={t(`policies.${key}`)}
      holds={words(key, value)}
      origin={<Origin view={view} origin={origin} />}
      control={
        <>
          {control}
          {fields[key] && <span className="mt-1 block text-sm text-danger-ink">{fields[key]}</span>}
        </>
      }
    />
  );
}

function RuleRow({ view, draft, mayWrite, set, fields, rule }: PartProps & { rule: PolicyRule }) {
  const { t, number } = useText();
  const holds = view.effective.rules[rule.rule_id];
  const above = view.inherited.rules[rule.rule_id];
  const own: RuleDraft = draft.rules[rule.rule_id] ?? { threshold: '', state: '' };
  const edit = (change: Partial<RuleDraft>): void => set({ rules: { ...draft.rules, [rule.rule_id]: { ...own, ...change } } });
  const threshold = (value: number): string => (isReading(rule) ? `${rule.operator === '>=' ? '≥' : '≤'} ${number(value)} %` : t('policies.rule_on'));
  const isOff = holds?.is_off?.value === true;
  const origin = isOff ? holds!.is_off!.origin : (holds?.threshold?.origin ?? rule.level);
  const fault = fields[`rules.${rule.rule_id}.threshold`];
  return (
    <Row
      name={rule.name}
      holds={isOff ? <span className="text-muted">{t('policies.rule_is_off')}</span> : threshold(holds?.threshold?.value ?? rule.threshold)}
      origin={<Origin view={view} origin={origin} />}
      control={
        mayWrite && (
          <>
            <span className="flex gap-2">
              {isReading(rule) && (
                <span className="w-20 shrink-0">
                  <TextInput
                    type="number" min={0} max={100} step="any" aria-label={t('policies.rule_threshold', { name: rule.name })} placeholder={number(above?.threshold?.value ?? rule.threshold)}
                    disabled={own.state === 'off'} value={own.threshold} onChange={(event) => edit({ threshold: event.target.value })}
                  />
                </span>
              )}
              <Select
                className="min-w-0 flex-1" aria-label={t('policies.rule_state', { name: rule.name })} value={own.state} onChange={(event) => edit({ state: event.target.value as RuleDraft['state'] })}
                options={[{ value: '', label: t('policies.rule_as_above') }, { value: 'on', label: t('policies.rule_on') }, { value: 'off', label: t('policies.rule_off') }]}
              />
            </span>
            {fault && <span className="mt-1 block text-sm text-danger-ink">{fault}</span>}
          </>
        )
      }
    />
  );
}

function PolicyForm({ view }: { view: PolicyView }) {
  const { t } = useText();
  const me = useMe();
  const save = useSavePolicy();
  const [draft, setDraft] = useState(() => draftOf(view));
  const mayWrite = me.role !== 'technician';
  const isDesk = view.level === 'msp';
  const names = [...REPORTS, ...REMOTE, ...view.alert_rules.map(({ rule_id }) => `rules.${rule_id}.threshold`)];
  const { fields, banner } = formProblem(save.error, names, t);
  const isChanged = JSON.stringify(bodyOf(view, draft)) !== JSON.stringify(bodyOf(view, draftOf(view)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isChanged && !save.isPending) save.mutate(bodyOf(view, draft), { onSuccess: () => toast.done(t('policies.saved')) });
  };
  const part = { view, draft, set: (change: Partial<PolicyDraft>) => setDraft((before) => ({ ...before, ...change })), fields };
  const settings = <Link to="/machine-settings" className={textLink}>{t('policies.go_settings')}</Link>;
  const rules = <Link to="/alerts/rules" className={textLink}>{t('policies.go_rules')}</Link>;
  return (
    <form onSubmit={submit} className="grid max-w-4xl gap-6">
      {banner && <Banner tone="danger">{banner}</Banner>}
      <Group title={t('policies.group_remote')}>
        {REMOTE.map((key) => <ValueRow key={key} {...part} mayWrite={mayWrite} name={key} />)}
      </Group>
      <Group title={t('policies.group_reports')} about={isDesk && <>{t('policies.desk_reports')} {mayWrite && settings}</>}>
        {REPORTS.map((key) => <ValueRow key={key} {...part} mayWrite={mayWrite && !isDesk} name={key} />)}
      </Group>
      <Group title={t('policies.group_rules')} about={<>{isDesk ? t('policies.desk_rules') : view.alert_rules.length === 0 ? t('policies.no_rules') : ''} {rules} · <Link to="/alerts/windows" className={textLink}>{t('policies.go_windows')}</Link></>}>
        {view.alert_rules.map((rule) => <RuleRow key={rule.rule_id} {...part} mayWrite={mayWrite && !isDesk} rule={rule} />)}
      </Group>
      {mayWrite ? (
        <Button type="submit" tone="primary" className="w-fit" busy={save.isPending} disabled={!isChanged}>
          {t('form.save')}
        </Button>
      ) : (
        <p className="text-sm text-muted">{t('policies.read_only')}</p>
      )}
    </form>
  );
}

export function PolicyPanel({ level }: { level: Level }) {
  const { data, error, refetch } = usePolicy(level);
  if (!data) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={9} />;
  return <PolicyForm key={`${data.level} ${data.asset_id ?? data.site_id ?? data.client_id ?? ''} ${data.version}`} view={data} />;
}

// What is watched, each rule in words.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Pencil, Plus, Radar, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ALERT_METRICS } from '../../../../worker/modules/alerts/values.ts';
import { useAlertRules, useDeleteRule } from '@/api/alerts.ts';
import type { AlertRule } from '@/api/alerts.ts';
import { useMe } from '@/api/session.ts';
import { useQuantities } from '@/features/assets/quantities.ts';
import { useText } from '@/text/translate.ts';
import { Badge, PriorityBadge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { alertRefusal } from './alert-problem.ts';
import { readRuleSearch } from './alert-search.ts';
import { AlertTabs } from './alert-tabs.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { ruleSentence } from './rule-sentence.ts';
import { useScopeName } from './scope-fields.tsx';

function RuleItem({ rule, onEdit, onDelete }: { rule: AlertRule; onEdit: (() => void) | null; onDelete: () => void }) {
  const { t } = useText();
  const { percent } = useQuantities();
  const scopeName = useScopeName();
  const facts = [
    scopeName(rule),
    rule.asset_types.length > 0 && rule.asset_types.map((type) => t(`fleet.type_${type}`)).join(', '),
    rule.opens_ticket ? [t('alerts.rule_opens_ticket'), rule.category_name].filter(Boolean).join(': ') : t('alerts.rule_ticket_no'),
    rule.opens_ticket && rule.resolves_ticket && t('alerts.rule_resolves_ticket'),
  ].filter(Boolean);
  return (
    <li className="flex items-start gap-3 rounded-lg border border-line px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium wrap-anywhere">{rule.name}</span>
          <PriorityBadge priority={rule.priority} />
          {!rule.is_active && <Badge>{t('alerts.rule_off')}</Badge>}
        </p>
        <p className="text-sm wrap-anywhere">{ruleSentence(rule, t, percent)}.</p>
        <p className="text-xs text-muted wrap-anywhere">{facts.join(' · ')}</p>
      </div>
      {onEdit && (
        <span className="flex">
          <IconButton label={`${t('form.edit')}: ${rule.name}`} onClick={onEdit}>
            <Pencil className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={`${t('form.delete')}: ${rule.name}`} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

export function RulesPage() {
  const { t } = useText();
  const { role } = useMe();
  const mayWrite = role === 'admin' || role === 'superadmin';
  const search = useSearch({ from: '/app/alerts/rules' });
  const navigate = useNavigate({ from: '/alerts/rules' });
  const rules = useAlertRules({ ...search });
  const remove = useDeleteRule();
  const [editing, setEditing] = useState<AlertRule | 'new' | null>(null);
  const [deleting, setDeleting] = useState<AlertRule | null>(null);
  const add = mayWrite && (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEditing('new')}>
      {t('alerts.rule_new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('nav.alerts')} actions={add} />
      <AlertTabs />
      <div className="px-4 py-2.5 sm:px-6">
        <Select
          aria-label={t('alerts.rule_metric')}
          className="w-56 max-sm:w-full"
          value={search.metric ?? ''}
          placeholder={`${t('alerts.rule_metric')}: ${t('form.any')}`}
          onChange={(event) => void navigate({ search: (before) => readRuleSearch({ ...before, metric: event.target.value }), replace: true })}
          options={ALERT_METRICS.map((value) => ({ value, label: t(`fleet.metric_${value}`) }))}
        />
      </div>
      <ListBody
        list={rules}
        empty={
          <EmptyState icon={<Radar aria-hidden />} title={t('alerts.rules_empty')} action={add}>
            {t('alerts.rules_empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul className="grid max-w-5xl gap-2 px-4 sm:px-6">
            {rows.map((rule) => (
              <RuleItem key={rule.rule_id} rule={rule} onEdit={mayWrite ? () => setEditing(rule) : null} onDelete={() => setDeleting(rule)} />
            ))}
          </ul>
        )}
      </ListBody>
      {editing && <RuleDialog rule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {deleting && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={t('alerts.rule_delete_title', { name: deleting.name })}
          description={t('alerts.rule_delete_about')}
          action={t('form.delete')}
          busy={remove.isPending}
          onAction={() => remove.mutate(deleting.rule_id, { onError: (error) => toast.problem(alertRefusal(error, t)), onSuccess: () => toast.done(t('alerts.rule_deleted')), onSettled: () => setDeleting(null) })}
        />
      )}
    </>
  );
}

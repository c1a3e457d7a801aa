// Levels of escalation: who is called, how long before or after the time runs out.
import { Plus, Trash2 } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Checkbox, Switch } from '@/ui/toggle.tsx';
import { MinutesField } from './minutes-field.tsx';
import { calledRoles, newLevel, targets } from './policy-draft.ts';
import type { LevelDraft } from './policy-draft.ts';
import type { PolicyPartProps } from './policy-fields.tsx';

const levelsMax = 10;

function Level({ level, index, edit, onRemove }: { level: LevelDraft; index: number; edit: (change: Partial<LevelDraft>) => void; onRemove: () => void }) {
  const { t } = useText();
  const name = t('levels.level_number', { number: index + 1 });
  return (
    <li>
      <fieldset className="grid gap-3 rounded-lg border border-line px-3 py-3">
        <legend className="sr-only">{name}</legend>
        <div className="flex items-center justify-between">
          <span className="text-sm font-medium">{name}</span>
          <IconButton label={`${t('levels.remove')}: ${name}`} onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </div>
        <div className="grid gap-3 sm:grid-cols-3">
          <Field label={t('levels.level_target')}>
            <Select value={level.target} onChange={(event) => edit({ target: targets.find((one) => one === event.target.value) ?? 'resolution' })} options={targets.map((value) => ({ value, label: t(`sla.target_${value}`) }))} />
          </Field>
          <Field label={t('levels.level_when')}>
            <Select
              value={level.when}
              onChange={(event) => edit({ when: event.target.value === 'before' ? 'before' : 'after' })}
              options={[
                { value: 'before', label: t('levels.level_before') },
                { value: 'after', label: t('levels.level_after') },
              ]}
            />
          </Field>
          <MinutesField label={t('levels.level_time')} value={level.minutes} onChange={(minutes) => edit({ minutes })} />
        </div>
        <div role="group" aria-label={t('levels.level_roles')} className="flex flex-wrap gap-x-5 gap-y-2">
          {calledRoles.map((role) => (
            <label key={role} className="flex items-center gap-2 text-sm">
              <Checkbox checked={level.roles.includes(role)} onCheckedChange={(on) => edit({ roles: on === true ? [...level.roles, role] : level.roles.filter((other) => other !== role) })} />
              {t(`role.${role}`)}
            </label>
          ))}
        </div>
        <Field label={t('levels.level_emails')} optional={t('common.optional')} hint={t('levels.level_emails_hint')}>
          <TextInput maxLength={1000} value={level.emails} onChange={(event) => edit({ emails: event.target.value })} />
        </Field>
        <Switch label={t('levels.level_client')} checked={level.notify_client} onCheckedChange={(notify_client) => edit({ notify_client })} />
      </fieldset>
    </li>
  );
}

export function EscalationFields({ draft, edit, errors }: PolicyPartProps) {
  const { t } = useText();
  const change = (escalations: LevelDraft[]): void => edit({ escalations });
  return (
    <div className="grid gap-2">
      {draft.escalations.length > 0 && (
        <ol className="grid gap-2" aria-label={t('levels.escalations')}>
          {draft.escalations.map((level, index) => (
            <Level
              key={level.key}
              level={level}
              index={index}
              edit={(part) => change(draft.escalations.map((one) => (one === level ? { ...one, ...part } : one)))}
              onRemove={() => change(draft.escalations.filter((one) => one !== level))}
            />
          ))}
        </ol>
      )}
      {errors.escalations && (
        <p role="alert" className="text-sm text-danger-ink">
          {errors.escalations}
        </p>
      )}
      {draft.escalations.length < levelsMax && (
        <Button small className="justify-self-start" icon={<Plus className="size-4" aria-hidden />} onClick={() => change([...draft.escalations, newLevel()])}>
          {t('levels.level_add')}
        </Button>
      )}
    </div>
  );
}

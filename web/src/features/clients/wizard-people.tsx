// The assistant's people: the administrator, and those who ask for help at their sites.
import { Plus, Trash2 } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { CheckList } from '@/ui/check-list.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { errorsBelow, newRequester } from './wizard-draft.ts';
import type { PersonDraft, WizardDraft } from './wizard-draft.ts';

export function PersonFields({ value, onChange, errors }: { value: PersonDraft; onChange: (change: Partial<PersonDraft>) => void; errors: Record<string, string> }) {
  const { t } = useText();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('people.name')} error={errors.name}>
        <TextInput value={value.name} onChange={(event) => onChange({ name: event.target.value })} required maxLength={200} autoComplete="off" />
      </Field>
      <Field label={t('people.email')} error={errors.email}>
        <TextInput type="email" value={value.email} onChange={(event) => onChange({ email: event.target.value })} required maxLength={254} autoComplete="off" />
      </Field>
      <Field label={t('people.phone')} optional={t('common.optional')} error={errors.phone}>
        <TextInput type="tel" value={value.phone} onChange={(event) => onChange({ phone: event.target.value })} maxLength={40} autoComplete="off" />
      </Field>
      <Field label={t('people.language')} error={errors.locale}>
        <Select
          value={value.locale}
          onChange={(event) => onChange({ locale: event.target.value === 'en' ? 'en' : 'es' })}
          options={[
            { value: 'es', label: 'Español' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Field>
    </div>
  );
}

export function WizardPeople({ draft, onChange, fields }: { draft: WizardDraft; onChange: (people: WizardDraft['people']) => void; fields: Record<string, string> }) {
  const { t } = useText();
  return (
    <div className="grid gap-4">
      {draft.people.map((person, index) => {
        const errors = errorsBelow(fields, `additional_users.${index}.`);
        const change = (next: Partial<WizardDraft['people'][number]>): void => onChange(draft.people.map((other) => (other.key === person.key ? { ...other, ...next } : other)));
        return (
          <section key={person.key} aria-label={t('wizard.person_n', { count: index + 1 })} className="grid gap-4 rounded-lg border border-line p-4">
            <div className="flex items-center justify-between gap-2">
              <h3 className="font-semibold">{person.name || t('wizard.person_n', { count: index + 1 })}</h3>
              <Button small tone="ghost" icon={<Trash2 className="size-4" aria-hidden />} onClick={() => onChange(draft.people.filter(({ key }) => key !== person.key))}>
                {t('form.remove')}
              </Button>
            </div>
            <PersonFields value={person} onChange={change} errors={errors} />
            <CheckList
              label={t('wizard.person_sites')}
              items={draft.sites.map(({ key, name }, at) => ({ value: key, label: name || t('wizard.site_n', { count: at + 1 }) }))}
              value={person.site_keys}
              onChange={(site_keys) => change({ site_keys })}
              empty={t('sites.empty')}
              error={errors.site_keys ?? (person.site_keys.length === 0 ? t('fault.required') : undefined)}
            />
          </section>
        );
      })}
      {draft.people.length === 0 && <p className="text-muted">{t('wizard.no_people')}</p>}
      <Button className="justify-self-start" icon={<Plus className="size-4" aria-hidden />} onClick={() => onChange([...draft.people, newRequester(draft.sites)])}>
        {t('wizard.add_person')}
      </Button>
    </div>
  );
}

// The assistant's sites: at least one, exactly one of them primary.
import { Plus, Trash2 } from 'lucide-react';
import { SiteFields } from '@/features/sites/site-fields.tsx';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { errorsBelow, newSite } from './wizard-draft.ts';
import type { WizardDraft } from './wizard-draft.ts';

type Sites = WizardDraft['sites'];

export function WizardSites({ sites, onChange, fields }: { sites: Sites; onChange: (sites: Sites) => void; fields: Record<string, string> }) {
  const { t } = useText();
  const remove = (key: string): void => {
    const left = sites.filter((site) => site.key !== key);
    onChange(left.some(({ is_primary }) => is_primary) ? left : left.map((site, index) => ({ ...site, is_primary: index === 0 })));
  };
  return (
    <div className="grid gap-4">
      {sites.map((site, index) => (
        <section key={site.key} aria-label={t('wizard.site_n', { count: index + 1 })} className="grid gap-4 rounded-lg border border-line p-4">
          <div className="flex items-center justify-between gap-2">
            <h3 className="font-semibold">{site.name || t('wizard.site_n', { count: index + 1 })}</h3>
            {sites.length > 1 && (
              <Button small tone="ghost" icon={<Trash2 className="size-4" aria-hidden />} onClick={() => remove(site.key)}>
                {t('form.remove')}
              </Button>
            )}
          </div>
          <SiteFields
            value={site}
            errors={errorsBelow(fields, `sites.${index}.`)}
            primaryLocked={site.is_primary}
            onChange={(change) =>
              onChange(
                sites.map((other) =>
                  other.key === site.key ? { ...other, ...change } : change.is_primary ? { ...other, is_primary: false } : other,
                ),
              )
            }
          />
        </section>
      ))}
      <Button className="justify-self-start" icon={<Plus className="size-4" aria-hidden />} onClick={() => onChange([...sites, newSite(sites.length === 0)])}>
        {t('wizard.add_site')}
      </Button>
    </div>
  );
}

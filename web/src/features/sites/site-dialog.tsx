// Creating a site or changing one; only what was changed is sent.
import { useState } from 'react';
import { useClientOptions } from '@/api/places.ts';
import { useSaveSite } from '@/api/sites.ts';
import type { SiteRow } from '@/api/sites.ts';
import { changedFields } from '@/features/clients/client-draft.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { siteBody, siteDraft } from './site-draft.ts';
import { SiteFields, siteFieldNames } from './site-fields.tsx';

const shown = [...siteFieldNames, 'client_id'];

/** `site` null creates one; without `clientId` the client is asked for. */
export function SiteDialog({ site, clientId = null, onClose }: { site: SiteRow | null; clientId?: string | null; onClose: () => void }) {
  const { t } = useText();
  const [draft, setDraft] = useState(() => siteDraft(site));
  const [ownerId, setOwnerId] = useState(clientId);
  const clients = useClientOptions();
  const save = useSaveSite(site?.site_id ?? null);
  const { fields, banner } = formProblem(save.error, shown, t);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t(site ? 'sites.edit_title' : 'sites.new')}
      {...(site ? { description: `${site.client_name} · ${site.name}` } : {})}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="site-form" tone="primary" busy={save.isPending} disabled={!site && !ownerId}>
            {t(site ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form
        id="site-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const body = siteBody(draft);
          const { is_primary, ...fresh } = body;
          const change = site ? changedFields(body, siteBody(siteDraft(site))) : { ...fresh, ...(is_primary ? { is_primary } : {}), client_id: ownerId ?? '' };
          if (Object.keys(change).length === 0) return onClose();
          save.mutate(change, {
            onSuccess: () => {
              toast.done(t('form.saved'));
              onClose();
            },
          });
        }}
      >
        {banner && <Banner tone="danger">{banner}</Banner>}
        {!site && !clientId && (
          <Field label={t('people.client')} error={fields.client_id}>
            <Combobox
              label={t('people.client')}
              placeholder={t('people.choose_client')}
              value={ownerId}
              onChange={setOwnerId}
              options={(clients.data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }))}
            />
          </Field>
        )}
        <SiteFields value={draft} onChange={(next) => setDraft((before) => ({ ...before, ...next }))} errors={fields} primaryLocked={site?.is_primary === true} />
      </form>
    </Dialog>
  );
}

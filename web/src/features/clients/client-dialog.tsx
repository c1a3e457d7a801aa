// Changing a client; only what was changed is sent.
import { useState } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { useSaveClient } from '@/api/clients.ts';
import type { ClientRow } from '@/api/clients.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { changedFields, clientBody, clientDraft } from './client-draft.ts';
import { ClientFields, clientFieldNames } from './client-fields.tsx';

/** The entry that the server could not read, by its place in what was sent. */
function wrongNetwork(error: unknown, sent: { agent_networks?: string[] | undefined } | undefined): string | null {
  const at = error instanceof ApiProblem ? error.errors.map(({ field }) => /^agent_networks\.(\d+)$/.exec(field ?? '')?.[1]).find((index) => index !== undefined) : undefined;
  return at === undefined ? null : (sent?.agent_networks?.[Number(at)] ?? null);
}

export function ClientDialog({ client, contactOnly = false, onClose }: { client: ClientRow; contactOnly?: boolean; onClose: () => void }) {
  const { t } = useText();
  const [draft, setDraft] = useState(() => clientDraft(client));
  const save = useSaveClient(client.client_id);
  const { fields: found, banner } = formProblem(save.error, clientFieldNames, t);
  const wrong = wrongNetwork(save.error, save.variables);
  const fields = wrong === null ? found : { ...found, agent_networks: t('clients.networks_wrong', { network: wrong }) };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t(contactOnly ? 'company.contact' : 'clients.edit_title')}
      {...(contactOnly ? { description: t('company.contact_hint') } : {})}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="client-form" tone="primary" busy={save.isPending}>
            {t('form.save')}
          </Button>
        </>
      }
    >
      <form
        id="client-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const change = changedFields(clientBody(draft), clientBody(clientDraft(client)));
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
        <ClientFields value={draft} onChange={(next) => setDraft((before) => ({ ...before, ...next }))} errors={fields} contactOnly={contactOnly} />
      </form>
    </Dialog>
  );
}

// Creating a person (who is invited by mail) or changing one; offers only what the reader's role may give.
import { useState } from 'react';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import type { Role } from '@/api/session-store.ts';
import { isClientRole, manageableRoles, useSaveUser } from '@/api/users.ts';
import type { UserDraft, UserRow } from '@/api/users.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { CheckList } from '@/ui/check-list.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';

const shown = ['name', 'email', 'role', 'client_id', 'phone', 'locale', 'site_ids'];

function draftOf(user: UserRow | null, clientId: string | null, role: Role): UserDraft {
  if (!user) return { name: '', email: '', role, client_id: clientId, phone: '', locale: 'es', site_ids: [] };
  const { name, email, phone, locale, sites } = user;
  return { name, email, role: user.role, client_id: user.client_id, phone: phone ?? '', locale, site_ids: sites.map(({ site_id }) => site_id) };
}

/** `user` null creates; `clientId` preselects the client of a new person. */
export function UserDialog({ user, clientId = null, onClose }: { user: UserRow | null; clientId?: string | null; onClose: () => void }) {
  const { t } = useText();
  const me = useMe();
  const roles = manageableRoles(me.role);
  const [draft, setDraft] = useState(() => draftOf(user, clientId ?? me.client_id, roles.includes('solicitante') ? 'solicitante' : me.role));
  const set = (change: Partial<UserDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const belongs = isClientRole(draft.role);
  const clients = useClientOptions();
  const sites = useSiteOptions(belongs ? draft.client_id : null);
  const save = useSaveUser(user);
  const { fields, banner } = formProblem(save.error, shown, t);
  const isSelf = user?.user_id === me.user_id;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={user ? t('people.edit_title', { name: user.name }) : t('people.new')}
      {...(user ? {} : { description: t('people.invite_hint') })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="user-form" tone="primary" busy={save.isPending}>
            {t(user ? 'form.save' : 'people.create_and_invite')}
          </Button>
        </>
      }
    >
      <form
        id="user-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { ...draft, name: draft.name.trim(), email: draft.email.trim().toLowerCase(), phone: draft.phone.trim() },
            {
              onSuccess: () => {
                toast.done(t(user ? 'form.saved' : 'people.created'));
                onClose();
              },
            },
          );
        }}
      >
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('people.name')} error={fields.name}>
          <TextInput value={draft.name} onChange={(event) => set({ name: event.target.value })} required maxLength={200} autoComplete="off" autoFocus />
        </Field>
        <Field label={t('people.email')} error={fields.email}>
          <TextInput type="email" value={draft.email} onChange={(event) => set({ email: event.target.value })} required maxLength={254} autoComplete="off" />
        </Field>
        {!isSelf && (
          <Field label={t('people.role')} hint={t(`people.role_${draft.role}_hint`)} error={fields.role}>
            <Select
              value={draft.role}
              onChange={(event) => set({ role: event.target.value as Role })}
              disabled={roles.length === 1}
              options={roles.toReversed().map((role) => ({ value: role, label: t(`role.${role}`) }))}
            />
          </Field>
        )}
        {me.is_staff && belongs && (
          <Field label={t('people.client')} error={fields.client_id}>
            <Combobox
              label={t('people.client')}
              placeholder={t('people.choose_client')}
              value={draft.client_id}
              onChange={(client_id) => set({ client_id, site_ids: [] })}
              options={(clients.data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }))}
            />
          </Field>
        )}
        {belongs && !isSelf && (
          <CheckList
            label={t('people.sites')}
            items={(sites.data ?? []).map(({ site_id, name, city }) => ({ value: site_id, label: name, hint: city ?? undefined }))}
            value={draft.site_ids}
            onChange={(site_ids) => set({ site_ids })}
            empty={draft.client_id ? (sites.isPending ? t('common.loading') : t('people.no_sites')) : t('people.choose_client_first')}
            error={fields.site_ids}
          />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('people.phone')} optional={t('common.optional')} error={fields.phone}>
            <TextInput type="tel" value={draft.phone} onChange={(event) => set({ phone: event.target.value })} maxLength={40} autoComplete="off" />
          </Field>
          <Field label={t('people.language')} error={fields.locale}>
            <Select
              value={draft.locale}
              onChange={(event) => set({ locale: event.target.value === 'en' ? 'en' : 'es' })}
              options={[
                { value: 'es', label: 'Español' },
                { value: 'en', label: 'English' },
              ]}
            />
          </Field>
        </div>
      </form>
    </Dialog>
  );
}

// Making a token, and the one time that it is shown.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { PLATFORMS } from '../../../../worker/modules/assets/values.ts';
import type { Platform } from '../../../../worker/modules/assets/values.ts';
import { useMakeToken } from '@/api/enrolment.ts';
import type { MadeToken } from '@/api/enrolment.ts';
import { useInstallers } from '@/api/releases.ts';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { CopyLine } from './copy-line.tsx';
import { installCommand, installLines } from './install-commands.ts';

const dayChoices = [1, 3, 7, 30, 90];
const fieldNames = ['client_id', 'site_id', 'name', 'platform', 'max_uses', 'expires_in_days'];

function Made({ made, onClose }: { made: MadeToken; onClose: () => void }) {
  const { t, dateTime } = useText();
  const systems = made.token.platform ? [made.token.platform] : PLATFORMS;
  const installers = useInstallers().data;
  const lines = installLines(installers?.installers ?? [], made.server, made.enrollment_token);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('enrolment.made')}
      footer={
        <Button tone="primary" onClick={onClose}>
          {t('enrolment.done')}
        </Button>
      }
    >
      <div className="grid gap-4">
        <Banner tone="warn">{t('enrolment.made_about')}</Banner>
        <div className="grid gap-1">
          <span className="text-sm font-medium">{t('enrolment.token')}</span>
          <CopyLine text={made.enrollment_token} label={t('enrolment.copy_token')} />
        </div>
        {systems.map((platform) => {
          const own = lines.filter((line) => line.platform === platform);
          return (
            <section key={platform} className="grid min-w-0 gap-1">
              <h3 className="text-sm font-medium">{t('enrolment.install_on', { platform: t(`fleet.platform_${platform}`) })}</h3>
              {own.map((line) => (
                <details key={line.kind} open={line === own[0]} className="min-w-0">
                  <summary className="w-fit cursor-default rounded-md text-sm text-muted">{t(`enrolment.line_${line.kind}`)}</summary>
                  <CopyLine text={line.text} label={`${t('enrolment.copy_command')}: ${t(`enrolment.line_${line.kind}`)}`} />
                </details>
              ))}
              {own.length === 0 && (
                <>
                  <p className="text-xs text-muted">{t(`enrolment.install_${platform}`)}</p>
                  <CopyLine text={installCommand(platform, made.server, made.enrollment_token)} label={`${t('enrolment.copy_command')}: ${t(`fleet.platform_${platform}`)}`} />
                </>
              )}
            </section>
          );
        })}
        <p className="text-sm text-muted">{installers?.version ? t('enrolment.install_version', { version: installers.version }) : t('enrolment.install_then')}</p>
        <p className="text-sm text-muted">{t('enrolment.made_limits', { count: made.token.max_uses, date: dateTime(made.token.expires_at) })}</p>
      </div>
    </Dialog>
  );
}

export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const make = useMakeToken();
  const [clientId, setClientId] = useState<string | null>(null);
  const [siteId, setSiteId] = useState<string | null>(null);
  const [draft, setDraft] = useState({ name: '', platform: '' as Platform | '', max_uses: '100', days: '7', holds: false });
  const [tried, setTried] = useState(false);
  const clients = useClientOptions().data ?? [];
  const sites = useSiteOptions(clientId).data ?? [];
  const { fields, banner } = formProblem(make.error, fieldNames, t);
  const missing = (value: string | null): string | undefined => (tried && !value ? t('fault.required') : undefined);
  const edit = (change: Partial<typeof draft>): void => setDraft((before) => ({ ...before, ...change }));
  // The token must not outlive the window that shows it.
  if (make.data) return <Made made={make.data} onClose={onClose} />;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!clientId || !siteId) return;
    make.mutate({ client_id: clientId, site_id: siteId, name: draft.name.trim(), platform: draft.platform || null, holds: draft.holds, max_uses: Number(draft.max_uses), expires_in_days: Number(draft.days) });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('enrolment.new')}
      description={t('enrolment.about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={make.isPending}>
            {t('enrolment.make')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-3">
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('enrolment.client')} error={missing(clientId) ?? fields.client_id}>
          <Combobox
            label={t('enrolment.client')}
            placeholder={t('enrolment.client')}
            value={clientId}
            onChange={(value) => {
              setClientId(value);
              setSiteId(null);
            }}
            options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
          />
        </Field>
        <Field label={t('enrolment.site')} error={missing(siteId) ?? fields.site_id}>
          <Combobox label={t('enrolment.site')} placeholder={t('enrolment.site')} disabled={!clientId} value={siteId} onChange={setSiteId} options={sites.map((site) => ({ value: site.site_id, label: site.name }))} />
        </Field>
        <Field label={t('enrolment.name')} hint={t('enrolment.name_hint')} error={fields.name}>
          <TextInput required maxLength={120} value={draft.name} onChange={(event) => edit({ name: event.target.value })} />
        </Field>
        <div className="grid gap-3 sm:grid-cols-3">
          <Field label={t('enrolment.platform')} error={fields.platform}>
            <Select value={draft.platform} onChange={(event) => edit({ platform: event.target.value as Platform | '' })} placeholder={t('enrolment.platform_any')} options={PLATFORMS.map((value) => ({ value, label: t(`fleet.platform_${value}`) }))} />
          </Field>
          <Field label={t('enrolment.max_uses')} error={fields.max_uses}>
            <TextInput type="number" required min={1} max={10_000} value={draft.max_uses} onChange={(event) => edit({ max_uses: event.target.value })} />
          </Field>
          <Field label={t('enrolment.expires_in')} error={fields.expires_in_days}>
            <Select value={draft.days} onChange={(event) => edit({ days: event.target.value })} options={dayChoices.map((value) => ({ value: String(value), label: t('enrolment.days', { count: value }) }))} />
          </Field>
        </div>
        <Switch label={t('enrolment.holds')} hint={t('enrolment.holds_hint')} checked={draft.holds} onCheckedChange={(holds) => edit({ holds })} />
      </form>
    </Dialog>
  );
}

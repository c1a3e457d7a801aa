// How often machines report, who approves scripts, how far an hour reaches, how long reports are kept.
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Banner } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SettingForm } from './setting-form.tsx';
import type { SettingSwitch } from './setting-form.tsx';
import { ToolRightsForm } from './tool-rights-form.tsx';

const minute = 60;
const hour = 3600;

export function MachineSettingsPage() {
  const { t } = useText();
  const readOnly = useMe().role !== 'superadmin';
  const reports: SettingSwitch[] = [
    { kind: 'number', name: 'metrics_s', label: t('machines.metrics'), hint: t('machines.metrics_hint'), unit: minute, min: 30, max: 3600 },
    { kind: 'number', name: 'services_s', label: t('machines.services'), unit: minute, min: 60, max: 86_400 },
    { kind: 'number', name: 'security_s', label: t('machines.security'), hint: t('machines.security_hint'), unit: minute, min: 300, max: 604_800 },
    { kind: 'number', name: 'inventory_s', label: t('machines.inventory'), hint: t('machines.inventory_hint'), unit: hour, min: 3600, max: 604_800 },
    { kind: 'number', name: 'script_concurrency', label: t('machines.concurrency'), unit: 1, min: 1, max: 8 },
    { kind: 'yes-no', name: 'events', label: t('machines.events') },
  ];
  const commands: SettingSwitch[] = [
    { kind: 'yes-no', name: 'four_eyes', label: t('machines.four_eyes'), hint: t('machines.four_eyes_hint') },
    { kind: 'number', name: 'per_person_hour', label: t('machines.per_person'), hint: t('machines.budget_hint'), unit: 1, min: 1, max: 100_000 },
    { kind: 'number', name: 'per_client_hour', label: t('machines.per_client'), unit: 1, min: 1, max: 100_000 },
  ];
  const keys: SettingSwitch[] = [{ kind: 'yes-no', name: 'technicians', label: t('machines.key_technicians'), hint: t('machines.key_technicians_hint') }];
  const kept: SettingSwitch[] = [
    { kind: 'number', name: 'metrics_days', label: t('machines.keep_metrics'), hint: t('machines.keep_metrics_hint'), unit: 1, min: 31, max: 3650 },
    { kind: 'number', name: 'inventory_days', label: t('machines.keep_inventory'), hint: t('machines.keep_inventory_hint'), unit: 1, min: 30, max: 3650 },
    { kind: 'number', name: 'attempts_days', label: t('machines.keep_attempts'), unit: 1, min: 7, max: 3650 },
  ];
  return (
    <>
      <PageHeader title={t('nav.machine_settings')} />
      <div className="max-w-4xl px-4 pb-12 sm:px-6">
        {readOnly && (
          <Banner tone="info" className="mb-4">
            {t('machines.read_only')}
          </Banner>
        )}
        <SettingForm title={t('machines.reports')} about={t('machines.reports_about')} setting="agent_config" switches={reports} readOnly={readOnly} />
        <SettingForm title={t('machines.commands')} about={t('machines.commands_about')} setting="remote_commands" switches={commands} readOnly={readOnly} />
        <SettingForm title={t('machines.keys')} about={t('machines.keys_about')} setting="recovery_keys" switches={keys} readOnly={readOnly} />
        <ToolRightsForm readOnly={readOnly} />
        <SettingForm title={t('machines.kept')} about={t('machines.kept_about')} setting="fleet_retention" switches={kept} readOnly={readOnly} />
      </div>
    </>
  );
}

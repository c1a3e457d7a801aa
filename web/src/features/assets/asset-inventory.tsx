// What a machine says of itself, class by class: hardware, network, security, volumes.
import { Check, CircleHelp, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useInventory } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Facts } from '@/ui/facts.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { entriesOf, entryOf, flagOf, numberOf, systemOf, textOf, textsOf } from './inventory-view.ts';
import type { Entry } from './inventory-view.ts';
import { useQuantities } from './quantities.ts';

export type InventoryTab = 'hardware' | 'network' | 'security' | 'volumes';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-lg border border-line p-4">
      <h2 className="mb-3 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** Yes, no, or "the machine does not say": never guessed. */
function YesNo({ value, bad = false }: { value: boolean | null; bad?: boolean }) {
  const { t } = useText();
  if (value === null)
    return (
      <span className="inline-flex items-center gap-1 text-faint">
        <CircleHelp className="size-3.5" aria-hidden /> {t('assets.unknown')}
      </span>
    );
  const isGood = value !== bad;
  return (
    <span className={`inline-flex items-center gap-1 ${isGood ? 'text-ok-ink' : 'text-danger-ink'}`}>
      {value ? <Check className="size-3.5" aria-hidden /> : <X className="size-3.5" aria-hidden />} {t(value ? 'form.yes' : 'form.no')}
    </span>
  );
}

const yesNo = (value: unknown): ReactNode => <YesNo value={flagOf(value)} />;
const lines = (value: unknown): ReactNode =>
  textsOf(value).map((text) => (
    <span key={text} className="block">
      {text}
    </span>
  ));
const protections: Record<string, boolean> = { on: true, off: false };

interface Column {
  name: string;
  cell: (entry: Entry) => ReactNode;
  isNumber?: boolean;
}

function Entries({ label, entries, columns }: { label: string; entries: Entry[]; columns: Column[] }) {
  if (entries.length === 0) return <p className="text-sm text-faint">–</p>;
  return (
    <Table aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ name, isNumber }) => (
            <Th key={name} className={isNumber ? 'text-right' : ''}>
              {name}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr key={index}>
            {columns.map(({ name, cell, isNumber }) => (
              <Td key={name} className={isNumber ? 'text-right tabular-nums' : 'max-w-72 wrap-anywhere'}>
                {cell(entry) ?? <span className="text-faint">–</span>}
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Hardware({ content, os }: { content: Entry; os: Entry }) {
  const { t, number, dateTime } = useText();
  const { size } = useQuantities();
  const [cpu, bios] = [entryOf(content.cpu), entryOf(content.bios)];
  const bytes = (value: unknown): string | null => (numberOf(value) === null ? null : size(numberOf(value) ?? 0));
  const boot = textOf(os.last_boot_at);
  const parts = [numberOf(cpu.cores) === null ? null : t('assets.cores', { count: number(numberOf(cpu.cores) ?? 0) }), numberOf(cpu.threads) === null ? null : t('assets.threads', { count: number(numberOf(cpu.threads) ?? 0) })];
  return (
    <>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <Section title={t('assets.machine')}>
          <Facts
            facts={[
              { name: t('assets.manufacturer'), value: textOf(content.manufacturer) },
              { name: t('assets.model'), value: textOf(content.model) },
              { name: t('assets.serial'), value: textOf(content.serial) },
              { name: 'UUID', value: textOf(content.uuid) },
              { name: t('assets.chassis'), value: textOf(content.chassis) },
              { name: t('assets.virtual'), value: flagOf(content.is_virtual) === null ? null : t(flagOf(content.is_virtual) ? 'form.yes' : 'form.no') },
              { name: 'BIOS', value: [bios.vendor, bios.version, bios.released].flatMap((part) => textOf(part) ?? []).join(' · ') },
              { name: t('fleet.metric_cpu'), value: [textOf(cpu.name), ...parts].filter(Boolean).join(' · ') },
              { name: t('fleet.metric_memory'), value: bytes(content.memory_bytes) },
            ]}
          />
        </Section>
        <Section title={t('assets.os')}>
          <Facts
            facts={[
              { name: t('assets.name'), value: systemOf(textOf(os.name), textOf(os.version)) },
              { name: t('assets.build'), value: textOf(os.build) },
              { name: t('assets.kernel'), value: textOf(os.kernel) },
              { name: t('assets.architecture'), value: textOf(os.architecture) },
              { name: t('assets.hostname'), value: textOf(os.hostname) },
              { name: t('assets.domain'), value: textOf(os.domain) },
              { name: t('assets.timezone'), value: textOf(os.timezone) },
              { name: t('assets.last_boot'), value: boot && Number.isFinite(Date.parse(boot)) ? dateTime(boot) : null },
              { name: t('assets.users'), value: [...new Set(entriesOf(os.users).flatMap(({ name }) => textOf(name) ?? []))].join(', ') },
            ]}
          />
        </Section>
      </div>
      <Section title={t('assets.disks')}>
        <Entries
          label={t('assets.disks')}
          entries={entriesOf(content.disks)}
          columns={[
            { name: t('assets.device'), cell: ({ device }) => textOf(device) },
            { name: t('assets.model'), cell: ({ model }) => textOf(model) },
            { name: t('assets.kind'), cell: ({ kind }) => textOf(kind) },
            { name: t('assets.health'), cell: ({ health }) => textOf(health) },
            { name: t('assets.size'), cell: ({ size_bytes }) => bytes(size_bytes), isNumber: true },
          ]}
        />
      </Section>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <Section title={t('assets.memory_slots')}>
          <Entries
            label={t('assets.memory_slots')}
            entries={entriesOf(content.memory_modules)}
            columns={[
              { name: t('assets.slot'), cell: ({ slot }) => textOf(slot) },
              { name: t('assets.kind'), cell: ({ type }) => textOf(type) },
              { name: t('assets.size'), cell: ({ size_bytes }) => bytes(size_bytes), isNumber: true },
            ]}
          />
        </Section>
        <Section title={t('assets.gpus')}>
          <Entries
            label={t('assets.gpus')}
            entries={entriesOf(content.gpus)}
            columns={[
              { name: t('assets.name'), cell: ({ name }) => textOf(name) },
              { name: t('assets.manufacturer'), cell: ({ vendor }) => textOf(vendor) },
              { name: t('assets.size'), cell: ({ memory_bytes }) => bytes(memory_bytes), isNumber: true },
            ]}
          />
        </Section>
      </div>
    </>
  );
}

function Network({ content }: { content: unknown }) {
  const { t, number } = useText();
  return (
    <Section title={t('assets.tab_network')}>
      <Entries
        label={t('assets.tab_network')}
        entries={entriesOf(content)}
        columns={[
          { name: t('assets.name'), cell: ({ name }) => textOf(name) },
          { name: t('assets.connected'), cell: ({ is_up }) => yesNo(is_up) },
          { name: t('assets.addresses'), cell: ({ addresses }) => lines(addresses) },
          { name: 'MAC', cell: ({ mac }) => textOf(mac) },
          { name: t('assets.gateway'), cell: ({ gateway }) => textOf(gateway) },
          { name: 'DNS', cell: ({ dns }) => textsOf(dns).join(', ') || null },
          { name: t('assets.speed'), cell: ({ speed_mbps }) => (numberOf(speed_mbps) === null ? null : `${number(numberOf(speed_mbps) ?? 0)} Mb/s`), isNumber: true },
        ]}
      />
    </Section>
  );
}

function Security({ content }: { content: Entry }) {
  const { t, number, dateTime } = useText();
  const updates = entryOf(content.updates);
  const count = (value: unknown): string | null => (numberOf(value) === null ? null : number(numberOf(value) ?? 0));
  const installed = textOf(updates.last_installed_at);
  return (
    <div className="grid grid-cols-1 gap-4 xl:grid-cols-3">
      <Section title={t('assets.antivirus')}>
        <Entries
          label={t('assets.antivirus')}
          entries={entriesOf(content.antivirus)}
          columns={[
            { name: t('assets.name'), cell: ({ name }) => textOf(name) },
            { name: t('assets.active'), cell: ({ is_active }) => yesNo(is_active) },
            { name: t('assets.up_to_date'), cell: ({ is_up_to_date }) => yesNo(is_up_to_date) },
          ]}
        />
      </Section>
      <Section title={t('assets.firewall')}>
        <Entries
          label={t('assets.firewall')}
          entries={entriesOf(content.firewall)}
          columns={[
            { name: t('assets.name'), cell: ({ name }) => textOf(name) },
            { name: t('assets.active'), cell: ({ is_active }) => yesNo(is_active) },
          ]}
        />
      </Section>
      <Section title={t('assets.updates')}>
        <Facts
          facts={[
            { name: t('assets.updates_pending'), value: count(updates.pending) },
            { name: t('assets.updates_security'), value: count(updates.security_pending) },
            { name: t('assets.needs_restart'), value: <YesNo value={flagOf(updates.needs_restart)} bad /> },
            { name: t('assets.last_installed'), value: installed && Number.isFinite(Date.parse(installed)) ? dateTime(installed) : null },
          ]}
        />
      </Section>
    </div>
  );
}

function Volumes({ content }: { content: unknown }) {
  const { t, number } = useText();
  const { size } = useQuantities();
  return (
    <Section title={t('assets.tab_volumes')}>
      <Entries
        label={t('assets.tab_volumes')}
        entries={entriesOf(content)}
        columns={[
          { name: t('assets.mount'), cell: ({ mount, label }) => [textOf(mount), textOf(label)].filter(Boolean).join(' · ') },
          { name: t('assets.filesystem'), cell: ({ filesystem }) => textOf(filesystem) },
          { name: t('assets.encryption'), cell: ({ encryption, method }) => [textOf(encryption) === 'none' ? t('assets.not_encrypted') : textOf(encryption) === 'unknown' ? t('assets.unknown') : textOf(encryption), textOf(method)].filter(Boolean).join(' · ') },
          { name: t('assets.protection'), cell: ({ protection }) => yesNo(protections[textOf(protection) ?? '']) },
          { name: t('assets.encrypted_percent'), cell: ({ percent }) => (numberOf(percent) === null ? null : `${number(Math.round(numberOf(percent) ?? 0))} %`), isNumber: true },
          { name: t('assets.size'), cell: ({ size_bytes }) => (numberOf(size_bytes) === null ? null : size(numberOf(size_bytes) ?? 0)), isNumber: true },
        ]}
      />
    </Section>
  );
}

/** "Reported 5 min ago", or that nothing was reported yet. */
export function Collected({ at }: { at: string | undefined }) {
  const { t } = useText();
  return at ? (
    <p className="text-xs text-muted">
      {t('assets.collected')} <Ago iso={at} />
    </p>
  ) : null;
}

export function AssetInventory({ assetId, tab }: { assetId: string; tab: InventoryTab }) {
  const { t } = useText();
  const { data, error, refetch } = useInventory(assetId);
  if (!data) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  const row = data.find((one) => one.class === tab);
  const os = data.find((one) => one.class === 'os');
  if (!row && !(tab === 'hardware' && os)) return <EmptyState title={t('assets.not_reported')}>{t('assets.not_reported_hint')}</EmptyState>;
  return (
    <div className="grid grid-cols-1 gap-4 pt-4">
      <Collected at={row?.collected_at ?? os?.collected_at} />
      {tab === 'hardware' && <Hardware content={entryOf(row?.content)} os={entryOf(os?.content)} />}
      {tab === 'network' && <Network content={row?.content} />}
      {tab === 'security' && <Security content={entryOf(row?.content)} />}
      {tab === 'volumes' && <Volumes content={row?.content} />}
    </div>
  );
}

// One client: its numbers, sites, people, whose mail enters, and its latest tickets.
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Ellipsis, Pencil, Power, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useClient, useDeleteClient, useSaveClient } from '@/api/clients.ts';
import type { ClientRow } from '@/api/clients.ts';
import { useMe } from '@/api/session.ts';
import { SitesPanel } from '@/features/sites/sites-panel.tsx';
import { PeoplePanel } from '@/features/users/people-panel.tsx';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { DropdownMenu, MenuItem, MenuLine } from '@/ui/dropdown-menu.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { TabPanel, Tabs } from '@/ui/toggle.tsx';
import { ClientDialog } from './client-dialog.tsx';
import { ClientMail } from './client-mail.tsx';
import { ClientOverview } from './client-overview.tsx';
import { ClientTickets } from './client-tickets.tsx';
import { clientTabs } from './routes.ts';
import type { ClientTab } from './routes.ts';

const ClientMachines = lazy(() => withTexts(['policies', 'fleet'], import('@/features/care/client-machines.tsx')).then((module) => ({ default: module.ClientMachines })));
const ClientHours = lazy(() => withTexts(['time'], import('@/features/time/client-hours.tsx')).then((module) => ({ default: module.ClientHours })));

function ClientActions({ client, onEdit }: { client: ClientRow; onEdit: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const save = useSaveClient(client.client_id);
  const remove = useDeleteClient();
  const [question, setQuestion] = useState<'deactivate' | 'delete' | null>(null);
  const onError = (error: unknown): void => {
    toast.problem(refusalSentence(error, t));
  };
  const setActive = (is_active: boolean): void =>
    save.mutate({ is_active }, { onError, onSuccess: () => toast.done(t('form.saved')), onSettled: () => setQuestion(null) });
  return (
    <>
      <Button icon={<Pencil className="size-4" aria-hidden />} onClick={onEdit}>
        {t('form.edit')}
      </Button>
      <DropdownMenu
        align="end"
        trigger={
          <IconButton label={t('form.more_actions')} tone="secondary">
            <Ellipsis className="size-4" aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Power className="size-4" aria-hidden />} onSelect={() => (client.is_active ? setQuestion('deactivate') : setActive(true))}>
          {t(client.is_active ? 'form.deactivate' : 'form.activate')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 className="size-4" aria-hidden />} onSelect={() => setQuestion('delete')}>
          {t('form.delete')}
        </MenuItem>
      </DropdownMenu>
      {question && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setQuestion(null)}
          title={t(`clients.${question}_title`, { name: client.name })}
          description={t(`clients.${question}_about`)}
          action={t(question === 'delete' ? 'form.delete' : 'form.deactivate')}
          busy={save.isPending || remove.isPending}
          onAction={() => {
            if (question === 'deactivate') return setActive(false);
            remove.mutate(client.client_id, {
              onError,
              onSuccess: () => {
                toast.done(t('clients.deleted'));
                void navigate({ to: '/clients' });
              },
              onSettled: () => setQuestion(null),
            });
          }}
        />
      )}
    </>
  );
}

export function ClientPage() {
  const { t } = useText();
  const { role } = useMe();
  const { clientId } = useParams({ from: '/app/staff/clients/$clientId' });
  const { tab = 'overview' } = useSearch({ from: '/app/staff/clients/$clientId' });
  const navigate = useNavigate({ from: '/clients/$clientId' });
  const { data: client, error, refetch } = useClient(clientId);
  const [editing, setEditing] = useState(false);
  if (!client) return error ? <ErrorPanel back={{ to: '/clients', label: t('nav.clients') }} error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  return (
    <>
      <Link to="/clients" className="mx-4 mt-3 -mb-2 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:mx-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('nav.clients')}
      </Link>
      <PageHeader
        title={client.name}
        about={
          <span className="flex flex-wrap items-center gap-2">
            {client.rfc}
            {!client.is_active && <Badge>{t('form.inactive')}</Badge>}
          </span>
        }
        actions={role !== 'technician' && <ClientActions client={client} onEdit={() => setEditing(true)} />}
      />
      <Tabs
        label={t('clients.tabs')}
        className="[&>[role=tablist]]:px-2 sm:[&>[role=tablist]]:px-4"
        value={tab}
        onValueChange={(value) => void navigate({ search: value === 'overview' ? {} : { tab: value as ClientTab }, replace: true })}
        items={clientTabs.map((value) => ({
          value,
          label: t(`clients.tab_${value}`),
          count: value === 'sites' ? String(client.total_sites) : value === 'people' ? String(client.total_users) : undefined,
        }))}
      >
        <TabPanel value="overview">
          <ClientOverview client={client} />
        </TabPanel>
        <TabPanel value="sites">
          <SitesPanel clientId={clientId} />
        </TabPanel>
        <TabPanel value="people">
          <PeoplePanel clientId={clientId} />
        </TabPanel>
        <TabPanel value="mail">
          <ClientMail client={client} />
        </TabPanel>
        <TabPanel value="tickets">
          <ClientTickets clientId={clientId} />
        </TabPanel>
        <TabPanel value="hours">
          <Suspense fallback={<SkeletonList />}>
            <ClientHours clientId={clientId} timezone={client.timezone} />
          </Suspense>
        </TabPanel>
        <TabPanel value="machines">
          <Suspense fallback={<SkeletonList />}>
            <ClientMachines clientId={clientId} />
          </Suspense>
        </TabPanel>
      </Tabs>
      {editing && <ClientDialog client={client} onClose={() => setEditing(false)} />}
    </>
  );
}

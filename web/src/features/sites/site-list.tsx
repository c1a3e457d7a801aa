// Sites as a table, or as cards where a table does not fit; with what may be done with each.
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, Pencil, Power, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '@/api/session.ts';
import { useDeleteSite, useSaveSite } from '@/api/sites.ts';
import type { SiteRow } from '@/api/sites.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { DropdownMenu, MenuItem, MenuLine } from '@/ui/dropdown-menu.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { toast } from '@/ui/toast.tsx';
import { useNarrow } from '@/ui/use-narrow.ts';

const placeOfSite = (site: SiteRow): string => [site.address, site.city, site.state].filter(Boolean).join(', ');

function SiteMenu({ site, onEdit }: { site: SiteRow; onEdit: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const save = useSaveSite(site.site_id);
  const remove = useDeleteSite();
  const [asking, setAsking] = useState(false);
  const onError = (error: unknown): void => {
    toast.problem(refusalSentence(error, t));
  };
  return (
    <>
      <DropdownMenu
        align="end"
        trigger={
          <IconButton label={t('sites.actions', { name: site.name })}>
            <Ellipsis className="size-4" aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil className="size-4" aria-hidden />} onSelect={onEdit}>
          {t('form.edit')}
        </MenuItem>
        <MenuItem icon={<SlidersHorizontal className="size-4" aria-hidden />} onSelect={() => void navigate({ to: '/policies', search: { site_id: site.site_id } })}>
          {t('sites.policies')}
        </MenuItem>
        <MenuItem
          icon={<Power className="size-4" aria-hidden />}
          onSelect={() => save.mutate({ is_active: !site.is_active }, { onError, onSuccess: () => toast.done(t('form.saved')) })}
        >
          {t(site.is_active ? 'form.deactivate' : 'form.activate')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 className="size-4" aria-hidden />} onSelect={() => setAsking(true)}>
          {t('form.delete')}
        </MenuItem>
      </DropdownMenu>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('sites.delete_title', { name: site.name })}
        description={t('sites.delete_about')}
        action={t('form.delete')}
        busy={remove.isPending}
        onAction={() => remove.mutate(site.site_id, { onError, onSuccess: () => toast.done(t('sites.deleted')), onSettled: () => setAsking(false) })}
      />
    </>
  );
}

function Marks({ site }: { site: SiteRow }) {
  const { t } = useText();
  return (
    <>
      {site.is_primary && <Badge tone="accent">{t('sites.primary')}</Badge>}
      {!site.is_active && <Badge>{t('form.inactive')}</Badge>}
    </>
  );
}

export function SiteList({ sites, showClient, onEdit }: { sites: SiteRow[]; showClient: boolean; onEdit: (site: SiteRow) => void }) {
  const { t, number } = useText();
  const narrow = useNarrow();
  const { role } = useMe();
  const mayWrite = role === 'superadmin' || role === 'admin';
  if (narrow)
    return (
      <ul className="border-t border-line">
        {sites.map((site) => (
          <li key={site.site_id} className="flex items-start gap-2 border-b border-line px-4 py-3">
            <div className="grid min-w-0 flex-1 gap-1">
              <span className="flex flex-wrap items-center gap-2 font-medium">
                {site.name} <Marks site={site} />
              </span>
              <span className="text-sm text-muted wrap-anywhere">{[showClient ? site.client_name : null, placeOfSite(site)].filter(Boolean).join(' · ')}</span>
              <span className="text-xs text-muted">
                {t('clients.open_tickets')}: {number(site.open_tickets)}
              </span>
            </div>
            {mayWrite && <SiteMenu site={site} onEdit={() => onEdit(site)} />}
          </li>
        ))}
      </ul>
    );
  return (
    <Table className="border-t border-line">
      <thead>
        <tr>
          <Th className="pl-6">{t('sites.name')}</Th>
          {showClient && <Th>{t('people.client')}</Th>}
          <Th>{t('sites.place')}</Th>
          <Th className="text-right">{t('clients.open_tickets')}</Th>
          <Th className="w-14 pr-6">
            <span className="sr-only">{t('form.more_actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {sites.map((site) => (
          <tr key={site.site_id} className="hover:bg-hover/60">
            <Td className="pl-6">
              <span className="flex items-center gap-2 font-medium">
                {site.name} <Marks site={site} />
              </span>
            </Td>
            {showClient && <Td>{site.client_name}</Td>}
            <Td className="max-w-96 truncate text-muted" title={placeOfSite(site)}>
              {placeOfSite(site) || '–'}
            </Td>
            <Td className="text-right tabular-nums">{number(site.open_tickets)}</Td>
            <Td className="pr-6 text-right">{mayWrite && <SiteMenu site={site} onEdit={() => onEdit(site)} />}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

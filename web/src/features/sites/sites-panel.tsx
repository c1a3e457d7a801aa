// Sites with search and creation: of one client, or of all.
import { MapPinned, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useMe } from '@/api/session.ts';
import { useSites } from '@/api/sites.ts';
import type { SiteRow } from '@/api/sites.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { SiteDialog } from './site-dialog.tsx';
import { SiteList } from './site-list.tsx';

export function SitesPanel({ clientId, filters }: { clientId: string | null; filters?: ReactNode }) {
  const { t } = useText();
  const { role } = useMe();
  const [words, setWords] = useState('');
  const [editing, setEditing] = useState<SiteRow | 'new' | null>(null);
  const sites = useSites({ client_id: clientId, q: words });
  const create = (role === 'superadmin' || role === 'admin') && (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEditing('new')}>
      {t('sites.new')}
    </Button>
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-4 py-3 sm:px-6">
        <SearchBox label={t('sites.search')} value={words} onChange={setWords} />
        {filters}
        <span className="ml-auto">{create}</span>
      </div>
      <ListBody
        list={sites}
        empty={
          <EmptyState icon={<MapPinned aria-hidden />} title={t(words ? 'form.none_found' : 'sites.empty')} action={words ? null : create}>
            {t(words ? 'form.none_found_hint' : 'sites.empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => <SiteList sites={rows} showClient={clientId === null} onEdit={setEditing} />}
      </ListBody>
      {editing && <SiteDialog site={editing === 'new' ? null : editing} clientId={clientId} onClose={() => setEditing(null)} />}
    </>
  );
}

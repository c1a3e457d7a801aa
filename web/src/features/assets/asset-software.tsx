// Programs of a machine, searchable.
import { PackageSearch } from 'lucide-react';
import { useState } from 'react';
import { useSoftware } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { LoadMore } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';

export function AssetSoftware({ assetId }: { assetId: string }) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const { query, rows, pagination } = useSoftware(assetId, words);
  return (
    <div className="grid grid-cols-1 gap-3 pt-4">
      <SearchBox label={t('assets.search_software')} value={words} onChange={setWords} />
      {query.isPending ? (
        <SkeletonList />
      ) : query.error && rows.length === 0 ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState icon={<PackageSearch aria-hidden />} title={t(words ? 'form.none_found' : 'assets.not_reported')}>
          {t(words ? 'form.none_found_hint' : 'assets.not_reported_hint')}
        </EmptyState>
      ) : (
        <>
          <Table aria-label={t('assets.tab_software')} className={query.isPlaceholderData ? 'opacity-60' : ''}>
            <thead>
              <tr>
                <Th>{t('assets.name')}</Th>
                <Th>{t('assets.version')}</Th>
                <Th className="max-md:hidden">{t('assets.publisher')}</Th>
                <Th className="max-lg:hidden">{t('assets.installed_on')}</Th>
                <Th className="max-xl:hidden">{t('assets.source')}</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={`${row.name} ${row.version} ${index}`}>
                  <Td className="min-w-40 wrap-anywhere">{row.name}</Td>
                  <Td className="max-w-48 wrap-anywhere text-muted tabular-nums">{row.version ?? '–'}</Td>
                  <Td className="max-w-56 wrap-anywhere text-muted max-md:hidden">{row.publisher ?? '–'}</Td>
                  <Td className="whitespace-nowrap text-muted max-lg:hidden">{row.installed_on ?? '–'}</Td>
                  <Td className="text-muted max-xl:hidden">{row.source ?? '–'}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
          <LoadMore shown={rows.length} pagination={pagination} hasMore={query.hasNextPage} busy={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
        </>
      )}
    </div>
  );
}

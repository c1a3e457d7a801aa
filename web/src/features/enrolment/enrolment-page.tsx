// Adding machines: tokens, machines that wait for a person, and every attempt.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { useAssetStats } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { TabPanel, Tabs } from '@/ui/toggle.tsx';
import { AttemptList } from './attempt-list.tsx';
import { enrolmentTabs } from './routes.ts';
import type { EnrolmentTab } from './routes.ts';
import { TokenDialog } from './token-dialog.tsx';
import { TokenList } from './token-list.tsx';
import { WaitingList } from './waiting-list.tsx';

const SeenDevices = lazy(() => import('@/features/discovery/seen-devices.tsx').then((page) => ({ default: page.SeenDevices })));
const ReleasesTab = lazy(() => import('./releases-tab.tsx').then((page) => ({ default: page.ReleasesTab })));

export function EnrolmentPage() {
  const { t, number } = useText();
  const { tab = 'tokens' } = useSearch({ from: '/app/staff/enrolment' });
  const navigate = useNavigate({ from: '/enrolment' });
  const held = useAssetStats({}).data?.held;
  const [making, setMaking] = useState(false);
  const add = (
    <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setMaking(true)}>
      {t('enrolment.new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('enrolment.title')} about={t('enrolment.about')} actions={add} />
      <Tabs
        label={t('enrolment.tabs')}
        className="[&>[role=tablist]]:px-2 sm:[&>[role=tablist]]:px-4"
        value={tab}
        onValueChange={(value) => void navigate({ search: value === 'tokens' ? {} : { tab: value as EnrolmentTab }, replace: true })}
        items={enrolmentTabs.map((value) => ({ value, label: t(`enrolment.tab_${value}`), count: value === 'waiting' && held ? number(held) : undefined }))}
      >
        <TabPanel value="tokens">
          <TokenList add={add} />
        </TabPanel>
        <TabPanel value="waiting">
          <WaitingList />
        </TabPanel>
        <TabPanel value="attempts">
          <AttemptList />
        </TabPanel>
        <TabPanel value="seen">
          <Suspense fallback={<SkeletonList rows={6} />}>
            <SeenDevices />
          </Suspense>
        </TabPanel>
        <TabPanel value="versions">
          <Suspense fallback={<SkeletonList rows={6} />}>
            <ReleasesTab />
          </Suspense>
        </TabPanel>
      </Tabs>
      {making && <TokenDialog onClose={() => setMaking(false)} />}
    </>
  );
}

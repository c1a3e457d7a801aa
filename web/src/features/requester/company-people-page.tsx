// The people of the reader's own company.
import { useMe } from '@/api/session.ts';
import { PeoplePanel } from '@/features/users/people-panel.tsx';
import { useText } from '@/text/translate.ts';
import { PageHeader } from '@/ui/page.tsx';

export function CompanyPeoplePage() {
  const { t } = useText();
  const { client_id } = useMe();
  return (
    <>
      <PageHeader title={t('nav.people')} about={t('company.people_about')} />
      {client_id && <PeoplePanel clientId={client_id} />}
    </>
  );
}

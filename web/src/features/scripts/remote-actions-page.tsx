// For a client's own administrator: everything that was done to their machines from afar.
import { Link } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { useRemoteActions } from '@/api/scripts.ts';
import { useMe } from '@/api/session.ts';
import { ExecutionStatus } from '@/features/assets/execution-status.tsx';
import { useText } from '@/text/translate.ts';
import { EmptyState } from '@/ui/feedback.tsx';
import { textLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';

function Log({ clientId }: { clientId: string }) {
  const { t, dateTime } = useText();
  const actions = useRemoteActions(clientId, undefined);
  return (
    <ListBody
      list={actions}
      empty={
        <EmptyState icon={<ShieldCheck aria-hidden />} title={t('scripts.remote_empty')}>
          {t('scripts.remote_empty_hint')}
        </EmptyState>
      }
    >
      {(rows) => (
        <ul className="grid gap-2 px-4 sm:px-6">
          {rows.map((action) => (
            <li key={action.execution_id} className="grid gap-1 rounded-lg border border-line px-4 py-3">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium wrap-anywhere">{action.title}</span>
                <ExecutionStatus status={action.status} />
                <time dateTime={action.created_at} className="ml-auto text-sm text-muted">
                  {dateTime(action.created_at)}
                </time>
              </p>
              <p className="flex flex-wrap gap-x-3 gap-y-0.5 text-sm text-muted">
                <Link to="/machines/$assetId" params={{ assetId: action.asset_id }} className={textLink}>
                  {action.asset_name}
                </Link>
                <span>{t(`fleet.kind_${action.kind}`)}</span>
                <span>
                  {t('scripts.requested_by')}: {action.requested_by_name}
                </span>
                {action.approved_by_name && (
                  <span>
                    {t('scripts.approved_by')}: {action.approved_by_name}
                  </span>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
    </ListBody>
  );
}

export function RemoteActionsPage() {
  const { t } = useText();
  const { client_id } = useMe();
  return (
    <div className="mx-auto w-full max-w-4xl pb-8">
      <PageHeader title={t('nav.remote_actions')} about={t('scripts.remote_about')} />
      {client_id ? <Log clientId={client_id} /> : <EmptyState title={t('scripts.remote_only_yours')} />}
    </div>
  );
}

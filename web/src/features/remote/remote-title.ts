// What a session of remote help is called.
import { TUNNEL_SERVICES } from '../../../../worker/modules/remote/values.ts';
import type { RemoteKind } from '../../../../worker/modules/remote/values.ts';
import type { Text } from '@/text/translate.ts';

export function remoteTitle({ kind, port }: { kind: RemoteKind; port: number | null }, t: Text['t']): string {
  return kind === 'tunnel' ? t(port === TUNNEL_SERVICES.ssh ? 'assets.remote_tunnel_ssh' : 'assets.remote_tunnel_rdp') : t(`assets.remote_${kind}`);
}

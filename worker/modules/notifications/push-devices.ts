// The browsers of a person that may be woken.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { NewPushDevice, PushDevice } from './contract.ts';
import { forgetDevice, keepDevice, ownDevices } from './store.ts';

type DeviceDeps = Pick<Deps, 'database' | 'push'>;

/** Only addresses of known push services: the server calls them later, from inside. */
export async function addPushDevice(deps: DeviceDeps, actor: UserActor, input: NewPushDevice): Promise<Result<{ devices: PushDevice[] }>> {
  if (!deps.push) {
    const signedIn = await deps.database.asActor(actor, {}, (tx) => [ownDevices(tx)]);
    if (!signedIn.ok) return signedIn;
    return conflict('push_not_set_up', 'push is not set up in this installation');
  }
  if (input.public_key !== deps.push.publicKey) return conflict('push_key_changed', 'the key of this installation is another one, subscribe anew', { public_key: deps.push.publicKey });
  if (!deps.push.mayCall(input.endpoint)) return invalidField('endpoint', 'unknown_push_service', 'is not the address of a known push service');
  const written = await deps.database.asActor(actor, {}, (tx) => [
    keepDevice(tx, { endpoint: input.endpoint, ...input.keys, server_key: input.public_key, device: input.device }), ownDevices(tx),
  ]);
  return written.ok ? done({ devices: written.value.rows[1] as unknown as PushDevice[] }) : written;
}

export async function forgetPushDevice(deps: Pick<Deps, 'database'>, actor: UserActor, which: { subscription_id: string } | { endpoint: string }): Promise<Result<{ devices: PushDevice[] }>> {
  const written = await deps.database.asActor(actor, {}, (tx) => [forgetDevice(tx, which), ownDevices(tx)]);
  if (!written.ok) return written;
  const [gone, devices] = written.value.rows;
  // By its address it is the browser that signs out: whether it was known does not matter to it.
  return gone.length === 0 && 'subscription_id' in which ? notFound('device') : done({ devices: devices as unknown as PushDevice[] });
}

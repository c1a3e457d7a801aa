// This browser as a device that can be woken: asking, subscribing, and taking it back.
import { addPushDevice, forgetPushDevice } from '@/api/notifications.ts';
import { registerWorker } from '@/api/service-worker.ts';

export type PushState = 'unsupported' | 'denied' | 'off' | 'on';

const isSupported = (): boolean => 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;

const present = async (): Promise<PushSubscription | null> => ((await navigator.serviceWorker.getRegistration('/'))?.pushManager.getSubscription()) ?? null;

/** @param known addresses that the server has for this person. */
export async function pushState(known: readonly string[]): Promise<PushState> {
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const subscription = await present();
  return subscription && known.includes(subscription.endpoint) ? 'on' : 'off';
}

const bytesOf = (key: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(key.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));

/** "Firefox · Linux": how a person tells their devices apart. */
export function deviceName(agent: string): string {
  const browser = /Edg\//.test(agent) ? 'Edge' : /OPR\//.test(agent) ? 'Opera' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : 'Web';
  const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  return [browser, system].filter(Boolean).join(' · ');
}

/** Must follow a click: browsers ask for leave then. @returns the state after it. */
export async function turnPushOn(publicKey: string): Promise<PushState> {
  if (!isSupported()) return 'unsupported';
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  const worker = await registerWorker();
  const old = await worker.pushManager.getSubscription();
  const key = old?.options.applicationServerKey;
  // Made for another key: it would never be called.
  if (old && (!key || !bytesOf(publicKey).every((byte, n) => new Uint8Array(key)[n] === byte))) await old.unsubscribe();
  await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) });
  const { endpoint, keys } = subscription.toJSON();
  await addPushDevice({ endpoint, keys, public_key: publicKey, device: deviceName(navigator.userAgent) });
  return 'on';
}

export async function turnPushOff(): Promise<void> {
  if (!isSupported()) return;
  const subscription = await present();
  if (!subscription) return;
  // First here, where it needs no server: a push to what is gone makes the server forget it, too.
  await subscription.unsubscribe();
  await forgetPushDevice(subscription.endpoint);
}

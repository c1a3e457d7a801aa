// The one registration of the service worker: for pushes, and for reading without a network.

/** A page with required trusted types may register a script only by a policy of its own name. */
interface ScriptPolicy {
  createScriptURL(url: string): string;
}
let script: string | undefined;

export const registerWorker = (): Promise<ServiceWorkerRegistration> => {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } }).trustedTypes;
  // A policy of this name may be made once a page.
  script ??= types ? types.createPolicy('lanet-worker', { createScriptURL: () => '/sw.js' }).createScriptURL('') : '/sw.js';
  return navigator.serviceWorker.register(script, { scope: '/' });
};

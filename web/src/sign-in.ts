// Runs the sign-in page, which stands in sign-in.html: it is shown and works before the portal is there, and hands over to it.
import { ApiProblem, refreshSession } from './api/client.ts';
import { word } from './api/offline-store.ts';
import { endSession, insidePath, leaving, signIn } from './api/sign-in.ts';
import type { SignInKey } from './features/auth/sign-in-keys.ts';
import { getPreferences, onPreferences, setPreferences } from './text/preference-store.ts';
import type { Preferences } from './text/preference-store.ts';
import './styles/tokens.css';

const one = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const listOf = (name: string): Record<string, unknown> => JSON.parse(document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content ?? '{}') as Record<string, unknown>;
const words = listOf('words') as Record<Preferences['locale'], Record<SignInKey, string>>;
const [form, go, problem, done, language, theme] = [one<HTMLFormElement>('sign-in'), one<HTMLButtonElement>('go'), one('problem'), one('done'), one<HTMLSelectElement>('language'), one<HTMLSelectElement>('theme')];
const address = new URLSearchParams(location.search);

const t = (key: string): string => words[getPreferences().locale][key as SignInKey];
/** What a banner says, to be said again in another language. */
const said = new Map<HTMLElement, () => string>();

function tell(banner: HTMLElement, sentence: (() => string) | null): void {
  if (sentence) said.set(banner, sentence);
  else said.delete(banner);
  banner.hidden = sentence === null;
  banner.textContent = sentence?.() ?? '';
}

function speak(): void {
  const { locale, theme: look } = getPreferences();
  document.documentElement.lang = locale;
  document.title = `${t('auth.sign_in')} · LANET Helpdesk`;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) element.textContent = t(element.dataset.text!);
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) element.setAttribute('aria-label', t(element.dataset.label!));
  for (const [banner, sentence] of said) banner.textContent = sentence();
  language.value = locale;
  theme.value = look;
  document.documentElement.dataset.said = '';
}

function sentenceOf(fault: unknown): string {
  if (!(fault instanceof ApiProblem)) return t('problem.unexpected');
  if (fault.status === 0) return t('problem.network');
  if (fault.status === 401 || fault.status === 422) return t('auth.refused');
  if (fault.status === 429) return t('problem.too_many');
  return fault.status >= 500 ? t('problem.server').replace('{request_id}', fault.requestId ?? '–') : t('problem.unexpected');
}

function setBusy(isBusy: boolean): void {
  go.disabled = isBusy;
  go.ariaBusy = isBusy ? 'true' : null;
}

/** The portal takes the page over; it finds the session where it was put. */
async function enter(): Promise<void> {
  setBusy(true);
  stop();
  history.replaceState(null, '', insidePath(address.get('next')));
  document.documentElement.dataset.entered = '';
  // The address is the portal's by now: loading it anew is the other way in.
  await import('./main.tsx').catch(() => location.reload());
}

async function onSubmit(): Promise<void> {
  if (go.disabled) return;
  const given = new FormData(form);
  setBusy(true);
  tell(done, null);
  tell(problem, null);
  try {
    if (await hasEntered) return;
    await signIn(String(given.get('email')).trim(), String(given.get('password')));
    await enter();
  } catch (fault) {
    tell(problem, () => sentenceOf(fault));
    setBusy(false);
  }
}

/** Asks for what comes after the sign-in, while somebody types. */
function fetchPortal(): void {
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData) return;
  const later = listOf('later') as Record<string, string[]>;
  const kinds = ['all', matchMedia('(min-width: 64rem)').matches ? 'wide' : '', getPreferences().locale];
  for (const name of kinds.flatMap((kind) => later[kind] ?? [])) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.crossOrigin = '';
    link.href = `/assets/${name}.js`;
    document.head.append(link);
  }
}

/** Whoever has a session and came by an old bookmark, or whose browser forgot who they are, need not sign in again; whoever left is not taken back. */
async function lookForSession(): Promise<boolean> {
  const hasLeft = word(leaving) !== null;
  if (address.has('set') && !hasLeft) return false;
  const token = await refreshSession().catch(() => null);
  if (token === null) return false;
  await (hasLeft ? endSession() : enter());
  return !hasLeft;
}

const stop = onPreferences(speak);
speak();
language.addEventListener('change', () => setPreferences({ locale: language.value as Preferences['locale'] }));
theme.addEventListener('change', () => setPreferences({ theme: theme.value as Preferences['theme'] }));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void onSubmit();
});
const hasEntered = lookForSession();
setBusy(false);
if (address.has('set')) tell(done, () => t('auth.password_set'));
if (document.readyState === 'complete') fetchPortal();
else addEventListener('load', fetchPortal);

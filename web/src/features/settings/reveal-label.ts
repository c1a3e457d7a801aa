// Leads to a control by the label beside it, once the page it stands on has been drawn.

const waitMs = 5000;

/** The control that a label, a switch or a heading with this text belongs to. */
function controlOf(text: string): HTMLElement | null {
  const main = document.getElementById('main');
  if (!main) return null;
  for (const element of main.querySelectorAll<HTMLElement>('label, legend, h2, h3, label span, [role=switch] + span span')) {
    if (element.textContent?.trim() !== text) continue;
    const label = element.closest('label');
    const control = label?.control ?? label?.querySelector<HTMLElement>('[role=switch], input, select, textarea') ?? null;
    return control ?? element;
  }
  return null;
}

/** Scrolls to it, puts the focus there and marks it for a moment; gives up quietly when the page has no such control. */
export function revealLabel(text: string): void {
  const show = (): boolean => {
    const control = controlOf(text);
    if (!control) return false;
    control.scrollIntoView({ block: 'center' });
    if (control.tabIndex < 0 && !control.matches('input, select, textarea, button')) control.tabIndex = -1;
    control.focus({ preventScroll: true });
    return true;
  };
  if (show()) return;
  const watcher = new MutationObserver(() => {
    if (show()) watcher.disconnect();
  });
  watcher.observe(document.getElementById('main') ?? document.body, { childList: true, subtree: true });
  setTimeout(() => watcher.disconnect(), waitMs);
}

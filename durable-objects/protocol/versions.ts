// Versions of the agent: three plain numbers, and which of two is newer. The installers' own rules (Debian, Windows) agree.

const VERSION = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,4})$/;

export const isVersion = (text: string): boolean => VERSION.test(text);

/** Below 0: `a` is older. What is no version is older than every version. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (isVersion(text) ? text.split('.').map(Number) : [-1, -1, -1]));
  for (let at = 0; at < 3; at++) if (left![at] !== right![at]) return left![at]! - right![at]!;
  return 0;
}

export const isNewer = (candidate: string, than: string): boolean => compareVersions(candidate, than) > 0;

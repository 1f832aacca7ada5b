/** 1234567 → 1,234,567 */
export const count = number => Math.round(number).toLocaleString('en');

/** Three digits that matter. */
export function short(number) {
  if (number >= 1e6) return `${trim(number / 1e6)}M`;
  if (number >= 1e4) return `${trim(number / 1e3)}k`;
  return trim(number);
}

/** Seconds, in the unit that suits them. */
export function duration(seconds) {
  if (seconds === 0) return '0';
  if (seconds < 0.0995) return `${trim(seconds * 1000)} ms`;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 90) return `${trim(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

export const percent = share => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

function trim(number) {
  const digits = number >= 100 ? 0 : number >= 10 ? 1 : 2;
  return String(Number(number.toFixed(digits)));
}

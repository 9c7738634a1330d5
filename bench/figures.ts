/** The middle one, which a disturbed run cannot move far. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2
}

export const toMebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`
export const toSeconds = (seconds: number) => `${seconds.toFixed(1)} s`
export const toCount = (value: number) => Math.round(value).toLocaleString('en')
export const toMilliseconds = (milliseconds: number) => `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`

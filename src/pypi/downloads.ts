import type { Outcome } from '../hosts/facts.ts'

/** Where download counts come from: a bulk source, for the index itself gives none. */
export interface DownloadsSource {
  /** What a page says of where its figures are from: `ClickPy`. */
  readonly title: string
  /**
   * Downloads of the last 30 full days by project name, as the names were given; one that the source does not know is left out.
   * Never throws for what the source or the network does.
   */
  fetchMonthly(names: readonly string[]): Promise<Outcome<ReadonlyMap<string, number>>>
}

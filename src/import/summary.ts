import type { ImportCounts, Outcome } from './save.ts'

/** `Imported 258 records: 182 packages (182 new), 72 grids (72 new), 4 categories (4 new).` */
export function toSummary({ package: packages, grid, category }: ImportCounts): string {
  const parts = [toPart(packages, 'packages'), toPart(grid, 'grids'), toPart(category, 'categories')].filter(Boolean)
  const total = [packages, grid, category].reduce((sum, outcome) => sum + countAll(outcome), 0)
  return `Imported ${total} records${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`
}

function toPart(outcome: Outcome, noun: string): string {
  const details = [
    [outcome.inserted, 'new'],
    [outcome.updated, 'changed'],
    [outcome.unchanged, 'unchanged'],
  ].filter(([count]) => count !== 0)
  return details.length > 0 ? `${countAll(outcome)} ${noun} (${details.map((detail) => detail.join(' ')).join(', ')})` : ''
}

function countAll({ inserted, updated, unchanged }: Outcome): number {
  return inserted + updated + unchanged
}

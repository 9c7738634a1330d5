import { toIsoDatetime } from '../rest/datetimes.ts'
import type { JsonRecord } from '../rest/fields.ts'
import type { Hyperlinks } from '../rest/hyperlinks.ts'
import { replaceShortNames } from './emoji.ts'
import type { Contribution } from './ranking.ts'
import type { SearchHit } from './schema.ts'
import type { ExplainedHitRow, HitRow } from './store.ts'

/** A hit as the reference's API shows it. */
export function toSearchHit(row: HitRow): SearchHit {
  return {
    description: replaceShortNames(row.description),
    title: replaceShortNames(row.title),
    title_no_prefix: row.title,
    slug_no_prefix: row.slug,
    clean_title: row.title,
    absolute_url: toPagePath(row.item_type, row.slug),
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
    weight: row.weight,
    item_type: row.item_type,
    slug: row.slug,
    category: row.category,
    repo_watchers: row.repo_watchers,
    repo_forks: row.repo_forks,
    pypi_downloads: row.pypi_downloads,
    score: row.score,
    usage: row.usage,
    participants: row.participants,
    last_committed: row.last_commit_at === null ? null : toIsoDatetime(row.last_commit_at),
    last_released: row.last_released_at === null ? null : toIsoDatetime(row.last_released_at),
  }
}

/** Path of the page of a package or grid. */
export function toPagePath(itemType: HitRow['item_type'], slug: string): string {
  return itemType === 'package' ? `/packages/p/${slug}/` : `/grids/g/${slug}/`
}

/** A hit of the second form: with its standing, where it comes from, and how relevant it is. */
export function toExplainedHit(row: ExplainedHitRow, links: Hyperlinks, isExplained: boolean): JsonRecord {
  const explanation = explain(row)
  return {
    ...toSearchHit(row),
    url: links.record(row.item_type === 'package' ? 'packages' : 'grids', row.record_id),
    repo_url: row.repo_url,
    status: row.status,
    replaced_by: row.replaced_by,
    licences: row.licences,
    python_versions: row.python_versions,
    relevance: sumOf(explanation),
    ...(isExplained && { explanation }),
  }
}

/** What the relevance of a hit is made of; it is their sum. */
function explain(row: ExplainedHitRow): Record<Contribution, number> {
  const rounded = (value: number) => Math.round(value * 10_000) / 10_000
  return {
    exact_name: rounded(row.exact_name),
    all_words: rounded(row.all_words),
    text: rounded(row.text),
    name: rounded(row.name),
    category: rounded(row.category_name),
    popularity: rounded(row.popularity),
    status: rounded(row.status_loss),
  }
}

function sumOf(explanation: Record<Contribution, number>): number {
  const sum = Object.values(explanation).reduce((total, value) => total + value, 0)
  return Math.round(sum * 10_000) / 10_000
}

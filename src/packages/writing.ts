import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { pickChanges } from '../db/pick-changes.ts'
import { timeOfChange } from '../db/versions.ts'
import { FieldError, readOnly, type Values } from '../rest/input/field.ts'
import { choice } from '../rest/input/fields.ts'
import { findKeyIds, isTaken } from '../rest/input/lookups.ts'
import { relation, relations } from '../rest/input/relations.ts'
import { nullableUrl, slug, text, url } from '../rest/input/text-fields.ts'
import type { WriteContext, Writing } from '../rest/writing.ts'
import { listEdits } from '../revisions/history.ts'
import { toIndexUrl } from './index-url.ts'
import { lockKeys, lockPackage, saveGridsOf } from './memberships.ts'
import { toRepositoryHost } from './repository-host.ts'
import { normaliseRepositoryUrl, RepositoryUrlError } from './repository-url.ts'
import type { PackageRow } from './resource.ts'
import { repositoryHosts } from './schema.ts'

const fields = {
  category: relation({
    label: 'Category',
    target: 'categories',
    findIds: (db, keys) => findKeyIds(db, 'category', keys),
    listChoices: listCategories,
  }),
  grids: relations({ label: 'Grids', target: 'grids', findIds: (db, keys) => findKeyIds(db, 'grid', keys) }),
  id: readOnly('integer', 'ID'),
  title: text({ label: 'Title', maxLength: 100, required: true }),
  slug: slug({
    label: 'Slug',
    maxLength: 50,
    required: true,
    unique: { noun: 'package', isTaken: (value, context) => isTaken(context, 'package', sql`slug = ${value}`) },
  }),
  last_updated: readOnly('datetime', 'Last updated'),
  last_fetched: readOnly('datetime', 'Last fetched'),
  repo_url: url({
    label: 'Repo url',
    maxLength: 200,
    allowBlank: true,
    clean: cleanRepositoryUrl,
    unique: { noun: 'package', isTaken: (value, context) => isTaken(context, 'package', sql`lower(repo_url) = lower(${value})`) },
  }),
  repo_host: choice({
    label: 'Repo host',
    choices: repositoryHosts.map((value) => ({ value, label: value })),
    isHidden: true,
  }),
  pypi_version: readOnly('string', 'Pypi version'),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
  repo_forks: readOnly('integer', 'Repo forks'),
  repo_description: readOnly('string', 'Repo description'),
  pypi_url: text({ label: 'Pypi url', maxLength: 255, allowBlank: true, clean: cleanIndexUrl }),
  documentation_url: nullableUrl({ label: 'Documentation url', maxLength: 200, allowBlank: true }),
  repo_watchers: readOnly('integer', 'Repo watchers'),
  commits_over_52: readOnly('list', 'Commits over 52'),
  participants: readOnly('list', 'Participants'),
}

async function listCategories(db: Database): Promise<{ value: string; label: string }[]> {
  const rows = await db.selectFrom('category').select(['id', 'title']).orderBy('title').execute()
  return rows.map(({ id, title }) => ({ value: String(id), label: title }))
}

type PackageValues = Values<typeof fields>

/** How packages are added, edited and deleted. */
export const packageWriting: Writing<PackageRow, typeof fields> = {
  fields,
  subject: 'package',
  allows: (actor, action) => may(actor, action, { kind: 'package' }),
  create: createPackage,
  lock: (tx, id, { grids }) => lockPackage(tx, id, grids),
  update: updatePackage,
  toColumns(row, { grids, ...values }, context) {
    const columns = toColumns(row, values, context, false)
    // Another address ends what is known of refreshing the one before.
    const isOfRow = grids === undefined && !('repo_url' in columns) && !('pypi_url' in columns)
    return isOfRow ? columns : undefined
  },
  async remove(tx, id) {
    await tx.deleteFrom('package').where('id', '=', id).execute()
  },
  listEdits: (db, id) => listEdits(db, 'package', id, { limit: 10 }),
  constraints: {
    package_slug_key: ['slug', 'package with this slug already exists.'],
    package_repo_url_key: ['repo_url', 'package with this repo url already exists.'],
    package_category_id_fkey: ['category', 'Invalid hyperlink - Object does not exist.'],
    grid_package_grid_id_fkey: ['grids', 'Invalid hyperlink - Object does not exist.'],
    package_replaced_by_id_fkey: ['detail', 'Other packages name this one as their replacement. Change them first.'],
  },
}

async function createPackage(tx: Database, { category = 0, grids = [], ...values }: PackageValues, { actor }: WriteContext) {
  await lockKeys(tx, 'category', [category])
  await lockKeys(tx, 'grid', grids)
  const { title = '', slug: newSlug = '', repo_url = '', repo_host, pypi_url = '', documentation_url = null } = values
  const { id } = await tx
    .insertInto('package')
    .values({
      category_id: category,
      title,
      slug: newSlug,
      repo_url,
      pypi_url,
      documentation_url,
      repo_host: repo_host || toRepositoryHost(repo_url),
      // Nothing has been fetched yet.
      last_fetched_at: null,
      created_by: actor.accountId,
      modified_by: actor.accountId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await saveGridsOf(tx, id, grids)
  return id
}

async function updatePackage(
  tx: Database,
  id: number,
  { grids, ...values }: PackageValues,
  context: WriteContext,
): Promise<void> {
  const row = await tx
    .selectFrom('package')
    .select(['category_id', 'title', 'slug', 'repo_url', 'repo_host', 'pypi_url', 'documentation_url'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const isMoved = grids !== undefined && (await saveGridsOf(tx, id, grids))
  const columns = toColumns(row, values, context, isMoved)
  if (Object.keys(columns).length > 0) await tx.updateTable('package').set(columns).where('id', '=', id).execute()
}

type EditedColumns = Pick<
  PackageRow,
  'category_id' | 'title' | 'slug' | 'repo_url' | 'repo_host' | 'pypi_url' | 'documentation_url'
>

/** What changes of the row; nothing when it holds all values already, unless its memberships have changed. */
function toColumns(
  row: EditedColumns,
  { category, repo_host, ...columns }: Omit<PackageValues, 'grids'>,
  { actor }: WriteContext,
  isMoved: boolean,
) {
  const changes = pickChanges(row, { ...columns, category_id: category, repo_host: toHost(row, columns.repo_url, repo_host) })
  return changes || isMoved ? { ...changes, modified_by: actor.accountId, modified_at: timeOfChange } : {}
}

/** The host named, or else the one that a changed address tells; a server of its own may keep what a person said of it. */
function toHost(row: { repo_url: string; repo_host: string }, repositoryUrl = row.repo_url, named?: string): string {
  if (named) return named
  if (named === undefined && repositoryUrl === row.repo_url) return row.repo_host
  const isSameServer = named === undefined && URL.parse(repositoryUrl)?.host === URL.parse(row.repo_url)?.host
  return toRepositoryHost(repositoryUrl) || (isSameServer ? row.repo_host : '')
}

function cleanRepositoryUrl(value: string): string {
  try {
    return normaliseRepositoryUrl(value)
  } catch (error) {
    if (error instanceof RepositoryUrlError) throw new FieldError(error.message)
    throw error
  }
}

function cleanIndexUrl(value: string): string {
  const address = toIndexUrl(value)
  if (address === undefined) throw new FieldError('Enter the name of a project on the package index, or its address.')
  return address
}

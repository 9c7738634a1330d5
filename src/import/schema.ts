import { type Static, type TString, Type } from 'typebox'

/*
 * One line of an import for each model, with the limits of the database. `description` completes the sentence "must be …" of an error.
 * A field may be missing where it has a default; a relation, a time or a nullable fact may not, because "not said" would erase what is
 * known.
 */

const maxInteger = 2 ** 31 - 1

const Id = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: `a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`,
})
function count(options: { default?: number } = {}) {
  return Type.Integer({ minimum: 0, maximum: maxInteger, description: `a whole number from 0 to ${maxInteger}`, ...options })
}

const Slug = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,50}$',
  description: '1 to 50 letters from A to Z, digits, "_" or "-"',
})
const CategorySlug = Type.String({
  pattern: '^(?![0-9]+$)[A-Za-z0-9_-]{1,50}$',
  description: '1 to 50 letters from A to Z, digits, "_" or "-", and not digits alone',
})
/** PostgreSQL reads it to the microsecond. The years at both ends could leave the calendar in another time zone. */
const Datetime = Type.String({
  format: 'date-time',
  pattern: '^(?!000[01]|9999)[^.]{17}[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-5]):[0-9]{2})$',
  description: 'a real date and time such as 2024-05-31T09:30:00.123456+02:00',
})
const LongText = Type.String({ default: '', description: 'text' })

function text(maxLength: number, options: { default?: string } = {}) {
  return Type.String({ maxLength, description: `text of at most ${maxLength} characters`, ...options })
}

function title(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, description: `text of 1 to ${maxLength} characters` })
}

function flag(value: boolean) {
  return Type.Boolean({ default: value, description: 'true or false' })
}

function nullable(schema: TString & { description?: string }) {
  return Type.Union([schema, Type.Null()], { description: `${schema.description}, or null` })
}

const CategoryLine = Type.Object({
  model: Type.Literal('category'),
  id: Id,
  title: title(50),
  slug: CategorySlug,
  description: LongText,
  title_plural: text(50, { default: '' }),
  show_pypi: flag(true),
  created: Datetime,
  modified: Datetime,
})
type CategoryLine = Static<typeof CategoryLine>

const GridLine = Type.Object({
  model: Type.Literal('grid'),
  id: Id,
  title: title(100),
  slug: Slug,
  description: LongText,
  is_locked: flag(false),
  header: flag(false),
  created: Datetime,
  modified: Datetime,
})
type GridLine = Static<typeof GridLine>

const PackageLine = Type.Object({
  model: Type.Literal('package'),
  category: Id,
  grids: Type.Array(Id, { uniqueItems: true, description: 'a list of ids of grids, each once' }),
  id: Id,
  title: title(100),
  slug: Slug,
  last_updated: nullable(Datetime),
  last_fetched: nullable(Datetime),
  repo_url: text(200, { default: '' }),
  pypi_version: nullable(title(100)),
  created: Datetime,
  modified: Datetime,
  repo_forks: count({ default: 0 }),
  repo_description: LongText,
  pypi_url: text(255, { default: '' }),
  documentation_url: nullable(text(200)),
  repo_watchers: count({ default: 0 }),
  commits_over_52: Type.Array(count(), {
    maxItems: 520,
    default: [],
    description: `a list of at most 520 whole numbers from 0 to ${maxInteger}`,
  }),
  // PostgreSQL's index of names takes some 2,700 bytes a name.
  participants: Type.Array(title(255), {
    maxItems: 10_000,
    default: [],
    description: 'a list of at most 10000 names of 1 to 255 characters',
  }),
})
type PackageLine = Static<typeof PackageLine>

/** In the order in which they are saved: a package names a category and grids. */
export const lineSchemas = { category: CategoryLine, grid: GridLine, package: PackageLine }
export type Model = keyof typeof lineSchemas
export type ImportLine = CategoryLine | GridLine | PackageLine

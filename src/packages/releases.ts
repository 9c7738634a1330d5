import { sql } from 'kysely'
import { Type } from 'typebox'

import { may } from '../accounts/permissions.ts'
import { setSubject } from '../db/author.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import { readOnly } from '../rest/input/field.ts'
import { boolean } from '../rest/input/fields.ts'
import type { Refer, Resource } from '../rest/resource.ts'

interface ReleaseRow {
  id: number
  package_id: number
  number: string
  license: string | null
  licenses: string[] | null
  hidden: boolean
  released_at: string | null
  development_status: number
  supports_python3: boolean
  created_at: string
  modified_at: string
}

const Datetime = Type.String({ format: 'date-time' })

const ReleaseRecord = Type.Object(
  {
    id: Type.Integer(),
    package: Type.String({ format: 'uri' }),
    number: Type.String(),
    license: Type.Union([Type.String(), Type.Null()]),
    licenses: Type.Union([Type.Array(Type.String()), Type.Null()]),
    hidden: Type.Boolean({ description: 'Whether lists of releases leave it out.' }),
    released: Type.Union([Datetime, Type.Null()]),
    development_status: Type.Integer({
      minimum: 0,
      maximum: 7,
      description: 'As the classifiers of the package index number it; 0: unknown.',
    }),
    supports_python3: Type.Boolean(),
    created: Datetime,
    modified: Datetime,
  },
  { $id: 'Release', description: 'A version of a package on the package index.' },
)

const fields = {
  id: readOnly('integer', 'ID'),
  package: readOnly('field', 'Package'),
  number: readOnly('string', 'Number'),
  license: readOnly('string', 'License'),
  licenses: readOnly('list', 'Licenses'),
  hidden: boolean('Hidden'),
  released: readOnly('datetime', 'Released'),
  development_status: readOnly('integer', 'Development status'),
  supports_python3: readOnly('boolean', 'Supports python3'),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
}

/** The releases of a package. They are fetched; people only hide what should not be shown. */
export const releaseResource: Resource<ReleaseRow> = {
  name: 'releases',
  noun: 'Release',
  description: 'The releases of a package.',
  parent: { resource: 'packages', condition: (id) => sql`package_id = ${id}` },
  schema: ReleaseRecord,
  lookup: 'id',
  source: {
    table: 'release',
    columns: sql`
        id, package_id, number, license, licenses, hidden, released_at, development_status, supports_python3, created_at, modified_at`,
  },
  id: sql`release.id`,
  slug: sql`null`,
  toRecord: toReleaseRecord,
  filters: {},
  orderings: { id: sql`release.id`, released: sql`released_at` },
  expansions: {},
  writing: {
    fields,
    allows: (actor, action) => may(actor, action, { kind: 'release' }),
    async lock(tx, id) {
      await sql`select from release where id = ${id} for update`.execute(tx)
    },
    async update(tx, id, { hidden }: { hidden?: boolean }, { parentId }) {
      await setSubject(tx, 'package', parentId)
      if (hidden === undefined) return
      await sql`update release set hidden = ${hidden}, modified_at = now() where id = ${id} and hidden <> ${hidden}`.execute(tx)
    },
  },
}

function toReleaseRecord(row: ReleaseRow, refer: Refer) {
  return {
    id: row.id,
    package: refer('packages', row.package_id),
    number: row.number,
    license: row.license,
    licenses: row.licenses,
    hidden: row.hidden,
    released: row.released_at === null ? null : toIsoDatetime(row.released_at),
    development_status: row.development_status,
    supports_python3: row.supports_python3,
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
  }
}

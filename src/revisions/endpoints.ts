import { sql } from 'kysely'
import { Type } from 'typebox'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { changeAs } from '../rest/changing.ts'
import { commonParameters } from '../rest/documentation.ts'
import type { Endpoint, EndpointWriting, WriteRequest } from '../rest/endpoint.ts'
import { conflict, invalidFields, permissionDenied, recordNotFound } from '../rest/errors.ts'
import { datetime } from '../rest/input/fields.ts'
import { parseRecord } from '../rest/input/parse-record.ts'
import { text } from '../rest/input/text-fields.ts'
import { readRecord } from '../rest/records.ts'
import { toLocation } from '../rest/resource-addresses.ts'
import type { Resource } from '../rest/resource.ts'
import type { WriteAnswer } from '../rest/writing.ts'
import { findRevision, listRevisionsBy, type Revision, revertRevision, revertRevisions } from './revert.ts'
import { findTombstone } from './tombstones.ts'

/** More would keep every other editor waiting. */
const maxRevisions = 1_000

const isTaken = 'Another record has its slug or address by now. Change that one first.'
const isNeeded = 'It belongs to something that has been deleted since. Undelete that first.'

/** What the database may refuse when something comes back. */
const constraints = {
  package_slug_key: ['detail', isTaken],
  package_repo_url_key: ['detail', isTaken],
  grid_slug_key: ['detail', isTaken],
  category_slug_key: ['detail', isTaken],
  package_category_id_fkey: ['detail', isNeeded],
  package_replaced_by_id_fkey: ['detail', 'Other packages name this one as their replacement. Change them first.'],
} as const

export interface RevisionEndpointOptions {
  db: Database
  /** Of all revisions. */
  resource: Resource
  resources: readonly Resource[]
}

/** Taking back edits: one, those of an account, and a deletion. They stand before the lists, whose addresses would cover theirs. */
export function createRevisionEndpoints(options: RevisionEndpointOptions): Endpoint[] {
  return [
    revertSpanEndpoint(options),
    revertEndpoint(options),
    ...(['package', 'grid', 'category'] as const).map((subject) => undeleteEndpoint(options, subject)),
  ]
}

function revertEndpoint(options: RevisionEndpointOptions): Endpoint {
  const { db, resource } = options
  return {
    path: 'revisions/:key/revert/',
    name: 'Revision Revert',
    description: 'Takes back one edit, which is an edit too. For moderators, and within a day for whoever made it.',
    documentation: {
      tag: 'revisions',
      querystring: commonParameters,
      write: { noun: 'Revision', operationId: 'revert_revision', summary: 'Revert one edit' },
    },
    writing: {
      ...createAction((actor) => may(actor, 'restore', { kind: 'revision', ownerId: actor?.accountId ?? null, ageMs: 0 })),
      async write(request): Promise<WriteAnswer> {
        const { actor, key } = request
        const revision = /^\d{1,15}$/.test(key) ? await findRevision(db, Number(key)) : undefined
        if (!revision) throw recordNotFound(resource.noun)
        const owned = { kind: 'revision', ownerId: revision.account_id, ageMs: revision.age_ms } as const
        if (!may(actor, 'restore', owned)) throw permissionDenied()
        return revert(options, revision, request)
      },
    },
  }
}

/** A locked grid may have been left as it is on purpose. */
async function requireUnlocked(tx: Database, actor: Actor, { subject, subject_id }: Revision): Promise<void> {
  if (subject !== 'grid') return
  const grid = await tx.selectFrom('grid').select('is_locked').where('id', '=', subject_id).executeTakeFirst()
  if (grid?.is_locked && !may(actor, 'edit', { kind: 'grid', isLocked: true })) throw permissionDenied()
}

function undeleteEndpoint(options: RevisionEndpointOptions, subject: 'package' | 'grid' | 'category'): Endpoint {
  const { db } = options
  const list = subject === 'category' ? 'categories' : `${subject}s`
  const noun = subject[0]?.toUpperCase() + subject.slice(1)
  return {
    path: `${list}/:key/undelete/`,
    name: `${noun} Undelete`,
    description: `Brings a deleted ${subject} back under its id, with all that vanished with it.`,
    documentation: {
      tag: list,
      querystring: commonParameters,
      write: { noun: 'Revision', operationId: `undelete_${subject}`, summary: `Undelete a ${subject} by its id or last slug` },
    },
    writing: {
      ...createAction((actor) => may(actor, 'restore', { kind: subject })),
      async write(request): Promise<WriteAnswer> {
        const tombstone = await findTombstone(db, subject, request.key)
        const revision = tombstone && (await findRevision(db, tombstone.revisionId))
        if (!revision) throw recordNotFound(noun)
        return revert(options, revision, request)
      },
    },
  }
}

async function revert(
  { db, resource, resources }: RevisionEndpointOptions,
  revision: Revision,
  request: WriteRequest,
): Promise<WriteAnswer> {
  const { actor, links, key } = request
  const id = await changeAs(db, actor, { constraints }, async (tx) => {
    await requireUnlocked(tx, actor, revision)
    return revertRevision(tx, revision)
  })
  return {
    status: 201,
    body: await readRecord(db, resource, resources, id, request),
    location: toLocation(links, resource, key, id),
  }
}

const spanFields = {
  account: text({ label: 'Account', maxLength: 50, required: true }),
  after: datetime('After', true),
  before: datetime('Before', false),
}

const Reverted = Type.Object({
  reverted: Type.Array(Type.Integer(), { description: 'The revisions that were taken back as a whole.' }),
  kept: Type.Array(
    Type.Object({
      revision: Type.Integer(),
      type: Type.String(),
      id: Type.Integer(),
      fields: Type.Array(Type.String()),
    }),
    { description: 'What others have changed since, and so stayed.' },
  ),
})

function revertSpanEndpoint({ db }: RevisionEndpointOptions): Endpoint {
  return {
    path: 'revisions/revert/',
    name: 'Revisions Revert',
    description: 'Takes back all that an account did in a span of time, but for what others have changed since.',
    documentation: {
      tag: 'revisions',
      querystring: commonParameters,
      write: {
        noun: 'Revision',
        operationId: 'revert_revisions',
        summary: 'Revert the edits of an account in a span of time',
        response: Reverted,
        status: 200,
      },
    },
    writing: {
      ...createAction((actor) => may(actor, 'restore', { kind: 'revision' })),
      fields: spanFields,
      async write(request): Promise<WriteAnswer> {
        const { actor, findAddress } = request
        const context = { db, findAddress, current: undefined }
        const { account = '', after = '', before } = await parseRecord(await request.readInput(), spanFields, false, context)
        const accountId = await findAccount(db, account)
        const revisions = await listRevisionsBy(db, { accountId, after, before, limit: maxRevisions + 1 })
        if (revisions.length > maxRevisions) {
          throw conflict(`There are more than ${maxRevisions} edits in this span: name a shorter one, the newest first.`)
        }
        const outcomes = await changeAs(db, actor, {}, (tx) => revertRevisions(tx, revisions))
        return {
          status: 200,
          body: {
            reverted: outcomes.filter(({ kept }) => kept.length === 0).map(({ revision }) => revision),
            kept: outcomes.flatMap(({ revision, kept }) => kept.map((part) => ({ revision, ...part }))),
          },
        }
      },
    },
  }
}

async function findAccount(db: Database, name: string): Promise<number> {
  const named = /^\d{1,15}$/.test(name) ? sql<boolean>`id = ${Number(name)}` : sql<boolean>`lower(name) = lower(${name})`
  const account = await db.selectFrom('account').select('id').where(named).executeTakeFirst()
  if (!account) throw invalidFields({ account: [`No account has the id or name "${name}".`] })
  return account.id
}

/** The parts that all addresses have which do something rather than hold a record. */
function createAction(
  allows: (actor: Actor | undefined) => boolean,
): Pick<EndpointWriting, 'methods' | 'allows' | 'findAllowed'> {
  return { methods: ['POST'], allows, findAllowed: async ({ actor }) => (allows(actor) ? ['POST'] : []) }
}

import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const Count = Type.Integer({ minimum: 0 })
const Total = Type.Object({ totalCount: Count })

/** A repository as the fragments of `query.ts` ask for it; the counts of commits are absent where they were not asked. */
export const RepositoryNode = Type.Object({
  id: Type.String({ minLength: 1 }),
  databaseId: Type.Union([Type.Integer(), Type.Null()]),
  nameWithOwner: Type.String({ pattern: String.raw`^[^/\s]+/[^/\s]+$` }),
  url: Type.String({ pattern: '^https://' }),
  description: Type.Union([Type.String(), Type.Null()]),
  isArchived: Type.Boolean(),
  archivedAt: Type.Union([Type.String(), Type.Null()]),
  stargazerCount: Count,
  forkCount: Count,
  defaultBranchRef: Type.Union([
    Type.Object({
      target: Type.Object({
        oid: Type.String({ minLength: 1 }),
        committedDate: Type.String({ minLength: 1 }),
        total: Type.Optional(Total),
        thisWeek: Type.Optional(Total),
        lastWeek: Type.Optional(Total),
      }),
    }),
    Type.Null(),
  ]),
})
export type RepositoryNode = Static<typeof RepositoryNode>
export const repositoryNode = Compile(RepositoryNode)

/** The commits of 52 weeks, by the aliases of `query.ts`. */
export const weeksNode = Compile(
  Type.Object({ defaultBranchRef: Type.Union([Type.Object({ target: Type.Record(Type.String(), Total) }), Type.Null()]) }),
)

const GraphqlError = Type.Object({
  type: Type.Optional(Type.String()),
  path: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Integer()]))),
  message: Type.String(),
})
export type GraphqlError = Static<typeof GraphqlError>

/** Nodes are checked one by one, so that one of an unknown shape spoils no other. */
export const graphqlAnswer = Compile(
  Type.Object({
    data: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
    errors: Type.Optional(Type.Array(GraphqlError)),
  }),
)

export const rateLimitAnswer = Compile(Type.Object({ data: Type.Object({ rateLimit: Type.Object({ cost: Count }) }) }))

export const contributorsAnswer = Compile(
  Type.Array(Type.Object({ login: Type.Optional(Type.String()), type: Type.String(), contributions: Count })),
)

/** Commits by day of the last 52 weeks, which begin on Sunday. */
export const CommitActivity = Type.Array(
  Type.Object({
    /** Seconds since 1970. */
    week: Type.Integer(),
    days: Type.Array(Count, { minItems: 7, maxItems: 7 }),
  }),
)
export type CommitActivity = Static<typeof CommitActivity>
export const commitActivityAnswer = Compile(CommitActivity)

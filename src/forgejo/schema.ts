import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const Count = Type.Integer({ minimum: 0 })
const Time = Type.String({ format: 'date-time' })

/** What we read of `GET /repos/{owner}/{repo}`. `watchers_count` is another thing than stars, and is not asked for. */
export const ForgejoRepository = Type.Object({
  id: Type.Integer(),
  full_name: Type.String({ pattern: String.raw`^[^/\s]+/[^/\s]+$` }),
  html_url: Type.String({ pattern: '^https?://' }),
  description: Type.Optional(Type.String()),
  stars_count: Count,
  forks_count: Count,
  archived: Type.Boolean(),
  archived_at: Type.Optional(Type.Union([Time, Type.Null()])),
  empty: Type.Optional(Type.Boolean()),
})
export type ForgejoRepository = Static<typeof ForgejoRepository>

export const repositoryValidator = Compile(ForgejoRepository)

const Person = Type.Object({ name: Type.Optional(Type.String()), date: Type.Optional(Time) })

export const ForgejoCommits = Type.Array(
  Type.Object({
    sha: Type.String({ pattern: '^[0-9a-f]{40,64}$' }),
    /** The account that goes with the author's address, if there is one. */
    author: Type.Optional(Type.Union([Type.Object({ login: Type.Optional(Type.String()) }), Type.Null()])),
    commit: Type.Object({
      author: Type.Optional(Type.Union([Person, Type.Null()])),
      committer: Type.Object({ date: Time }),
    }),
  }),
)

export const commitsValidator = Compile(ForgejoCommits)

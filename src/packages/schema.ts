import { type Static, Type } from 'typebox'

const Link = Type.String({ format: 'uri', description: 'Absolute address of the record; the record itself when expanded.' })
const Datetime = Type.String({
  format: 'date-time',
  description: 'ISO 8601, up to microseconds, in the time zone of the directory.',
})
const nullable = (schema: typeof Datetime, description: string) => Type.Union([schema, Type.Null()], { description })

/** A package in the API, its fields in the order of the wire. */
export const PackageRecord = Type.Object(
  {
    category: Link,
    grids: Type.Array(Link),
    id: Type.Integer(),
    title: Type.String(),
    slug: Type.String(),
    last_updated: nullable(Datetime, 'Time of the last commit.'),
    last_fetched: nullable(Datetime, 'Time at which the repository was last asked.'),
    repo_url: Type.String(),
    pypi_version: Type.Union([Type.String(), Type.Null()], { description: 'Number of the latest release.' }),
    created: Datetime,
    modified: Datetime,
    repo_forks: Type.Integer(),
    repo_description: Type.String(),
    pypi_url: Type.String(),
    documentation_url: Type.Union([Type.String(), Type.Null()]),
    repo_watchers: Type.Integer({ description: 'Stars.' }),
    commits_over_52: Type.Array(Type.Integer(), {
      description: 'Commits of each of the last 52 weeks, the oldest first, or nothing.',
    }),
    participants: Type.Array(Type.String(), { description: 'Names of contributors on the repository host.' }),
  },
  { $id: 'Package' },
)
export type PackageRecord = Static<typeof PackageRecord>

/** Where Packgrid can fetch facts from; empty: nowhere it knows. */
export const repositoryHosts = ['bitbucket', 'github', 'gitlab', 'codeberg', 'forgejo'] as const
export type RepositoryHost = (typeof repositoryHosts)[number]

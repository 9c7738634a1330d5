import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const Count = Type.Integer({ minimum: 0 })
const Time = Type.String({ format: 'date-time' })

/** A project as `projectsQuery` asks for it. Who may see a project may not always see its code; then there is no repository. */
export const GitlabProject = Type.Object({
  id: Type.String({ pattern: String.raw`^gid://gitlab/Project/\d+$` }),
  webUrl: Type.String({ pattern: '^https?://' }),
  description: Type.Union([Type.String(), Type.Null()]),
  starCount: Count,
  forksCount: Count,
  archived: Type.Union([Type.Boolean(), Type.Null()]),
  repository: Type.Union([Type.Object({ exists: Type.Boolean(), empty: Type.Boolean() }), Type.Null()]),
})
export type GitlabProject = Static<typeof GitlabProject>

export const projectsQuery = `query ($ids: [ID!], $count: Int) {
  projects(ids: $ids, first: $count) {
    nodes { id webUrl description starCount forksCount archived repository { exists empty } }
  }
}`

export const projectValidator = Compile(GitlabProject)

/** Nodes are checked one by one, so that one of an unknown shape spoils no other. */
export const projectsValidator = Compile(
  Type.Object({
    data: Type.Optional(
      Type.Union([
        Type.Object({
          projects: Type.Union([
            Type.Object({ nodes: Type.Array(Type.Union([Type.Object({ id: Type.String() }), Type.Null()])) }),
            Type.Null(),
          ]),
        }),
        Type.Null(),
      ]),
    ),
    errors: Type.Optional(Type.Array(Type.Object({ message: Type.String() }))),
  }),
)

/** Of `GET /projects/:path` only the id: to visitors it does not say whether the project is archived. */
export const projectIdValidator = Compile(Type.Object({ id: Type.Integer() }))

export const commitsValidator = Compile(
  Type.Array(
    Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{40,64}$' }), committed_date: Time, author_name: Type.String() }),
  ),
)

export const contributorsValidator = Compile(Type.Array(Type.Object({ name: Type.String() })))

export const sequenceValidator = Compile(Type.Object({ count: Count }))
